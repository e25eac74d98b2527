"""The channel's parts, which both languages have: run by both."""

import hashlib
import hmac
from collections.abc import Iterator

from cpace import _calculate_generator, _scalar_mult_vfy

from tests.rab1.case import Case, flipped
from tests.rab1.reference import Records, Setup, lv_cat
from tests.rab1.shares import BAD_NAMES, BAD_SHARES

GOOD_NAMES = {
    "one letter": "A",
    "64 letters": "a" * 64,
    "64 characters of four bytes": "\U0001f98a" * 64,
    "accents, composed": "Niccol\u00f2 D\u2019Aci",
    "accents, combining": "Niccolo\u0300",
    "Greek, Han and Arabic": "\u0391\u4e2d\u0627",
    "spaces around": " Ada ",
    "signs": "A & B (Srl) #1 \u20ac",
}


def cases() -> Iterator[Case]:
    # Two fields of the bytes 0, 1, … 250, 0, 1, … each; the hash is of their lv_cat.
    for size in (0, 1, 31, 127, 128, 300, 16383, 16384):
        data = bytes(at % 251 for at in range(size))
        hashed = hashlib.sha512(lv_cat(data, data)).hexdigest()
        yield {"part": "lv", "name": f"two fields of {size}", "size": size, "sha512": hashed}
    for name, spoilt in {
        "a length of 0 in two bytes": b"\x80\x00",
        "a length of 1 in two bytes": b"\x81\x00A",
        "a length of 127 in two bytes": b"\xff\x00" + bytes(127),
        "a length of 128 in three bytes": b"\x80\x81\x00" + bytes(128),
        "a length in four bytes": b"\x81\x80\x80\x00A",
        "a length that does not end": b"\x80",
        "a length that does not end, after a field": b"\x01A\x80",
        "shorter than its length": b"\x02A",
        "a second field missing": b"\x01A\x01",
    }.items():
        yield {"part": "lv_bad", "name": name, "data": spoilt.hex()}
    yield from _names()
    yield from _shares()
    for number in range(6):
        yield _run(number)


def _names() -> Iterator[Case]:
    for what, name in GOOD_NAMES.items():
        yield {"part": "name", "name": what, "text": name, "good": True}
    for what, coded in BAD_NAMES.items():
        try:
            text = coded.decode()
        except UnicodeDecodeError:
            continue
        yield {"part": "name", "name": what, "text": text, "good": False}


def _shares() -> Iterator[Case]:
    scalar = bytes(range(32))
    for what, share in BAD_SHARES.items():
        product = _scalar_mult_vfy(scalar, share) if len(share) == 32 else None
        canonical = len(share) == 32 and int.from_bytes(share, "little") < 2**255 - 19
        yield {
            "part": "share",
            "name": what,
            "share": share.hex(),
            "canonical": canonical,
            "scalar": scalar.hex(),
            "product": product.hex() if product else None,
        }


def _run(number: int) -> Case:
    prs, ci, sid, ya, yb = (
        hashlib.sha512(f"{number} {what}".encode()).digest()[
            : 8 + 11 * number if what in "prs" else 32
        ]
        for what in ("prs", "ci", "sid", "ya", "yb")
    )
    point = _calculate_generator(prs, ci, sid)
    share_a, share_b = _scalar_mult_vfy(ya, point), _scalar_mult_vfy(yb, point)
    if share_a is None or share_b is None or (k := _scalar_mult_vfy(ya, share_b)) is None:
        raise ValueError("a run that does not run")
    messages = lv_cat(share_a, b"ADa") + lv_cat(share_b, b"ADb")
    isk = hashlib.sha512(lv_cat(b"CPace255_ISK", sid, k) + messages).digest()
    mac_key = hashlib.sha512(b"CPaceMac" + sid + isk).digest()
    values = {"prs": prs, "ci": ci, "sid": sid, "ya": ya, "yb": yb, "generator": point, "k": k}
    values |= {"share_a": share_a, "share_b": share_b, "isk": isk}
    values["tag_a"] = hmac.digest(mac_key, lv_cat(share_a, b"ADa"), "sha512")
    return {"part": "cpace", "name": f"run {number}", **{key: v.hex() for key, v in values.items()}}


def directions() -> Iterator[Case]:
    """One direction of records alone: sealed, opened, and what must not open."""
    for name, setup in {
        "usual limits": Setup(),
        "a new key after every 2 records": Setup(records=2),
        "a new key after every 20 bytes": Setup(octets=20),
        "a new key after every record": Setup(records=1),
    }.items():
        for label in ("rab1 a2c", "rab1 c2a"):
            yield _direction(f"{name}, {label}", setup, label)
    yield _direction("four numbers in all", Setup(sequence=4), "rab1 a2c")


def _direction(name: str, setup: Setup, label: str) -> Case:
    isk, th = hashlib.sha512(name.encode()).digest(), hashlib.sha512(label.encode()).digest()
    records = Records(setup, isk, th, label.encode())
    texts = [b"", b"first", b"the second one", bytes(300)]
    frames = [records.seal(0x11 + number, text) for number, text in enumerate(texts)]
    bad = [frames[1], frames[0][:-1], frames[0] + b"\0", b"", b"\x11", frames[0][:16]]
    bad += [flipped(frames[0], at) for at in range(len(frames[0]))]
    return {
        "name": name,
        "secret": isk.hex(),
        "th": th.hex(),
        "info": label,
        "limits": {"records": setup.records, "octets": setup.octets, "sequence": setup.sequence},
        "records": [
            {"kind": frame[0], "plaintext": text.hex(), "frame": frame.hex()}
            for frame, text in zip(frames, texts, strict=True)
        ],
        "bad": [frame.hex() for frame in bad],
        "ends": setup.sequence == len(frames),
    }
