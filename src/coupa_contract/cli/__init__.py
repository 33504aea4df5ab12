"""The command line."""

from coupa_contract.cli.entry import main

__all__ = ["main"]
