"""The pure parts of signing in: tickets, codes, passwords, names, addresses, bodies."""

import ipaddress
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from broker.addresses import client_address, limit_key
from broker.problems import Refusal, number_in, problem_of, read_body, text, whole
from broker.proofs import passwords, totp
from broker.records import folded
from broker.tickets import EACH_HOLDER_MOST, Tickets
from broker.wire.words import Problem
from tests.every import every

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The 20 bytes of RFC 6238's test vectors, in base 32."""


def test_a_ticket_is_used_once_by_its_holder_in_time() -> None:
    tickets = Tickets()
    for ticket in ("a", "b", "c"):
        tickets.issue(ticket, 1, 0.0)
    assert tickets.redeem("a", 1, 29.9)
    assert not tickets.redeem("a", 1, 29.9)
    assert not tickets.redeem("b", 2, 1.0)
    assert not tickets.redeem("b", 1, 1.0)
    assert not tickets.redeem("c", 1, 30.0)
    assert not tickets.redeem("none", 1, 1.0)


def test_tickets_of_one_holder_are_bounded() -> None:
    tickets = Tickets()
    tickets.issue("others", 2, 0.0)
    for number in range(EACH_HOLDER_MOST + 1):
        tickets.issue(str(number), 1, 0.0)
    assert not tickets.redeem("0", 1, 1.0)
    assert tickets.redeem("1", 1, 1.0)
    assert tickets.redeem("others", 2, 1.0)


def test_old_tickets_are_forgotten() -> None:
    tickets = Tickets()
    for now in range(0, 3000, 30):
        tickets.issue(f"t{now}", now, float(now))
    assert len(tickets._tickets) == 1


@every(
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert totp.accepted_step(SECRET, code, now) == seconds // 30
    assert totp.accepted_step(SECRET, f" {code[:3]} {code[3:]} ", now) == seconds // 30


@every(["", "x", "28708", "2870822", "２８７０８２", "\ud800"])
def test_what_is_no_code(code: str) -> None:
    assert totp.accepted_step(SECRET, code, datetime.fromtimestamp(59, UTC)) is None


def test_new_secrets_have_160_bits() -> None:
    assert totp.new_secret(lambda size: bytes(size)) == "A" * 32


def test_the_uri_for_apps() -> None:
    assert totp.uri(SECRET, "anna", "Rossi & C.").startswith(
        "otpauth://totp/Rossi%20%26%20C.:anna?"
    )


@every(
    [
        ("123456789", "password_short"),
        ("1234567890", None),
        ("x" * 256, None),
        ("x" * 257, "password_long"),
        ("Anna.Rossi.Tecnica", "password_is_name"),
        ("with a \n newline", "password_unprintable"),
        ("perché così è più lungo", None),
    ],
)
def test_the_policy(password: str, fault: str | None) -> None:
    assert passwords.fault(password, "anna.rossi.tecnica") == fault


@given(st.binary(min_size=20, max_size=20))
def test_generated_passwords_pass_the_policy(random: bytes) -> None:
    password = passwords.generated(lambda size: random[:size])
    assert passwords.fault(password, "anna") is None
    assert len(password) == 24


@every(["ANNA", " anna ", "Ａｎｎａ"])
def test_names_are_folded(name: str) -> None:
    assert folded(name) == "anna"


@every(
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_what_limits_count(address: str, key: str) -> None:
    assert limit_key(address) == key


TRUSTED = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128"))


@every(
    [
        ("198.51.100.7", ["203.0.113.1"], "198.51.100.7"),
        ("10.0.0.1", ["203.0.113.1"], "203.0.113.1"),
        ("10.0.0.1", ["6.6.6.6", "203.0.113.1"], "203.0.113.1"),
        ("10.0.0.1", ["203.0.113.1", "10.0.0.2"], "203.0.113.1"),
        ("::1", [], "::1"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.1", "x"], "10.0.0.1"),
    ],
)
def test_the_client_behind_proxies(peer: str, forwarded: list[str], client: str) -> None:
    assert client_address(peer, forwarded, TRUSTED) == client


@given(st.binary(max_size=200))
def test_any_bytes_are_a_body_or_a_refusal(data: bytes) -> None:
    try:
        assert set(read_body(data, {"a": whole(3)})) == {"a"}
    except Refusal as refusal:
        assert refusal.problem is Problem.BAD_REQUEST


def test_checks() -> None:
    assert text(2)("ab") and not text(2)("abc") and not text(2)("") and not text(2)(1)
    assert whole(2)(2) and not whole(2)(3) and not whole(2)(True) and not whole(2)(1.0)
    assert number_in("12", 12) == 12
    assert [number_in(bad, 12) for bad in ("0", "13", "-1", "+1", "1 ", "", "٣")] == [None] * 7


def test_statuses_of_the_framework() -> None:
    assert problem_of(404) is Problem.NOT_FOUND
    assert problem_of(400) is Problem.BAD_REQUEST
    assert problem_of(503) is Problem.BROKER_FAULT
