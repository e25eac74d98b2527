"""Who is at each end of a handshake, and the signatures that prove it. No I/O."""

from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from agent import cpace
from agent.channel import ChannelError, Fault
from broker.wire import limits
from broker.wire.messages import is_name


class Signer(Protocol):
    """A private Ed25519 key, wherever it is kept."""

    @property
    def public(self) -> bytes:
        """Its public half, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """A signature of 64 bytes."""


@dataclass(frozen=True)
class Identity:
    """Who the console says it is; `device_key` is an Ed25519 public key or empty."""

    technician: str
    organisation: str
    device_key: bytes


NO_KEY: Final = b""
"""In the place of a public key or of a signature: there is none."""


def fields(body: bytes, count: int) -> list[bytes]:
    """The fields of an lv_cat of exactly so many; ChannelError MALFORMED."""
    try:
        found = cpace.lv_split(body)
    except ValueError as error:
        raise ChannelError(Fault.MALFORMED) from error
    if len(found) != count:
        raise ChannelError(Fault.MALFORMED)
    return found


def read(ada: bytes) -> Identity:
    """The identity in the console's ADa; ChannelError MALFORMED."""
    technician, organisation, device_key = fields(ada, 3)
    if len(device_key) not in (0, limits.KEY_SIZE):
        raise ChannelError(Fault.MALFORMED)
    return Identity(_name(technician), _name(organisation), device_key)


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this key signed; without a key only the empty signature is right."""
    if not key:
        return not signature
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _name(field: bytes) -> str:
    try:
        name = field.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ChannelError(Fault.MALFORMED) from error
    if not is_name(name):
        raise ChannelError(Fault.MALFORMED)
    return name
