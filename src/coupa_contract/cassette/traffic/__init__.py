"""Reads traffic of any kind and size as a stream: recordings, HAR, JSON lines, what other tools recorded; here or far away.

`observing` makes shapes of it, in one process or many; it is not imported here, as whoever only reads needs none of it.
"""

from coupa_contract.cassette.importing.foreign import LeftOut
from coupa_contract.cassette.traffic.kinds import TrafficKind, kind_of
from coupa_contract.cassette.traffic.opening import open_traffic
from coupa_contract.cassette.traffic.sources import TrafficSource

__all__ = ["LeftOut", "TrafficKind", "TrafficSource", "kind_of", "open_traffic"]
