"""A technician's passkey: only the right one, in person, for this very run."""

from dataclasses import replace

from agent.frames import control
from agent.quick import passkey
from broker.wire.roster import Passkey
from tests.every import every
from tests.fakes.authenticator import PRESENT, VERIFIED, Authenticator

CHALLENGE = bytes(range(32))
MINE = Authenticator()
_ANSWER = MINE.answer(CHALLENGE)
MINE_TWICE = replace(
    _ANSWER, client=bytes.fromhex(_ANSWER.client).replace(b"{", b'{"type": "x", ', 1).hex()
)


def test_the_right_one_is_there() -> None:
    assert passkey.is_there(MINE.passkey, MINE.answer(CHALLENGE), CHALLENGE)


@every(
    [
        ("another run", MINE.answer(bytes(32))),
        ("nobody touched it", MINE.answer(CHALLENGE, flags=VERIFIED)),
        ("nobody was verified", MINE.answer(CHALLENGE, flags=PRESENT)),
        ("another host", MINE.answer(CHALLENGE, rp="aiuto.example.org")),
        ("another page", MINE.answer(CHALLENGE, origin="https://aiuto.example.org")),
        ("a page without TLS", MINE.answer(CHALLENGE, origin="http://aiuto.example")),
        ("inside another page", MINE.answer(CHALLENGE, cross=True)),
        ("made, not shown", MINE.answer(CHALLENGE, type_="webauthn.create")),
        ("another passkey", Authenticator().answer(CHALLENGE)),
        (
            "another passkey under this one's ID",
            replace(Authenticator().answer(CHALLENGE), credential=MINE.credential.hex()),
        ),
        ("no signature", replace(MINE.answer(CHALLENGE), signature="00")),
        ("no data", replace(MINE.answer(CHALLENGE), data="00")),
        ("data cut short", replace(MINE.answer(CHALLENGE), data=MINE.answer(CHALLENGE).data[:60])),
        ("no client", replace(MINE.answer(CHALLENGE), client="00")),
        ("a client that is a list", replace(MINE.answer(CHALLENGE), client=b"[]".hex())),
        ("a client without a challenge", replace(MINE.answer(CHALLENGE), client=b"{}".hex())),
        (
            "an origin that is a number",
            replace(
                MINE.answer(CHALLENGE),
                client=b'{"type":"webauthn.get","challenge":"AA","origin":5}'.hex(),
            ),
        ),
        (
            "a challenge that is a number",
            replace(
                MINE.answer(CHALLENGE),
                client=b'{"type":"webauthn.get","challenge":1e9,"origin":"https://aiuto.example"}'.hex(),
            ),
        ),
        (
            "a challenge that would be huge",
            replace(
                MINE.answer(CHALLENGE),
                client=b'{"type":"webauthn.get","challenge":99999999999,"origin":"x"}'.hex(),
            ),
        ),
        ("a client with a field twice", MINE_TWICE),
        ("deep", replace(MINE.answer(CHALLENGE), client=(b"[" * 1000).hex())),
    ]
)
def test_anything_else_is_not(_: str, given: control.Passkey) -> None:
    assert not passkey.is_there(MINE.passkey, given, CHALLENGE)


@every(
    [
        b"\x00",
        b"",
        b"\xa0",
        b"\xa1\x03\x26",
        b"\xa1\x03\x39\xff\xff",
        b"\xff",
        b"\x9f" * 500,
        bytes.fromhex("a5010203262001215820") + bytes(32) + bytes.fromhex("225820") + bytes(32),
    ]
)
def test_a_key_that_is_none_opens_nothing(key: bytes) -> None:
    known = Passkey(MINE.credential, key, MINE.rp)
    assert not passkey.is_there(known, MINE.answer(CHALLENGE), CHALLENGE)
