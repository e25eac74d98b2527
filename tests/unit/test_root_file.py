"""The file of a root: opened by its passphrase only, and only as it was written."""

import json
import random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.organisation.rootfile import Cost, WrongPassphrase, open_root, read_root, sealed_root
from broker.wire.documents import BadRoster

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
PUBLIC = PRIVATE.public_key().public_bytes_raw()
CHEAP = Cost(time=1, memory=64, lanes=1)
TEXT = sealed_root(PRIVATE, "Aiuto SRL", "perché no, così", random.Random(1).randbytes, CHEAP)


def changed(**values: Any) -> str:
    return json.dumps({**json.loads(TEXT), **values})


def kdf(**values: Any) -> str:
    return changed(kdf={**json.loads(TEXT)["kdf"], **values})


def test_the_passphrase_opens_it_however_it_is_typed() -> None:
    file = read_root(TEXT)
    assert (file.organisation, file.public) == ("Aiuto SRL", PUBLIC)
    for typed in ("perché no, così", "perche\u0301 no, cosi\u0300"):
        assert open_root(file, typed).private_bytes_raw() == b"\1" * 32


def test_the_private_key_is_nowhere_in_it() -> None:
    assert (b"\1" * 32).hex() not in TEXT


@pytest.mark.parametrize("passphrase", ["", "perché no, cosi", "Perché no, così"])
def test_another_passphrase_does_not_open_it(passphrase: str) -> None:
    with pytest.raises(WrongPassphrase):
        open_root(read_root(TEXT), passphrase)


@pytest.mark.parametrize(
    "text",
    [
        changed(organisation="Altri SRL"),
        changed(public="02" * 32),
        changed(nonce="00" * 12),
        changed(sealed="00" * 48),
        kdf(salt="00" * 16),
        kdf(time=2),
        kdf(memory=128),
        kdf(memory=1),
    ],
)
def test_a_changed_file_does_not_open(text: str) -> None:
    with pytest.raises(WrongPassphrase):
        open_root(read_root(text), "perché no, così")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        changed(v=2),
        changed(v=True),
        changed(kind="affianco roster"),
        changed(organisation=" "),
        changed(public="02" * 31),
        changed(sealed="00" * 47),
        changed(more=1),
        changed(kdf=None),
        kdf(name="scrypt"),
        kdf(time=0),
        kdf(time=65),
        kdf(memory=2**23),
        kdf(lanes=True),
        kdf(salt=""),
    ],
)
def test_what_is_no_root_file_is_not_read(text: str) -> None:
    with pytest.raises(BadRoster):
        read_root(text)


def test_a_guess_costs_what_the_rfc_asks_for() -> None:
    assert Cost().time >= 3 and Cost().memory >= 64 * 1024
