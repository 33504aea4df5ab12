"""The process behind `started`: `python -m coupa_contract.reference --port 0` serves until its standard input ends."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from coupa_contract.errors import CoupaContractError
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import attend


def main() -> int:
    """Serves as the arguments say; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m coupa_contract.reference", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--dialect", default="published")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--rate-limit", type=int)
    options = parser.parse_args()
    try:
        attend(create_app(options.dialect, options.seed, options.database, options.rate_limit), options.port)
    except CoupaContractError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
