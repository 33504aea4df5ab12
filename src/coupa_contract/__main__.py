"""`python -m coupa_contract` is `coupa-contract`."""

import sys

from coupa_contract.cli import main

if __name__ == "__main__":
    sys.exit(main())
