"""A receipt with its signatures as a file that outlives the program. docs/receipts.md.

One field a line, so that `sed` and `openssl` are all it takes to check one.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from broker.wire import limits
from broker.wire.reading import is_hex, is_note
from broker.wire.receipts import BadReceipt, decode, signed
from broker.wire.strict import one_object
from broker.wire.words import Verdict

KIND: Final = "affianco receipt file"
FILE_MAX: Final = 64 * 1024
"""Longest file, bytes."""

_FORMAT: Final = 1
_SPKI: Final = bytes.fromhex("302a300506032b6570032100")
"""What stands before an Ed25519 key in its usual form (RFC 8410, 4: SubjectPublicKeyInfo)."""


class Side(StrEnum):
    """Who signs a receipt."""

    BROKER = "broker"
    AGENT = "agent"
    CONSOLE = "console"


class BadFile(ValueError):
    """A file that is no receipt, or not a right one; the argument says which part and why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A public key and a signature over the text, both in hexadecimal digits."""

    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A receipt's text, who has signed it, and what the customer said of it."""

    text: str
    proofs: Mapping[Side, Proof] = field(default_factory=dict)
    verdict: Verdict = Verdict.NONE
    note: str = ""


def encode(file: ReceiptFile) -> str:
    """The content of the file."""
    values: dict[str, Any] = {
        "kind": KIND,
        "v": _FORMAT,
        "text": file.text,
        "signed": _base64(signed(file.text)),
    }
    for side in Side:
        proof = file.proofs.get(side)
        values[f"{side}_key"] = "" if proof is None else _base64(_SPKI + bytes.fromhex(proof.key))
        signature = b"" if proof is None else bytes.fromhex(proof.signature)
        values[f"{side}_signature"] = _base64(signature)
    values |= {"verdict": file.verdict.value, "note": file.note}
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def read(content: str) -> ReceiptFile:
    """The file that a text is; nobody has checked its signatures yet. Raises `BadFile`."""
    try:
        if len(content.encode()) > FILE_MAX:
            raise BadFile(f"longer than {FILE_MAX} bytes")
        file = _file(one_object(content))
        decode(file.text)
    except (BadFile, BadReceipt) as error:
        raise BadFile(str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadFile("not the file of a receipt") from error
    if content.replace("\r\n", "\n") != encode(file):
        raise BadFile("not in its one form")
    return file


def public_key(der: bytes) -> str:
    """The Ed25519 key of a SubjectPublicKeyInfo, in hexadecimal digits. Raises `BadFile`."""
    key = der.removeprefix(_SPKI)
    if len(der) != len(_SPKI) + limits.KEY_SIZE or len(key) != limits.KEY_SIZE:
        raise BadFile("not an Ed25519 public key")
    return key.hex()


def _file(values: Mapping[str, Any]) -> ReceiptFile:
    proofs = {}
    for side in Side:
        key, signature = values[f"{side}_key"], values[f"{side}_signature"]
        if key or signature:
            proofs[side] = Proof(public_key(b64decode(key)), b64decode(signature).hex())
            if not is_hex(proofs[side].signature, limits.SIGNATURE_SIZE):
                raise BadFile(f"{side}_signature: not {limits.SIGNATURE_SIZE} bytes")
    if not is_note(values["note"]):
        raise BadFile("note: not allowed")
    return ReceiptFile(values["text"], proofs, Verdict(values["verdict"]), values["note"])


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
