"""Quick access in a real browser: its key, the PCs that are there, a session by no password."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from agent.frames import control
from broker.wire import pairs, requests, roots, signing
from broker.wire.documents import Passkey
from broker.wire.roster import Entry, Roster, Standing, assemble, inner_of
from broker.wire.words import Asks
from tests.fakes.console_api import NAMES
from tests.fakes.console_house import SESSION, House
from tests.rab1.reference import public, sign
from tests.waiting import soon

pytestmark = pytest.mark.asyncio(loop_scope="package")

ROOT, BRUNO, PC = (os.urandom(32) for _ in range(3))
READ_KEY = """() => new Promise((resolve) => {
  const opened = indexedDB.open("affianco");
  opened.onsuccess = () => {
    const all = opened.result.transaction("devices").objectStore("devices").getAll();
    all.onsuccess = async () => {
      const [{ privateKey }] = all.result;
      const out = crypto.subtle.exportKey("pkcs8", privateKey);
      const came = await out.then(() => "out", (error) => error.name);
      resolve([privateKey.extractable, privateKey.usages.join(), came]);
    };
  };
})"""


@dataclass(frozen=True)
class PcKey:
    """A PC's key."""

    seed: bytes

    @property
    def public(self) -> bytes:
        return public(self.seed)

    def sign(self, message: bytes) -> bytes:
        return sign(self.seed, message)


def roster(*entries: Entry, version: int = 1, days: float = 90, root: bytes = ROOT) -> str:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    expires = made + timedelta(days=days)
    inner = inner_of(Roster(NAMES["organisation"], version, made, expires, entries))
    return assemble(inner, public(root), sign(root, signing.roster(inner)))


def entry(key: bytes, name: str = NAMES["technician"], passkey: Passkey | None = None) -> Entry:
    return Entry(key, name, passkey, Standing.ACTIVE)


def pc(number: int, name: str, session: str | None, *, signer: bytes = BRUNO) -> dict[str, object]:
    """A PC as the broker lists it, its card signed."""
    card = signing.pc_card("Prova", 1, "Panificio Rossi", name, public(PC))
    times = {"opted_at": "2026-11-20T09:00:00Z", "seen_at": "2026-11-22T09:00:00Z"}
    return {
        **{"pc": number, "name": name, "customer": {"id": 1, "name": "Panificio Rossi"}, **times},
        **{"key": public(PC).hex(), "signer": public(signer).hex(), "session": session},
        "signature": sign(signer, card).hex(),
    }


def words(data: bytes) -> list[str]:
    return list(pairs.shown(pairs.of_words(pairs.fingerprint(data)), "en"))


async def open_at(page: Page, house: House, name: str) -> None:
    """By name and not by address, so that passkeys are possible."""
    await page.goto("about:blank")
    await page.goto(f"{house.url.replace('127.0.0.1', 'localhost')}#{name}")
    await page.wait_for_selector("nav a[aria-current]")


async def request(page: Page, house: House, *, passkey: bool = False) -> requests.DeviceRequest:
    """Makes this browser's key, and sends its request."""
    await open_at(page, house, "browser")
    await page.fill("#root-code", roots.code_of(public(ROOT)))
    await expect(page.locator(".words li")).to_have_text(words(public(ROOT)))
    if passkey:
        await page.check("#own-passkey")
    await page.get_by_role("button", name="Make the key").click()
    await page.get_by_role("button", name="Send to the office").click()
    await soon(lambda: house.requests)
    return requests.decode(house.requests[0]["request"])


async def enrolled(page: Page, house: House, *, passkey: bool = False) -> requests.DeviceRequest:
    """A browser in the roster, beside Bruno's."""
    made = await request(page, house, passkey=passkey)
    own = entry(made.key, passkey=made.passkey)
    house.roster = roster(own, entry(public(BRUNO), "Bruno Conti"))
    return made


async def connect(page: Page, reason: str = "#4711: printer") -> None:
    await page.locator("button.pc").first.click()
    await page.fill("#quick-reason", reason)
    await page.keyboard.press("Enter")


async def test_a_browser_makes_a_key_that_no_script_can_read_and_asks_the_office(
    page: Page, house: House
) -> None:
    await open_at(page, house, "browser")
    make = page.get_by_role("button", name="Make the key")
    await page.fill("#root-code", roots.code_of(public(ROOT))[:-1] + "1")
    await expect(page.locator(".error")).to_contain_text("not an organisation's code")
    await expect(make).to_be_disabled()
    made = await request(page, house)
    assert (made.technician, made.organisation) == (NAMES["technician"], NAMES["organisation"])
    assert made.passkey is None
    text = house.requests[0]["request"]
    await expect(page.locator(".request .words li")).to_have_text(words(text.encode()))
    assert await page.evaluate(READ_KEY) == [False, "sign", "InvalidAccessError"]
    async with page.expect_download() as loading:
        await page.get_by_role("button", name="Download").click()
    loaded = await loading.value
    assert loaded.suggested_filename == "affianco-ada-bianchi.json"
    assert (await loaded.path()).read_text(encoding="utf-8") == text


async def test_how_a_browser_stands_is_said(page: Page, house: House) -> None:
    made = await request(page, house)
    standing = page.locator(".standing")
    await expect(standing).to_contain_text("no roster")
    left = Entry(made.key, NAMES["technician"], None, Standing.LEFT)
    for said, text in {
        "Not enrolled": roster(version=2),
        "Enrolled until": roster(entry(made.key), version=3),
        "Revoked": roster(left, version=4),
        "another name": roster(entry(made.key, "Eve"), version=5),
        "expired": roster(entry(made.key), version=6, days=0.5),
        "not signed by your organisation": roster(entry(made.key), version=7, root=BRUNO),
        "older roster": roster(entry(made.key), version=3),
    }.items():
        house.roster = text
        await page.reload()
        await expect(standing).to_contain_text(said)
    await page.get_by_role("button", name="Forget this browser").click()
    await page.get_by_role("button", name="Yes, destroy the key").click()
    await expect(page.locator("#root-code")).to_be_visible()


async def test_two_weeks_before_the_roster_expires_it_is_said(page: Page, house: House) -> None:
    own = entry((await request(page, house)).key)
    await open_at(page, house, "sessions")
    section = page.locator("section.quick")
    for version, days, said in ((2, 20, 0), (3, 10, 1)):
        house.roster = roster(own, version=version, days=days)
        await page.reload()
        await expect(section).to_be_visible()
        await expect(
            section.get_by_text("No customer has allowed quick access yet")
        ).to_be_visible()
        await expect(section.get_by_text("The roster expires on")).to_have_count(said)


async def test_only_a_pc_whose_card_holds_can_be_entered(page: Page, house: House) -> None:
    await enrolled(page, house)
    stranger = os.urandom(32)
    renamed = {**pc(2, "CASSA-2", SESSION), "name": "CASSA-9"}
    house.pcs = [
        *[pc(1, "CASSA-1", SESSION), renamed, pc(3, "CASSA-3", SESSION, signer=stranger)],
        *[pc(4, "<b>x</b>", SESSION), pc(5, "AWAY", None)],
    ]
    await open_at(page, house, "sessions")
    await expect(page.locator("button.pc strong")).to_have_text(["CASSA-1", "<b>x</b>"])
    await expect(page.locator("li.bad strong")).to_have_text(["CASSA-9", "CASSA-3"])
    await expect(page.locator("li.bad .warning").first).to_contain_text("do not use")
    assert await page.locator("li.bad button").count() == 0
    house.pcs = []
    await expect(page.locator(".quick")).to_contain_text("No customer", timeout=8000)


async def test_a_session_by_quick_access(page: Page, house: House) -> None:
    made = await enrolled(page, house)
    house.pcs, house.key, house.allows = [pc(1, "CASSA-1", SESSION)], PcKey(PC), None
    await open_at(page, house, "sessions")
    await page.locator("button.pc").click()
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog .error")).to_contain_text("Write why you come")
    assert house.joins == []
    await page.keyboard.press("Escape")
    await connect(page)
    await expect(page.locator(".veil .note")).to_contain_text("ten seconds")
    await expect(page.locator(".badge.good")).to_have_text("PC verified")
    join = house.joins[0]
    assert (join["quick"], join["reason"], join["customer"]) == (True, "#4711: printer", 0)
    assert house.asked == [control.Ask(Asks.CONTROL, "#4711: printer")]
    identity = house._handshake.identity
    assert identity is not None
    assert identity.device_key == made.key
    await house.allow("control")
    await expect(page.locator(".state-text")).to_have_text("Active")
    await expect(page.locator(".customer").first).to_have_text("Panificio Rossi")
    await page.click("button.end")
    await expect(page.locator("#session-customer")).to_have_value("1")


async def test_another_pc_under_the_same_card_is_not_entered(page: Page, house: House) -> None:
    await enrolled(page, house)
    house.pcs, house.key = [pc(1, "CASSA-1", SESSION)], PcKey(os.urandom(32))
    await open_at(page, house, "sessions")
    await connect(page)
    await expect(page.locator("dialog .error")).to_contain_text("not the PC")
    assert house.asked == []
    await soon(lambda: house.ends == ["failed"])


async def test_a_refusal_says_why(page: Page, house: House) -> None:
    await enrolled(page, house)
    house.pcs, house.key = [pc(1, "CASSA-1", SESSION)], PcKey(PC)
    house.refuses_with = control.Why.HOURS
    await open_at(page, house, "sessions")
    await connect(page)
    await expect(page.locator(".summary")).to_contain_text("Not at this day or hour")


@pytest.mark.parametrize("given", [True, False])
async def test_a_passkey_for_each_session(page: Page, house: House, given: bool) -> None:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    made = await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    device = await enrolled(page, house, passkey=True)
    assert device.passkey is not None
    assert device.passkey.rp == "localhost"
    house.pcs, house.key = [pc(1, "CASSA-1", SESSION)], PcKey(PC)
    if not given:
        wanted = {"authenticatorId": made["authenticatorId"], "isUserVerified": False}
        await devtools.send("WebAuthn.setUserVerified", wanted)
    await open_at(page, house, "sessions")
    await connect(page)
    if not given:
        await expect(page.locator(".summary")).to_contain_text("passkey was not confirmed")
        assert (house.asked, house.ends) == ([], ["left_by_technician"])
        return
    await expect(page.locator(".state-text")).to_have_text("Active")
    answer, ask = house.asked
    assert isinstance(answer, control.Passkey)
    assert isinstance(ask, control.Ask)
    assert bytes.fromhex(answer.credential) == device.passkey.credential
    client = json.loads(bytes.fromhex(answer.client))
    assert (client["type"], client["origin"]) == (
        "webauthn.get",
        house.url.replace("127.0.0.1", "localhost").rstrip("/"),
    )


async def test_the_customers_pc_is_vouched_for_by_itself(page: Page, house: House) -> None:
    made = await enrolled(page, house)
    house.key = PcKey(PC)
    house.forms[2] = {"granted": True, "date": "2026-11-20", "terms": "1", "entered_by": "ada"}
    await open_at(page, house, "sessions")
    await page.fill("#session-id", SESSION)
    await page.fill("#session-password", "abcd2345")
    await page.keyboard.press("Enter")
    await expect(page.locator(".state-text")).to_have_text("Active")
    assert house.cards == []
    await page.get_by_role("button", name="Details").click()
    await expect(page.locator("#details-panel .words li")).to_have_count(3)
    await page.select_option("#details-customer", "2")
    await soon(lambda: house.cards)
    card = house.cards[0]
    assert (card["customer_name"], card["name"]) == ("Studio Verdi & figli", "UFFICIO-2")
    assert (card["key"], card["signer"]) == (public(PC).hex(), made.key.hex())
    await page.keyboard.press("Escape")
    await page.click("button.end")
    await expect(page.locator(".summary")).to_contain_text("can now allow quick access")
