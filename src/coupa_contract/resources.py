"""Where the contract, the suite and the recordings lie: in the installed package, or in the checkout it was installed from."""

from pathlib import Path

from coupa_contract.errors import InstallationError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def _folder(packaged: str, checkout: str) -> Path:
    for candidate in (_PACKAGE / packaged, _CHECKOUT / checkout):
        if candidate.is_dir():
            return candidate
    raise InstallationError(f"this installation lacks its folder {packaged!r}; install coupa-contract again")


def spec_folder() -> Path:
    """The folder of `openapi.yaml`, overlays, requirements, life cycle and sources. Raises InstallationError."""
    return _folder("spec", "spec")


def suite_folder() -> Path:
    """The folder of the properties. Raises InstallationError."""
    return _folder("suite", "tests/contract")


def cassettes_folder() -> Path:
    """The folder of the recordings that ship with the project. Raises InstallationError."""
    return _folder("cassettes", "cassettes")
