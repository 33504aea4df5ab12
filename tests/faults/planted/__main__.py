"""Runs the suite against planted faults: `python -m planted NAME ...` in this folder, or one trial as JSON a line on standard input."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout

from planted import BY_NAME
from planted.trying import Trial, tried


def main() -> None:
    """Tries the faults that are named, or answers a line with a line until standard input ends."""
    for name in sys.argv[1:]:
        fault = BY_NAME[name]
        print(f"{name}\n{tried(Trial(fault.dialect, name, fault.areas)).told()}")
    if not sys.argv[1:]:
        answers = sys.stdout
        with redirect_stdout(sys.stderr):
            for line in sys.stdin:
                print(_answer(line), file=answers, flush=True)


def _answer(line: str) -> str:
    try:
        return tried(Trial.of(json.loads(line))).to_json()
    except Exception as error:  # noqa: BLE001 - whoever asked raises it again, and asks on
        return json.dumps({"raised": repr(error)})


if __name__ == "__main__":
    main()
