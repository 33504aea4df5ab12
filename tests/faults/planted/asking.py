"""Has the suite run in a process of its own, so that one pytest does not run inside another."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from planted.trying import Seen, Trial

TryOut: TypeAlias = Callable[[Trial], Seen]
_FOLDER = Path(__file__).parent.parent


@contextmanager
def trials() -> Iterator[TryOut]:
    """A function that tries things out, one after the other, in a process that ends with the block. It raises RuntimeError."""
    command = [sys.executable, "-m", "planted"]
    with subprocess.Popen(command, cwd=_FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asked, answered = process.stdin, process.stdout
        assert asked is not None
        assert answered is not None

        def try_out(trial: Trial) -> Seen:
            print(trial.to_json(), file=asked, flush=True)
            line = answered.readline()
            if not line or "raised" in json.loads(line):
                raise RuntimeError(f"{trial} could not be tried: {line.strip() or 'its process ended'}")
            return Seen.of(line)

        yield try_out
        asked.close()
