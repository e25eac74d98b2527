"""The ledger's key: its file, its signatures, and what is said of a file that will not do."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from broker.ledgerkey import (
    LedgerKey,
    LedgerKeyFault,
    LedgerKeyTrouble,
    is_signed,
    pem_of,
    public_of,
)


@pytest.fixture
def key(tmp_path: Path) -> LedgerKey:
    made = LedgerKey(tmp_path / "ledger.key")
    made.make()
    return made


def trouble(path: Path) -> LedgerKeyTrouble:
    with pytest.raises(LedgerKeyFault) as caught:
        LedgerKey(path).sign(b"x")
    assert str(path) in str(caught.value)
    return caught.value.trouble


def test_what_it_signs_is_signed_and_nothing_else_is(key: LedgerKey) -> None:
    signature = key.sign(b"text")
    assert is_signed(key.public(), b"text", signature)
    assert not is_signed(key.public(), b"texts", signature)
    assert not is_signed(bytes(32), b"text", signature)
    assert not is_signed(b"short", b"text", signature)
    assert not is_signed(key.public(), b"text", signature[:-1])
    assert LedgerKey(key.path).sign(b"text") == signature


def test_the_file_is_its_owners_alone_and_never_replaced(key: LedgerKey) -> None:
    before = key.path.read_bytes()
    assert key.path.stat().st_mode & 0o777 == 0o600
    LedgerKey(key.path).make()
    assert key.path.read_bytes() == before
    assert [one.name for one in key.path.parent.iterdir()] == ["ledger.key"]


def test_of_two_that_make_the_file_at_once_the_first_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = LedgerKey(tmp_path / "key"), LedgerKey(tmp_path / "key")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda _path: False)
        first.make()
        public = first.public()
        second.make()
    assert second.public() == public
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


def test_a_public_key_as_text(key: LedgerKey) -> None:
    public = key.public()
    assert public_of(pem_of(public)) == public
    assert public_of(f" {public.hex()}\n") == public
    assert public_of(public.hex().upper()) == public
    for text in ("", "zz", public.hex()[:-2], key.path.read_text(), other_kind()[1]):
        with pytest.raises(ValueError, match=r".+"):
            public_of(text)


def other_kind() -> tuple[bytes, str]:
    """A key of another kind: private and public PEM."""
    private = generate_private_key(SECP256R1())
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode("ascii"),
    )


def sealed(key: LedgerKey) -> bytes:
    """The key behind a passphrase, which the broker has not got."""
    private = load_pem_private_key(key.path.read_bytes(), None)
    return private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"passphrase")
    )


def test_a_file_that_will_not_do(key: LedgerKey, tmp_path: Path) -> None:
    assert trouble(tmp_path / "none") is LedgerKeyTrouble.MISSING
    assert trouble(tmp_path) is LedgerKeyTrouble.UNUSABLE
    public = pem_of(key.public()).encode()
    for content in (b"", b"no key\n", b"\xff" * 40, other_kind()[0], sealed(key), public):
        other = tmp_path / "other.key"
        other.write_bytes(content)
        assert trouble(other) is LedgerKeyTrouble.MALFORMED
    with pytest.raises(LedgerKeyFault) as caught:
        LedgerKey(tmp_path / "none" / "key").make()
    assert caught.value.trouble is LedgerKeyTrouble.UNUSABLE


def test_openssl_reads_the_file_as_we_do(key: LedgerKey) -> None:
    done = subprocess.run(
        ["openssl", "pkey", "-in", str(key.path), "-pubout"], capture_output=True, check=True
    )
    assert done.stdout.decode() == pem_of(key.public())
