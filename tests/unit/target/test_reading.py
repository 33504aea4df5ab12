"""Bodies are read to their end, or to the limit."""

import gzip
import io
import zlib
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import DecodeError

from coupa_contract.target.reading import TooLargeError, read_body


def raw(body: bytes, **headers: str) -> Any:
    """What read_body needs of a response."""
    return SimpleNamespace(headers={name.replace("_", "-"): value for name, value in headers.items()}, read1=io.BytesIO(body).read1)


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@given(st.binary(max_size=300), st.integers(1, 400))
def test_every_packing_is_undone(body: bytes, times: int) -> None:
    """gzip (also in several streams), zlib and bare deflate give back what was packed."""
    long = body * times
    for encoding, packed in (("gzip", gzip.compress(long)), ("deflate", zlib.compress(long)), ("Deflate", bare(long)), ("identity", long)):
        assert read_body(raw(packed, Content_Encoding=encoding), 1 << 20) == long
    assert read_body(raw(gzip.compress(body) + gzip.compress(long), Content_Encoding="gzip"), 1 << 20) == body + long


@pytest.mark.parametrize("packed", [b"nope", gzip.compress(b"x" * 100, mtime=0)[:-4], gzip.compress(b"x", mtime=0) + b"nope", b"\x1f\x8b"])
def test_a_body_that_is_not_packed_as_it_says_is_an_error(packed: bytes) -> None:
    """What cannot be unpacked to its end is no body."""
    with pytest.raises(DecodeError):
        read_body(raw(packed, Content_Encoding="gzip"), 1000)


def test_the_limit_counts_unpacked_bytes() -> None:
    """Exactly the limit is fine, one byte more is not, and a declared length is believed."""
    assert len(read_body(raw(b"x" * 10), 10)) == 10
    for response in (raw(b"x" * 11), raw(gzip.compress(b"x" * 11), Content_Encoding="gzip"), raw(b"", Content_Length="11")):
        with pytest.raises(TooLargeError):
            read_body(response, 10)


def test_an_unknown_encoding_is_left_as_it_is() -> None:
    """Nobody asked for it; whoever judges the body sees what came."""
    assert read_body(raw(b"packed", Content_Encoding="br"), 10) == b"packed"
