"""The keyed mapping of numbers is one to one."""

from itertools import islice, product

from coupa_contract.cassette.secrecy.permutation import permuted, stream


def test_no_two_numbers_meet() -> None:
    """Every number below the radices is met exactly once."""
    radices = [3, 10, 2, 7]
    every = [tuple(permuted(digits, radices, b"k", b"t")) for digits in product(*map(range, radices))]
    assert sorted(every) == sorted(product(*map(range, radices)))


def test_one_digit_is_moved_too() -> None:
    """A single digit has half of the network to itself."""
    assert sorted(permuted([digit], [10], b"k", b"t")[0] for digit in range(10)) == list(range(10))


def test_key_and_tweak_decide() -> None:
    """Another key or another shape gives another mapping."""
    radices = [25] * 6
    made = [permuted([1, 2, 3, 4, 5, 6], radices, key, tweak) for key in (b"a", b"b") for tweak in (b"x", b"y")]
    assert len({tuple(each) for each in made}) == 4


def test_a_stream_repeats_itself_under_its_key() -> None:
    """The same key and text give the same numbers."""
    assert list(islice(stream(b"k", b"t"), 40)) == list(islice(stream(b"k", b"t"), 40))
    assert list(islice(stream(b"k", b"t"), 40)) != list(islice(stream(b"k", b"u"), 40))
