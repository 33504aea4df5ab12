"""What of a run may be written down: secrets never, personal and commercial values as pseudonyms. Fails closed."""

from coupa_contract.cassette.secrecy.cleaning import Cleaner, cleaner
from coupa_contract.cassette.secrecy.known import credentials_of
from coupa_contract.cassette.secrecy.masking import Masks
from coupa_contract.cassette.secrecy.scanning import scan

__all__ = ["Cleaner", "Masks", "cleaner", "credentials_of", "scan"]
