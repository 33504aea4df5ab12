"""No network during a replay: whoever tries, by whatever means."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
import requests
import urllib3

from coupa_contract.runner.offline import NetworkRefusedError, offline


def connect() -> None:
    with socket.socket() as one:
        one.connect(("127.0.0.1", 9))


def send_a_datagram() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.sendto(b"x", ("127.0.0.1", 9))


def listen() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))


ATTEMPTS = [
    connect,
    send_a_datagram,
    listen,
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: socket.gethostbyname("localhost"),
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: requests.get("http://127.0.0.1:9/", timeout=1),
    lambda: urllib3.PoolManager(retries=False).request("GET", "http://localhost:9/"),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_every_way_out_is_refused(attempt: Callable[[], object]) -> None:
    """Whatever library tries to reach the network is refused before a packet is sent."""
    with offline(), pytest.raises(NetworkRefusedError, match="a replay tried to use the network"):
        attempt()


def test_a_thread_is_refused_too() -> None:
    """A library that connects in a thread of its own gets no further."""
    caught: list[BaseException] = []

    def attempt() -> None:
        try:
            connect()
        except NetworkRefusedError as error:
            caught.append(error)

    with offline():
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_afterwards_the_network_is_back() -> None:
    """The refusal ends with the replay, also when one replay was inside another."""
    with offline(), offline():
        pass
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))


NO_INTERFACES = ["unshare", "--user", "--map-root-user", "--net"]


def can_unshare() -> bool:
    return (
        shutil.which("unshare") is not None and subprocess.run([*NO_INTERFACES, "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.slow
@pytest.mark.skipif(not can_unshare(), reason="this machine does not let a user make a network namespace")
def test_the_shipped_recordings_replay_without_any_interface() -> None:
    """In a network namespace that has no interface, not even a loopback, the shipped recordings replay as everywhere."""
    done = subprocess.run([*NO_INTERFACES, sys.executable, "-m", "coupa_contract", "replay"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
