"""Runs the suite against planted faults: `python -m planted NAME ...` in this folder, or one JSON request a line on standard input."""

from __future__ import annotations

import json
import sys
from typing import Any

from planted import BY_NAME
from planted.trying import Trial, tried


def main() -> None:
    """Judges the faults that are named, or answers requests until standard input ends."""
    if sys.argv[1:]:
        for name in sys.argv[1:]:
            print(tried(Trial(BY_NAME[name].dialect, name, (BY_NAME[name].area,))).to_json())
        return
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        print(tried(Trial.of(request)).to_json(), flush=True)


if __name__ == "__main__":
    main()
