"""The vault: what it seals, what it opens, and what it says of a key file that will not do."""

from pathlib import Path

import pytest

from broker.vault import Vault, VaultFault, VaultTrouble, is_sealed


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path / "secrets.key")
    made.make()
    return made


def trouble(vault: Vault, sealed: str, purpose: str = "totp", owner: str = "anna") -> VaultTrouble:
    with pytest.raises(VaultFault) as caught:
        vault.open(purpose, owner, sealed)
    assert str(vault.path) in str(caught.value)
    return caught.value.trouble


def test_what_is_sealed_is_opened_for_its_purpose_and_owner_only(vault: Vault) -> None:
    sealed = vault.seal("totp", "anna", "SECRET è")
    assert is_sealed(sealed) and "SECRET" not in sealed
    assert not is_sealed("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert vault.open("totp", "anna", sealed) == "SECRET è"
    assert trouble(vault, sealed, owner="bruno") is VaultTrouble.WRONG
    assert trouble(vault, sealed, purpose="other") is VaultTrouble.WRONG
    assert trouble(vault, sealed[:-1]) is VaultTrouble.WRONG
    assert trouble(vault, sealed.removeprefix("sealed1:")) is VaultTrouble.WRONG
    assert trouble(vault, "sealed1:é") is VaultTrouble.WRONG


def test_a_sealed_secret_fits_its_column(vault: Vault) -> None:
    assert len(vault.seal("totp", "😀" * 64, "A" * 32)) <= 255


def test_the_key_file_is_its_owners_alone_and_never_replaced(vault: Vault) -> None:
    before = vault.path.read_bytes()
    assert vault.path.stat().st_mode & 0o077 == 0
    vault.make()
    Vault(vault.path).make()
    assert vault.path.read_bytes() == before
    assert [one.name for one in vault.path.parent.iterdir()] == ["secrets.key"]


def test_of_two_that_make_the_file_at_once_the_first_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Vault(tmp_path / "key"), Vault(tmp_path / "key")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda _path: False)
        first.make()
        sealed = first.seal("totp", "anna", "x")
        second.make()
    assert second.open("totp", "anna", sealed) == "x"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, VaultTrouble.MISSING),
        (b"", VaultTrouble.MALFORMED),
        (b"no key\n", VaultTrouble.MALFORMED),
        (b"\xff" * 40, VaultTrouble.MALFORMED),
    ],
)
def test_a_key_file_that_will_not_do(
    vault: Vault, content: bytes | None, what: VaultTrouble
) -> None:
    sealed = vault.seal("totp", "anna", "x")
    if content is None:
        vault.path.unlink()
    else:
        vault.path.write_bytes(content)
    assert trouble(Vault(vault.path), sealed) is what
    with pytest.raises(VaultFault):
        vault.seal("totp", "anna", "x")
    assert vault.open("totp", "anna", sealed) == "x"


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(VaultFault) as caught:
        Vault(tmp_path).seal("totp", "anna", "x")
    assert caught.value.trouble is VaultTrouble.UNUSABLE
    with pytest.raises(VaultFault) as caught:
        Vault(tmp_path / "none" / "key").make()
    assert caught.value.trouble is VaultTrouble.UNUSABLE


def test_another_key_opens_nothing(vault: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path / "other.key")
    other.make()
    assert trouble(other, vault.seal("totp", "anna", "x")) is VaultTrouble.WRONG


def test_a_rotation_is_noticed_by_who_read_the_file_before(vault: Vault) -> None:
    other = Vault(vault.path)
    old = other.seal("totp", "anna", "x")
    vault.add_key()
    assert vault.open("totp", "anna", old) == "x"
    new = vault.seal("totp", "anna", "x")
    assert other.open("totp", "anna", new) == "x"
    vault.drop_old_keys()
    assert vault.path.stat().st_mode & 0o077 == 0
    assert Vault(vault.path).open("totp", "anna", other.seal("totp", "anna", "y")) == "y"
    assert trouble(Vault(vault.path), old) is VaultTrouble.WRONG
