"""Defects that more than one message can have."""

from collections.abc import Callable

from tests.rab1.reference import lv_cat

_P = 2**255 - 19


def _share(number: int) -> bytes:
    return number.to_bytes(32, "little")


BAD_SHARES = {
    "of order 4, 0": _share(0),
    "of order 1 or 2, 1": _share(1),
    "of order 2 on the twist, p - 1": _share(_P - 1),
    "of order 8, the first": bytes.fromhex(
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
    ),
    "of order 8, the second": bytes.fromhex(
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
    ),
    "p, which is 0": _share(_P),
    "p + 1, which is 1": _share(_P + 1),
    "p + 9, which is the base point": _share(_P + 9),
    "the base point with the unused bit set": _share(9 + 2**255),
    "all bits set": b"\xff" * 32,
    "31 bytes": bytes([9]) * 31,
    "33 bytes": bytes([9]) * 33,
    "empty": b"",
}
"""Shares (Ya, Yb) that must be refused: of low order, or not in their one encoding."""

BAD_KEYS = {
    "no point": b"\x02" + bytes(31),
    "not reduced": b"\xff" * 32,
}
"""Ed25519 public keys that have signed nothing."""

BAD_NAMES = {
    "nothing": b"",
    "a space": b" ",
    "65 characters": b"a" * 65,
    "65 characters of four bytes": "\U0001f98a".encode() * 65,
    "not UTF-8": b"Ad\xff",
    "UTF-8 not in its shortest form": b"A\xc1\xa1",
    "a surrogate": b"A\xed\xa0\x80",
    "half a character": b"Ad\xc3",
    "beyond Unicode": b"A\xf4\x90\x80\x80",
    "a line feed": b"Ada\nLovelace",
    "a NUL": b"Ada\0",
    "a tab": b"Ada\tLovelace",
    "delete": b"Ada\x7f",
    "an escape": b"\x1b[31mAda",
    "a C1 control": "Ada\u0085".encode(),
    "right-to-left override": "Ada \u202eeve".encode(),
    "a zero-width space": "Ada\u200b".encode(),
    "a zero-width joiner": "Ada\u200d".encode(),
    "a byte order mark in front": "\ufeffAda".encode(),
    "a soft hyphen": "A\u00adda".encode(),
    "a no-break space": "Ada\u00a0Lovelace".encode(),
    "a line separator": "Ada\u2028".encode(),
    "an ideographic space": "\u3000Ada".encode(),
    "private use": "Ada\ue000".encode(),
    "a noncharacter": "Ada\uffff".encode(),
    "an unassigned character": "Ada\u0378".encode(),
    "a tag character": "Ada\U000e0041".encode(),
}
"""Names that must be refused."""

BAD_BODIES: dict[str, Callable[..., bytes]] = {
    "an empty body": lambda *_: b"",
    "a field more": lambda *fields: lv_cat(*fields, b""),
    "the last field missing": lambda *fields: lv_cat(*fields[:-1]),
    "cut by one byte": lambda *fields: lv_cat(*fields)[:-1],
    "half a length behind": lambda *fields: lv_cat(*fields) + b"\x80",
    "a byte that is no length behind": lambda *fields: lv_cat(*fields) + b"\x01",
    "the first length not minimal": lambda *fields: (
        bytes([len(fields[0]) | 0x80, 0]) + lv_cat(*fields)[1:]
    ),
    "the first length of three bytes": lambda *fields: (
        bytes([len(fields[0]) | 0x80, 0x80, 0]) + lv_cat(*fields)[1:]
    ),
    "a length that does not end": lambda *fields: b"\x80\x80\x80\x80" + lv_cat(*fields),
    "a length beyond the end": lambda *fields: b"\xff\xff\x7f" + lv_cat(*fields)[1:],
}
"""Ways to spoil an lv_cat of these fields."""
