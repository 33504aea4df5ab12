"""Exceptions: our fault or the user's, never the target's. Each message says what is wrong and what to do, in one sentence."""

from dataclasses import dataclass


# Not frozen: contextlib assigns `__traceback__` on exceptions that pass through it.
@dataclass(eq=False)
class CoupaContractError(Exception):
    """Base of every exception that an edge turns into one line and an exit code."""

    message: str

    exit_code = 2  # not a field: the class says which code its kind of error ends with

    def __str__(self) -> str:
        return self.message


class InstallationError(CoupaContractError):
    """Files that ship with the project are missing."""


class UsageError(CoupaContractError):
    """Options, arguments or the configuration file cannot be used."""


class DocumentError(CoupaContractError):
    """The document, an overlay or a table under `spec/` cannot be read or is not valid."""


class OverlayError(DocumentError):
    """An overlay cannot be applied; the message names the action."""


class RecordingError(CoupaContractError):
    """A recording cannot be read, written or trusted; the message names the file and the place."""


class UnrecordedError(CoupaContractError):
    """A recording lacks what is asked of it: neither a pass nor a failure, and never a reason to go to the network."""

    exit_code = 3


class TargetError(CoupaContractError):
    """The target could not be judged: unreachable, unauthorised, or not an instance of this API."""

    exit_code = 3


class UnreachableError(TargetError):
    """No connection, no TLS, no HTTP."""


class UnauthorisedError(TargetError):
    """The credentials were refused, or expired half-way and could not be renewed."""


class BudgetSpentError(CoupaContractError):
    """`--max-requests` is used up; what was found so far is kept."""

    exit_code = 3


@dataclass(eq=False)
class RefusedError(CoupaContractError):
    """The guard refused to let a request out; `permission` names the option that would let it pass."""

    permission: str = ""
