"""Writes tests/vectors/quick/office.json: `python -m tests.vectors.make_quick`. Always the same.

What the office and the console must read alike: root code, words, device request, roster, PC card.
The console's tests read the file; tests/unit/test_quick_vectors.py holds it against this.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.wire import documents, pairs, requests, roots, roster, signing

PATH = Path(__file__).parent / "quick" / "office.json"
ORGANISATION = "Studio Pontè"
PASSKEY = documents.Passkey(b"\1\2", b"\xa5\1", "console.example.org")


def key(number: int) -> Ed25519PrivateKey:
    """The private key whose seed is this byte, 32 times."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(number: int) -> bytes:
    """Its public half."""
    return key(number).public_key().public_bytes_raw()


def text() -> str:
    """The file."""
    request = requests.encode(
        requests.DeviceRequest(public(2), "Ada Bianchi", ORGANISATION, PASSKEY)
    )
    card = signing.pc_card("Prova", 12, "Città & figli", "CASSA-1", public(5))
    values = {
        "root": {
            "code": roots.code_of(public(1)),
            "key": public(1).hex(),
            "words": pairs.fingerprint(public(1)),
        },
        "request": {"text": request, "words": pairs.fingerprint(request.encode())},
        "roster": signed_roster(),
        "card": {
            "broker": "Prova",
            "customer": {"id": 12, "name": "Città & figli"},
            "name": "CASSA-1",
            "key": public(5).hex(),
            "signer": public(2).hex(),
            "signature": key(2).sign(card).hex(),
        },
    }
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def signed_roster() -> str:
    """Version 3, by the root of seed 9, to which that of seed 1 has handed over."""
    entries = (
        roster.Entry(public(2), "Ada Bianchi", PASSKEY, roster.Standing.ACTIVE),
        roster.Entry(public(3), 'Bruno "il" Conti', None, roster.Standing.LEFT),
    )
    made, expires = datetime(2026, 11, 22, tzinfo=UTC), datetime(2027, 2, 20, tzinfo=UTC)
    inner = roster.inner_of(roster.Roster(ORGANISATION, 3, made, expires, entries))
    word = key(1).sign(signing.handover(public(1), public(9)))
    handovers = [roster.Handover(public(1), public(9), word)]
    return roster.assemble(inner, public(9), key(9).sign(signing.roster(inner)), handovers)


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(text(), encoding="utf-8")
