"""The proof that one event is in the log, as a text that is checked without the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from broker.merkle.hashes import SIZE
from broker.merkle.leaves import Leaf, hash_of
from broker.merkle.proofs import is_included
from broker.wire.documents import canonical
from broker.wire.reading import is_hex
from broker.wire.strict import one_object

FORMAT: Final = "affianco ledger proof 1"
PROOF_FILE_MAX: Final = 1024 * 1024
"""More than the bytes of any proof."""

_FIELDS: Final = {"format", "event", "size", "path", "checkpoint"}
_EVENT: Final = {"number", "at", "kind", "entry", "salt", "body"}
_PATH_MAX: Final = 64


class BadProof(ValueError):
    """A text that is no proof; the argument says which part and why."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """An event, and the way from its leaf up to the root of a tree of `size` events."""

    leaf: Leaf
    size: int
    path: tuple[bytes, ...]
    checkpoint: str
    """A checkpoint of that size, which is worth nothing to who did not get it elsewhere."""

    def holds(self, root: bytes) -> bool:
        """Whether the event is in the tree with this root."""
        return is_included(hash_of(self.leaf), self.leaf.number, self.size, self.path, root)

    def as_text(self) -> str:
        """The proof as JSON."""
        event = {name: getattr(self.leaf, name) for name in _EVENT}
        return canonical(
            {
                "format": FORMAT,
                "event": event,
                "size": self.size,
                "path": [step.hex() for step in self.path],
                "checkpoint": self.checkpoint,
            }
        )


def read_inclusion(text: str) -> Inclusion:
    """The proof that a text is. Raises `BadProof`."""
    try:
        values = one_object(text)
    except ValueError as error:
        raise BadProof(str(error)) from error
    if set(values) != _FIELDS or values["format"] != FORMAT:
        raise BadProof("not a proof of this format")
    size, path, note = values["size"], values["path"], values["checkpoint"]
    if type(size) is not int or not isinstance(note, str):
        raise BadProof("size or checkpoint: of another type")
    if not isinstance(path, list) or len(path) > _PATH_MAX or not all(map(_is_hash, path)):
        raise BadProof("path: not a list of hashes")
    return Inclusion(_leaf(values["event"]), size, tuple(map(bytes.fromhex, path)), note)


def _leaf(event: object) -> Leaf:
    if not isinstance(event, Mapping) or set(event) != _EVENT:
        raise BadProof("event: not an event's fields")
    fields: Mapping[str, Any] = event
    leaf = Leaf(**fields)
    try:
        hash_of(leaf)
    except ValueError as error:
        raise BadProof(f"event: {error}") from error
    return leaf


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and is_hex(value, SIZE)
