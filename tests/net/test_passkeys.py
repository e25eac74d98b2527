"""Passkeys: made, used, and every answer that must not sign in."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fido2.utils import websafe_encode
from hypothesis import given, settings
from hypothesis import strategies as st

from broker.accounts import (
    EACH_ADDRESS_MOST,
    PasskeyRefused,
    PasskeysUnavailable,
    SignInFailed,
    TooManyTries,
)
from broker.proofs.challenges import SECONDS
from broker.proofs.webauthn import RelyingParty, Unproved
from broker.records import Method, Technician, Trace
from tests.every import every
from tests.fakes.passkey import Passkey
from tests.net.accounts_house import HOME, STRANGERS, Here, accounts_on

ORIGIN = "https://help.example.org"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broker.proofs.passwords.matches", lambda _hash, _typed: True)


@dataclass
class Keyed:
    """Anna with a passkey."""

    here: Here
    anna: Technician
    key: Passkey

    def answer(self) -> dict[str, Any]:
        return self.key.signed(self.here.accounts.passkey_options())

    async def sign_in(self, answer: dict[str, Any] | None = None, address: str = HOME) -> Any:
        answer = self.answer() if answer is None else answer
        return await self.here.accounts.passkey_sign_in(answer, address=address)


async def options(here: Here, technician: Technician) -> dict[str, Any]:
    here.clock.pass_(30)
    return await here.accounts.passkey_registration(technician, here.code(), HOME)


async def add(here: Here, technician: Technician, key: Passkey) -> int:
    made = key.made(await options(here, technician))
    return await here.accounts.add_passkey(technician, "Blue key", made, HOME)


@pytest.fixture
async def here(file: Path) -> AsyncIterator[Here]:
    async with accounts_on(file) as built:
        yield built


@pytest.fixture
async def keyed(here: Here) -> Keyed:
    anna, key = await here.add(), Passkey(ORIGIN)
    await add(here, anna, key)
    return Keyed(here, anna, key)


async def test_a_passkey_signs_in_by_itself(keyed: Keyed) -> None:
    given = await keyed.sign_in()
    who = await keyed.here.accounts.signed_in(given.token)
    assert who is not None and who.technician == keyed.anna
    (row,) = await keyed.here.accounts.sign_ins(keyed.anna)
    assert row.method is Method.PASSKEY
    assert await keyed.here.accounts._known_device(given.device, "anna")
    assert await keyed.here.traces(Trace.SIGN_IN) == [("anna", HOME, "passkey")]
    assert await keyed.here.traces(Trace.PASSKEY_ADDED) == [("anna", HOME, "Blue key")]
    (kept,) = await keyed.here.accounts.passkeys(keyed.anna)
    assert kept.label == "Blue key" and kept.used_at == keyed.here.clock.utcnow()


async def test_the_options_ask_for_all_that_is_needed(keyed: Keyed) -> None:
    asked = keyed.here.accounts.passkey_options()
    assert (asked["rpId"], asked["userVerification"]) == ("help.example.org", "required")
    assert "allowCredentials" not in asked
    making = await options(keyed.here, keyed.anna)
    assert making["rp"]["id"] == "help.example.org"
    assert making["authenticatorSelection"]["residentKey"] == "required"
    assert making["authenticatorSelection"]["userVerification"] == "required"
    assert making["attestation"] == "none"
    assert len(making["excludeCredentials"]) == 1
    assert [one["alg"] for one in making["pubKeyCredParams"]] == [-8, -7, -257]


def change(**fields: Any) -> Callable[[Passkey], None]:
    def act(key: Passkey) -> None:
        for name, value in fields.items():
            setattr(key, name, value)

    return act


WRONG: dict[str, Callable[[Passkey], None]] = {
    "a foreign page": change(origin="https://help.example.org.evil.example"),
    "a page below ours": change(origin="https://x.help.example.org"),
    "plain http": change(origin="http://help.example.org"),
    "a foreign frame": change(cross_origin=True),
    "another RP ID": change(rp_id="evil.example"),
    "nobody present": change(flags=0x04),
    "nobody verified": change(flags=0x01),
    "another key": change(key=Passkey("").key),
    "an unknown credential": change(credential_id=b"unknown"),
    "another account": change(user_handle=(2).to_bytes(8, "big")),
    "no account": change(user_handle=b""),
}


@pytest.mark.parametrize("what", WRONG)
async def test_an_answer_that_must_not_sign_in(keyed: Keyed, what: str) -> None:
    WRONG[what](keyed.key)
    with pytest.raises(SignInFailed):
        await keyed.sign_in()
    assert await keyed.here.accounts.sign_ins(None) == []
    assert [row[1:] for row in await keyed.here.traces(Trace.SIGN_IN_FAILED)] == [(HOME, "passkey")]


async def test_an_answer_signs_in_once_and_in_time(keyed: Keyed) -> None:
    answer = keyed.answer()
    await keyed.sign_in(answer)
    with pytest.raises(SignInFailed):
        await keyed.sign_in(answer)
    late = keyed.answer()
    keyed.here.clock.pass_(SECONDS)
    with pytest.raises(SignInFailed):
        await keyed.sign_in(late)


async def test_the_challenge_is_ours_and_for_signing_in(keyed: Keyed) -> None:
    foreign = {**keyed.here.accounts.passkey_options(), "challenge": "A" * 75}
    making = await options(keyed.here, keyed.anna)
    adding = {"rpId": "help.example.org", "challenge": making["challenge"]}
    for asked in (foreign, adding):
        with pytest.raises(SignInFailed):
            await keyed.sign_in(keyed.key.signed(asked))
    with pytest.raises(SignInFailed):
        asked = keyed.here.accounts.passkey_options()
        await keyed.sign_in(keyed.key.signed(asked, kind="webauthn.create"))


async def test_a_copied_key_is_noticed_by_its_count(keyed: Keyed) -> None:
    keyed.key.count = 9
    await keyed.sign_in()
    for count in (9, 8, 0):
        keyed.key.count = count
        with pytest.raises(SignInFailed):
            await keyed.sign_in()
    keyed.key.count = 10
    await keyed.sign_in()
    rows = await keyed.here.traces(Trace.SIGN_IN_FAILED)
    assert [row[2] for row in rows] == ["passkey used"] * 3


async def test_a_closed_account_and_a_removed_passkey_sign_in_no_more(keyed: Keyed) -> None:
    await keyed.here.store.set_disabled(keyed.anna.id, True)
    with pytest.raises(SignInFailed):
        await keyed.sign_in()
    await keyed.here.store.set_disabled(keyed.anna.id, False)
    await keyed.sign_in()
    (kept,) = await keyed.here.accounts.passkeys(keyed.anna)
    assert await keyed.here.accounts.remove_passkey(keyed.anna, kept.id, HOME)
    assert not await keyed.here.accounts.remove_passkey(keyed.anna, kept.id, HOME)
    with pytest.raises(SignInFailed):
        await keyed.sign_in()
    assert len(await keyed.here.traces(Trace.PASSKEY_REMOVED)) == 1


async def test_who_asks_for_many_challenges_pushes_nobodys_out(keyed: Keyed) -> None:
    answer = keyed.answer()
    for _ in range(20_000):
        keyed.here.accounts._challenge("sign in")
    await keyed.sign_in(answer)
    assert len(keyed.here.accounts._challenges._used) == 2


async def test_wrong_answers_count_under_their_address(keyed: Keyed) -> None:
    for _ in range(EACH_ADDRESS_MOST):
        with pytest.raises(SignInFailed):
            await keyed.sign_in({}, STRANGERS)
    with pytest.raises(TooManyTries):
        await keyed.sign_in(address=STRANGERS)
    await keyed.sign_in()


async def test_adding_needs_the_code_and_the_same_person(here: Here) -> None:
    anna, bruno = await here.add(), await here.add("bruno")
    with pytest.raises(SignInFailed):
        await here.accounts.passkey_registration(anna, "000000")
    made = Passkey(ORIGIN).made(await options(here, anna))
    with pytest.raises(PasskeyRefused):
        await here.accounts.add_passkey(bruno, "x", made)
    await here.accounts.add_passkey(anna, "x", made)
    with pytest.raises(PasskeyRefused):
        await here.accounts.add_passkey(anna, "x", made)


@pytest.mark.parametrize(
    "what", ["a foreign page", "a foreign frame", "another RP ID", "nobody verified"]
)
async def test_a_passkey_that_is_not_added(here: Here, what: str) -> None:
    anna, key = await here.add(), Passkey(ORIGIN)
    WRONG[what](key)
    with pytest.raises(PasskeyRefused):
        await add(here, anna, key)
    assert await here.accounts.passkeys(anna) == []


async def test_a_credential_is_kept_once_and_not_too_long(keyed: Keyed) -> None:
    bruno = await keyed.here.add("bruno")
    with pytest.raises(PasskeyRefused):
        await add(keyed.here, bruno, Passkey(ORIGIN))
    with pytest.raises(PasskeyRefused):
        await add(keyed.here, bruno, Passkey(ORIGIN, credential_id=b"x" * 701))
    await add(keyed.here, bruno, Passkey(ORIGIN, credential_id=b"x" * 700))


async def test_an_address_has_no_passkeys_and_says_so(file: Path) -> None:
    async with accounts_on(file, public_url="https://192.0.2.7") as here:
        anna = await here.add()
        with pytest.raises(PasskeysUnavailable):
            here.accounts.passkey_options()
        with pytest.raises(PasskeysUnavailable):
            await here.accounts.passkey_sign_in({}, address=HOME)
        with pytest.raises(PasskeysUnavailable):
            await here.accounts.passkey_registration(anna, here.code())
        with pytest.raises(PasskeysUnavailable):
            await here.accounts.add_passkey(anna, "x", {})


async def test_on_this_computer_the_name_localhost_has_passkeys(file: Path) -> None:
    async with accounts_on(file, public_url="http://localhost:8470") as here:
        anna, key = await here.add(), Passkey("http://localhost:8470")
        await add(here, anna, key)
        answer = key.signed(here.accounts.passkey_options())
        await here.accounts.passkey_sign_in(answer, address="127.0.0.1")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
FIELDS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON | st.text("AQIDoWNmbXRk_-", max_size=80)),
    JSON | st.just("AQID"),
)
def test_any_json_is_an_answer_or_proves_nothing(response: object, name: object) -> None:
    party = RelyingParty("help.example.org", "Affianco", [ORIGIN])
    whole = {"id": name, "rawId": name, "type": "public-key", "response": response}
    for credential in (whole, {"response": name}):
        with pytest.raises(Unproved):
            party.registered(credential)
        with pytest.raises(Unproved):
            party.asserted(party.read(credential), "a0")


@every(["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_a_number_in_the_place_of_a_text_fills_no_memory(field: str) -> None:
    party = RelyingParty("help.example.org", "Affianco", [ORIGIN])
    answer = Passkey(ORIGIN, user_handle=b"1").signed(
        {"rpId": "help.example.org", "challenge": "A" * 43}
    )
    assert party.read(answer).user_handle == b"1"
    answer["response"][field] = 2**40
    with pytest.raises(Unproved):
        party.read(answer)


@given(st.binary(max_size=120))
def test_any_bytes_as_authenticator_data_prove_nothing(data: bytes) -> None:
    key = Passkey(ORIGIN)
    party = RelyingParty("help.example.org", "Affianco", [ORIGIN])
    answer = key.signed({"rpId": "help.example.org", "challenge": "A" * 43})
    answer["response"]["authenticatorData"] = websafe_encode(data)
    with pytest.raises(Unproved):
        party.asserted(party.read(answer), "a0")
