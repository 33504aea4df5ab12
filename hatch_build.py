"""Puts the suite, the contract and the recordings into the wheel; an editable install reads them from the checkout instead."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = {
    "tests/contract": "coupa_contract/suite",
    "spec": "coupa_contract/spec",
    "cassettes": "coupa_contract/cassettes",
}


class ShippedFolders(BuildHookInterface[Any]):
    """Adds `SHIPPED` to a standard wheel, and nothing to an editable one (a copy there would go stale)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update(SHIPPED)
