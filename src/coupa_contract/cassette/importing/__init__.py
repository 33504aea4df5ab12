"""Reads traffic that other tools recorded: HAR, vcrpy's own cassettes, Schemathesis's reports. Pure: bytes in, values out."""

from coupa_contract.cassette.importing.bases import Base, base_of, read_base
from coupa_contract.cassette.importing.credentials import credentials_in
from coupa_contract.cassette.importing.files import ForeignFile, read_foreign
from coupa_contract.cassette.importing.foreign import ForeignExchange, LeftOut
from coupa_contract.cassette.importing.mapping import Mapped, interaction_of, map_exchanges

__all__ = [
    "Base",
    "ForeignExchange",
    "ForeignFile",
    "LeftOut",
    "Mapped",
    "base_of",
    "credentials_in",
    "interaction_of",
    "map_exchanges",
    "read_base",
    "read_foreign",
]
