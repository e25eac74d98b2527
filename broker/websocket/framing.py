"""What of RFC 6455 aiohttp lets pass in the frames of a client, and is refused here. Pure.

Headers only: a client masks every frame (5.1), says a length in the shortest form (5.2), and gives
no close code that must not be sent or that nobody may use (7.4).
"""

from typing import Final

MASKED: Final = 0x80
_CLOSE: Final = 0x8
_NEVER_SENT: Final = 1006
_CODE_MOST: Final = 4999
_CODE_BYTES: Final = 2
_LEAST: Final = {126: 126, 127: 65_536}
_MORE: Final = {126: 2, 127: 8}


class ClientFrames:
    """Goes through what comes from a client, in whatever pieces it comes."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._left = 0
        self._code: bytearray | None = None

    def allowed(self, data: bytes) -> int:
        """How many bytes at the beginning may be passed on: all, or those before a bad frame."""
        at = start = 0
        while at < len(data):
            if self._left == 0:
                start = at
            at += self._payload(data, at) if self._left else self._header(data, at)
            if self._forbidden():
                return start
        return len(data)

    def _header(self, data: bytes, at: int) -> int:
        """Take up to the rest of a header; how many bytes that was."""
        taken = data[at : at + self._wanted()]
        self._head += taken
        if len(self._head) > 1 and self._wanted() == 0:
            self._left = self._length()
            is_close = self._head[0] & 0xF == _CLOSE and self._left >= _CODE_BYTES
            self._code = bytearray() if is_close else None
            if self._left == 0 and not self._forbidden():
                self._head.clear()
        return len(taken)

    def _payload(self, data: bytes, at: int) -> int:
        """Pass over up to the rest of a payload; how many bytes that was."""
        many = min(self._left, len(data) - at)
        if self._code is not None and len(self._code) < _CODE_BYTES:
            self._code += data[at : at + min(many, _CODE_BYTES - len(self._code))]
        self._left -= many
        if self._left == 0 and not self._forbidden():
            self._head.clear()
            self._code = None
        return many

    def _wanted(self) -> int:
        """Bytes that the header still lacks, as far as it is known."""
        have = len(self._head)
        if have < _CODE_BYTES:
            return _CODE_BYTES - have
        mask = 4 if self._head[1] & MASKED else 0
        return 2 + _MORE.get(self._head[1] & 127, 0) + mask - have

    def _length(self) -> int:
        said = self._head[1] & 127
        more = _MORE.get(said, 0)
        return int.from_bytes(self._head[2 : 2 + more], "big") if more else said

    def _forbidden(self) -> bool:
        if len(self._head) < _CODE_BYTES:
            return False
        said = self._head[1] & 127
        known = len(self._head) >= 2 + _MORE.get(said, 0)
        short = known and self._length() < _LEAST.get(said, 0)
        return not self._head[1] & MASKED or short or self._bad_code()

    def _bad_code(self) -> bool:
        if self._code is None or len(self._code) < _CODE_BYTES:
            return False
        mask = self._head[-4:]
        code = (self._code[0] ^ mask[0]) << 8 | self._code[1] ^ mask[1]
        return code == _NEVER_SENT or code > _CODE_MOST
