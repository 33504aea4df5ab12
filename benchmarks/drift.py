"""What drift costs beside what one would use instead: orjson and genson on the same bodies, `redocly drift` on the same HAR.

Prints tables and asserts nothing: read the ratios. The traffic is lists of 50 invoices of a reference instance, each with ids of its own.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from coupa_contract.contract import load_contract
from coupa_contract.drift.observing import Observer
from coupa_contract.model import Case, Interaction
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.target.credentials import Credentials
from coupa_contract.target.ledger import Ledger
from coupa_contract.target.permission import Permission
from coupa_contract.target.settings import Settings
from coupa_contract.target.transport import Transport

REDOCLY = "@redocly/cli@2.77.0"
ORIGIN = "https://acme.coupahost.com"
_PAGE = 50


def pages(seeds: Sequence[int]) -> list[Interaction]:
    """Full lists of instances with those seeds."""
    return [met for seed in seeds for met in _lists(seed)]


def _lists(seed: int) -> Iterator[Interaction]:
    with (
        running(create_app(seed=seed)) as instance,
        tempfile.TemporaryDirectory() as folder,
        Ledger(Path(folder) / "ledger.sqlite") as ledger,
    ):
        secrets = {"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret}
        credentials = Credentials.from_environment(secrets)
        settings = Settings.for_url(instance.url, instance.token_url, rate_per_s=None)
        with Transport(settings, credentials, Permission(), load_contract(), ledger) as transport:
            for start in range(0, 10_000, _PAGE):
                met = transport.answer(Case("listInvoices", query=(("offset", str(start)),)))
                if met.response is None or len(json.loads(met.response.body)) < _PAGE:
                    return
                yield met


def bodies(met: Sequence[Interaction], size: int) -> list[bytes]:
    """Bodies of that many bytes in all; each invoice of a further round has an id and a number of its own."""
    found: list[bytes] = []
    round_ = 0
    while sum(map(len, found)) < size:
        for each in met:
            body = each.response.body if each.response else b""
            rows = orjson.loads(body)
            for row in rows if round_ else ():
                new = row["id"] + round_ * 100_000
                body = body.replace(b'{"id":%d,"invoice-number":"' % row["id"], b'{"id":%d,"invoice-number":"%d-' % (new, round_), 1)
            found.append(body)
        round_ += 1
    return found


def write_har(path: Path, sent: Sequence[bytes], size: int) -> None:
    """A HAR of about that many bytes."""
    entries: list[dict[str, Any]] = []
    written = 0
    for number, body in enumerate(sent):
        text = body.decode()
        written += len(json.dumps(text, ensure_ascii=False).encode())
        if written > size:
            break
        content = {"size": len(body), "mimeType": "application/json; charset=utf-8", "text": text}
        headers = [{"name": "Content-Type", "value": "application/json; charset=utf-8"}]
        query = [{"name": "offset", "value": str(number * _PAGE)}]
        request: dict[str, Any] = {"method": "GET", "url": f"{ORIGIN}/api/invoices?offset={number * _PAGE}", "httpVersion": "HTTP/1.1"}
        request |= {"headers": [{"name": "Accept", "value": "application/json"}], "queryString": query, "cookies": []}
        request |= {"headersSize": -1, "bodySize": 0}
        response: dict[str, Any] = {
            "status": 200,
            "statusText": "OK",
            "httpVersion": "HTTP/1.1",
            "headers": headers,
            "cookies": [],
            "content": content,
        }
        response |= {"redirectURL": "", "headersSize": -1, "bodySize": len(body)}
        started = f"2024-05-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000Z"
        timings = {"send": 0, "wait": 1, "receive": 0}
        entries.append({"startedDateTime": started, "time": 1, "request": request, "response": response, "cache": {}, "timings": timings})
    log = {"version": "1.2", "creator": {"name": "benchmark", "version": "1"}, "entries": entries}
    path.write_text(json.dumps({"log": log}, ensure_ascii=False), encoding="utf-8")


def rate(work: Callable[[], None], size: int, repeats: int) -> float:
    """MB a second of CPU, the best of some repeats: what else the machine does only ever takes time."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return size / 1e6 / best


def alone(met: Sequence[Interaction], sent: Sequence[bytes], repeats: int) -> dict[str, float]:
    """MB/s of each way to look at the bodies, in this process."""
    size = sum(map(len, sent))
    case, request, first = met[0].case, met[0].request, met[0].response
    assert first is not None  # noqa: S101 - `pages` yields answers only
    interactions = [Interaction(case, request, type(first)(200, first.headers, body)) for body in sent]

    def parse() -> None:
        for body in sent:
            orjson.loads(body)

    def observe() -> None:
        observer = Observer(load_contract())
        observer.source("benchmark", "2024-05-01")
        for number, interaction in enumerate(interactions):
            observer.add(number, interaction)
        observer.shape()

    found = {"orjson, parsing alone": rate(parse, size, repeats), "ours, observing": rate(observe, size, repeats)}
    try:
        from genson import SchemaBuilder  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        print("genson is not installed (pip install genson): left out")
        return found

    def generate() -> None:
        builder = SchemaBuilder()
        for body in sent:
            builder.add_object(orjson.loads(body))

    return found | {"genson": rate(generate, size, 1)}


def elapsed(command: Sequence[str], folder: Path, repeats: int) -> float:
    """Median seconds of a command from start to end. Raises RuntimeError when it breaks down; findings do not."""
    times = []
    for _ in range(repeats):
        start = time.monotonic()
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        times.append(time.monotonic() - start)
        if result.returncode not in {0, 1}:
            raise RuntimeError(f"{' '.join(command)} ended with {result.returncode}: {result.stderr[-500:]}")
    return statistics.median(times)


def redocly(folder: Path) -> str:
    """The program, installed into a folder; "" with a sentence when that cannot be done."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        print("node and npm are not here: redocly is left out")
        return ""
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), REDOCLY]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - npm, with arguments of our own
    if result.returncode:
        print(f"npm could not install {REDOCLY}: redocly is left out")
        return ""
    return str(folder / "node_modules" / ".bin" / "redocly")


def side_by_side(har: Path, folder: Path, repeats: int, installed: str) -> dict[str, float]:
    """Seconds of whole commands on the same HAR, start-up included."""
    document = folder / "openapi.json"
    document.write_text(json.dumps(load_contract().document), encoding="utf-8")
    ours = [sys.executable, "-m", "coupa_contract", "drift", "report", str(har), "--fail-on-drift", "never"]
    found = {}
    program = installed or redocly(folder)
    if program:
        theirs = [program, "drift", str(har), "--api", str(document), "--match-mode", "basepath", "--format", "json"]
        found["redocly drift"] = elapsed(theirs, folder, repeats)
    try:
        found["ours, one worker"] = elapsed(ours, folder, repeats)
        found["ours, two workers"] = elapsed([*ours, "--workers", "2"], folder, repeats)
    except RuntimeError as error:
        print(f"left out: {error}")
    return found


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=28, metavar="MB", help="of the HAR, and of the bodies")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="the best is shown of rates, the median of whole commands")
    parser.add_argument("--redocly", default="", metavar="PROGRAM", help="an installed redocly, instead of installing one")
    options = parser.parse_args()
    size = round(options.size * 1e6)
    met = pages((1, 2))
    sent = bodies(met, size)
    print(f"{len(sent)} lists of 50 invoices, {sum(map(len, sent)) / len(sent) / 1e3:.0f} KB each")
    rates = alone(met, sent, options.repeats)
    for name, each in rates.items():
        print(f"{name:<24}{each:>8.1f} MB/s{each / rates['ours, observing']:>8.2f} times ours")
    with tempfile.TemporaryDirectory() as folder:
        har = Path(folder) / "traffic.har"
        write_har(har, sent, size)
        print(f"\na HAR of {har.stat().st_size / 1e6:.1f} MB, whole commands")
        seconds = side_by_side(har, Path(folder), options.repeats, options.redocly)
    for name, each in seconds.items():
        times = f"{seconds['redocly drift'] / each:>8.2f} times as quick as redocly" if "redocly drift" in seconds else ""
        print(f"{name:<24}{each:>8.2f} s{times}")


if __name__ == "__main__":
    main()
