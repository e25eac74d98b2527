"""Frames as no client would send them (RFC 6455), and with which close code each has to end."""

import json

from broker.wire import limits
from broker.wire.words import Close

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
BAD, BIG = Close.BAD_MESSAGE, Close.TOO_BIG
PARTED = 1000
"""The broker's own close code where the other end closed in due form."""
MASK = b"\x11\x22\x33\x44"


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    mask: bool = True,
    form: int = 0,
    said: int | None = None,
) -> bytes:
    """One frame. `form`: bytes of the length, 0 for the shortest; `said`: another length."""
    length = len(payload) if said is None else said
    form = form or (1 if length < 126 else 2 if length < 65_536 else 8)
    word = {1: bytes([length & 127]), 2: b"\x7e", 8: b"\x7f"}[form]
    more = b"" if form == 1 else length.to_bytes(form, "big")
    head = bytes([fin << 7 | rsv << 4 | opcode, mask << 7 | word[0]]) + more
    if not mask:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[n % 4] for n, byte in enumerate(payload))


def close(code: int, reason: bytes = b"") -> bytes:
    return frame(CLOSE, code.to_bytes(2, "big") + reason)


HELLO = json.dumps({"type": "hello", "v": 1, "pc": "PC", "resume": ""}).encode()
JOIN = json.dumps(
    {
        "type": "join",
        "v": 1,
        "ticket": "none",
        "session": "1" * 9,
        "customer": 0,
        "resume": "",
        "quick": False,
        "reason": "",
    }
).encode()
GOOD = {"/ws/agent": HELLO, "/ws/console": JOIN}
"""First messages that would be taken: in the cases below only how they are said is bad."""


def cases(good: bytes) -> dict[str, tuple[bytes, int]]:
    return {**framed(good), **sized(good), **CASES}


def cut(good: bytes) -> bytes:
    """A first message in two parts, the last of which is still to come."""
    return frame(TEXT, good[:4], fin=False)


def framed(good: bytes) -> dict[str, tuple[bytes, int]]:
    rest = good[4:]
    return {
        **{f"reserved bits {n:03b} on text": (frame(TEXT, good, rsv=n), BAD) for n in range(1, 8)},
        "reserved bit 1 on a continuation": (
            cut(good) + frame(CONTINUATION, rest, rsv=4),
            BAD,
        ),
        "a continuation of nothing": (frame(CONTINUATION, good), BAD),
        "an unfinished continuation of nothing": (frame(CONTINUATION, good, fin=False), BAD),
        "text inside text": (cut(good) + frame(TEXT, rest), BAD),
        "binary inside text": (cut(good) + frame(BINARY, rest), BAD),
        "text inside binary": (frame(BINARY, good[:4], fin=False) + frame(TEXT, rest), BAD),
        "a ping in parts inside text": (cut(good) + frame(PING, fin=False), BAD),
        "a close inside text": (cut(good) + close(1000), PARTED),
        "text without a mask": (frame(TEXT, good, mask=False), BAD),
        "a continuation without a mask": (
            cut(good) + frame(CONTINUATION, rest, mask=False),
            BAD,
        ),
        "text after a ping without a mask": (
            frame(PING, mask=False) + frame(TEXT, good),
            BAD,
        ),
        "binary with a first message": (frame(BINARY, good), BAD),
    }


def sized(good: bytes) -> dict[str, tuple[bytes, int]]:
    short, long = good.ljust(125), good.ljust(200)
    return {
        "a length of 125 in two bytes": (frame(TEXT, short[:125], form=2), BAD)
        if len(good) <= 125
        else (frame(PING, bytes(125), form=2), BAD),
        "a length of 200 in eight bytes": (frame(TEXT, long, form=8), BAD),
        "text of 4097 bytes": (frame(TEXT, good.ljust(limits.TEXT_MAX + 1)), BIG),
        "text of 4097 bytes in parts": (
            cut(good) + frame(CONTINUATION, good[4:].ljust(limits.TEXT_MAX - 3)),
            BIG,
        ),
        "text over the limit of a record": (frame(TEXT, good.ljust(limits.RECORD_MAX + 1)), BIG),
    }


CASES: dict[str, tuple[bytes, int]] = {
    **{
        f"reserved bit 1 on {name}": (frame(opcode, b"", rsv=4), BAD)
        for name, opcode in (("binary", BINARY), ("ping", PING), ("pong", PONG), ("close", CLOSE))
    },
    **{f"opcode {op:#x}": (frame(op, b"x"), BAD) for op in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
    "a ping in parts": (frame(PING, b"a", fin=False), BAD),
    "a pong in parts": (frame(PONG, b"a", fin=False), BAD),
    "a close in parts": (frame(CLOSE, b"\x03\xe8", fin=False), BAD),
    "a ping of 126 bytes": (frame(PING, bytes(126)), BAD),
    "a ping of 65,535 bytes": (frame(PING, bytes(65_535)), BAD),
    "a ping of 2^62 bytes": (frame(PING, said=2**62), BAD),
    "a pong of 126 bytes": (frame(PONG, bytes(126)), BAD),
    "a close of 126 bytes": (frame(CLOSE, b"\x03\xe8" + bytes(124)), BAD),
    "empty text without a mask": (frame(TEXT, mask=False), BAD),
    "binary without a mask": (frame(BINARY, b"x", mask=False), BAD),
    "a ping without a mask": (frame(PING, b"x", mask=False), BAD),
    "a close without a mask": (frame(CLOSE, b"\x03\xe8", mask=False), BAD),
    "utf-8: a byte that is none": (frame(TEXT, b"\xff"), BAD),
    "utf-8: a continuation byte alone": (frame(TEXT, b'{"\x80":1}'), BAD),
    "utf-8: overlong": (frame(TEXT, b"\xc0\xaf"), BAD),
    "utf-8: a surrogate": (frame(TEXT, b"\xed\xa0\x80"), BAD),
    "utf-8: over U+10FFFF": (frame(TEXT, b"\xf4\x90\x80\x80"), BAD),
    "utf-8: cut at the end": (frame(TEXT, b"\xe2\x82"), BAD),
    "utf-8: wrong across parts": (
        frame(TEXT, b"\xe2\x82", fin=False) + frame(CONTINUATION, b"x"),
        BAD,
    ),
    "utf-8: in the reason of a close": (close(1000, b"\xff"), BAD),
    "utf-8: cut in the reason of a close": (close(1000, b"\xe2\x82"), BAD),
    **{
        f"close {code}": (close(code, b"bye"), PARTED)
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    },
    "close without a code": (frame(CLOSE), PARTED),
    **{
        f"close {code}": (close(code), BAD)
        for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)
    },
    "a close of one byte": (frame(CLOSE, b"\x03"), BAD),
    "text of 4097 bytes in few characters": (frame(TEXT, "à".encode() * 2048 + b"x"), BIG),
    "binary over the limit": (frame(BINARY, bytes(limits.RECORD_MAX + 1)), BIG),
    "binary that says it is 4 GiB": (frame(BINARY, said=2**32), BIG),
    "binary that says it is 2^62 bytes": (frame(BINARY, said=2**62), BIG),
    "the top bit of a length": (frame(BINARY, said=2**63), BIG),
    "all bits of a length": (frame(TEXT, said=2**64 - 1), BIG),
    "too much in parts": (
        frame(BINARY, bytes(40_000), fin=False) + frame(CONTINUATION, bytes(40_000)),
        BIG,
    ),
    "too much in many parts": (
        frame(TEXT, b" " * 60_000, fin=False) + frame(CONTINUATION, b" " * 300, fin=False) * 30,
        BIG,
    ),
    "binary before the first message": (frame(BINARY, b"\x01"), BAD),
    "empty binary": (frame(BINARY), BAD),
    "empty text": (frame(TEXT), BAD),
    "no frame at all, but HTTP": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", BAD),
}
