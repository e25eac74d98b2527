"""Session IDs and resume tokens from given random bytes."""

import random
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.ids import NoFreeId, new_id, new_token, same, session_of
from broker.wire.limits import SESSION_DIGITS
from broker.wire.messages import is_session_id


def drawn(numbers: Iterable[int]) -> Callable[[int], bytes]:
    rest = iter(numbers)
    return lambda size: next(rest).to_bytes(size, "big")


def free(_session: str) -> bool:
    return False


def test_a_drawn_number_is_padded_to_nine_digits() -> None:
    assert new_id(drawn([42]), free) == "000000042"
    assert new_id(drawn([10**9 + 7]), free) == "000000007"
    assert new_id(drawn([4 * 10**9 - 1]), free) == "999999999"


def test_draws_that_would_favour_low_numbers_are_thrown_away() -> None:
    assert new_id(drawn([4 * 10**9, 2**32 - 1, 5]), free) == "000000005"


def test_a_taken_number_is_drawn_again() -> None:
    assert new_id(drawn([1, 2, 3]), {"000000001", "000000002"}.__contains__) == "000000003"


def test_it_gives_up_where_everything_is_taken() -> None:
    with pytest.raises(NoFreeId):
        new_id(lambda size: bytes(size), lambda _session: True)


def test_each_first_digit_is_as_likely() -> None:
    source = random.Random(1)
    first = Counter(new_id(source.randbytes, free)[0] for _ in range(20_000))
    assert len(first) == 10
    assert all(1_800 < count < 2_200 for count in first.values())


@given(st.binary(min_size=32, max_size=32))
def test_a_token_names_its_session_and_fits_the_wire(secret: bytes) -> None:
    token = new_token("012345678", lambda _size: secret)
    assert session_of(token) == "012345678"
    assert len(token) <= 64 and token.isascii()
    assert same(token, token)
    assert not same(token, token[:-1]) and not same(token, "")


@given(st.text(max_size=64))
def test_whatever_is_no_token_names_no_session(text: str) -> None:
    session = session_of(text)
    assert session is None or (is_session_id(session) and text[SESSION_DIGITS] == "-")
