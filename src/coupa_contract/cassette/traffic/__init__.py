"""Reads traffic of any kind and size as a stream: recordings, HAR, JSON lines, what other tools recorded; here or far away."""

from coupa_contract.cassette.importing.foreign import LeftOut
from coupa_contract.cassette.traffic.kinds import TrafficKind, kind_of
from coupa_contract.cassette.traffic.observing import Beside, Observed, observe_beside, observe_traffic
from coupa_contract.cassette.traffic.opening import open_traffic
from coupa_contract.cassette.traffic.sources import TrafficSource

__all__ = [
    "Beside",
    "LeftOut",
    "Observed",
    "TrafficKind",
    "TrafficSource",
    "kind_of",
    "observe_beside",
    "observe_traffic",
    "open_traffic",
]
