"""What is signed for quick access, byte for byte. Who signs: see docs/protocol.md."""

from broker.wire.limits import KEY_SIZE


def lv_cat(*parts: bytes) -> bytes:
    """Each part behind its length in LEB128 (draft-irtf-cfrg-cpace-21, appendix A.1.3)."""
    return b"".join(_leb128(len(part)) + part for part in parts)


def present(broker: str, session: str, token: str) -> bytes:
    """By a PC's key: this PC waits under this session ID."""
    return b"affianco present\0" + _texts(broker, session, token)


def forget(broker: str, session: str, token: str) -> bytes:
    """By a PC's key: its customer has withdrawn quick access."""
    return b"affianco forget\0" + _texts(broker, session, token)


def enrol(broker: str, ticket: str, pc: str) -> bytes:
    """By a PC's key: its customer allows quick access."""
    return b"affianco enrol\0" + _texts(broker, ticket, pc)


def pc_card(broker: str, customer: int, customer_name: str, pc: str, key: bytes) -> bytes:
    """By a technician's device: this key is this PC of this customer."""
    texts = (broker, str(customer), customer_name, pc)
    return b"affianco pc card\0" + lv_cat(*(text.encode() for text in texts), key)


def roster(inner: bytes) -> bytes:
    """By the root: what a roster says."""
    return b"affianco roster\0" + inner


def handover(old: bytes, new: bytes) -> bytes:
    """By the old root: the new one takes its place. ValueError for keys of another size."""
    if len(old) != KEY_SIZE or len(new) != KEY_SIZE:
        raise ValueError("not two keys")
    return b"affianco root handover\0" + old + new


def _texts(*texts: str) -> bytes:
    return lv_cat(*(text.encode() for text in texts))


def _leb128(number: int) -> bytes:
    coded = bytearray()
    while number > 0x7F:
        coded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*coded, number])
