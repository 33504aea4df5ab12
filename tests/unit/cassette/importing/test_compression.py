"""Bodies are unpacked once, never twice, and never without bounds."""

from __future__ import annotations

import gzip
import zlib

import pytest
from backports import zstd

from coupa_contract.cassette.importing.compression import unpacked
from coupa_contract.cassette.importing.foreign import UnusableError

BODY = b'{"id": 17}'
GZIPPED = gzip.compress(BODY, mtime=0)  # without the time: the bytes are in the names of tests, which all workers must agree on


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", GZIPPED),
        ("x-gzip", GZIPPED),
        ("deflate", zlib.compress(BODY)),
        ("deflate", raw_deflate(BODY)),
        ("zstd", zstd.compress(BODY)),
        ("gzip, zstd", zstd.compress(GZIPPED)),
        ("identity", BODY),
    ],
)
def test_a_packed_body_is_unpacked(encoding: str, packed: bytes) -> None:
    """By the header, in the order in which it was packed."""
    assert unpacked(packed, (("Content-Encoding", encoding),)) == BODY


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_was_unpacked_when_recorded_stays(encoding: str) -> None:
    """vcrpy and browsers keep the header of a body that they unpacked."""
    assert unpacked(BODY, (("content-encoding", encoding),)) == BODY


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("gzip", b"\x89PNG\xff", "not the gzip that its header says"),
        ("gzip", b"\x1f\x8bnonsense", "not the gzip that its header says"),
        ("gzip", GZIPPED[:-9], "cut off"),
        ("br", b"\x8b\x05\x80", "not the br that its header says"),
        ("zstd", zstd.compress(BODY)[:-3], "cut off"),
    ],
)
def test_a_body_that_lies_about_its_packing_is_unusable(encoding: str, body: bytes, reason: str) -> None:
    """It would look like a fault of the instance."""
    with pytest.raises(UnusableError, match=reason):
        unpacked(body, (("Content-Encoding", encoding),))


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_a_body_that_unpacks_to_gigabytes_is_unusable(encoding: str, pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up at the limit."""
    monkeypatch.setattr("coupa_contract.cassette.importing.compression._MOST_BYTES", 1000)
    with pytest.raises(UnusableError, match="more than 1,000 bytes"):
        unpacked(pack(bytes(100_000)), (("Content-Encoding", encoding),))  # type: ignore[operator]
