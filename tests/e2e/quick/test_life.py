"""The life of keys: lost, left, renewed, rotated, begun anew; what page by page docs describe."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from broker.wire.roster import decode
from tests.e2e.quick.firm import (
    absent,
    by_password,
    choose_roster,
    come_back,
    connect,
    go,
    look,
    make_key,
    new_code,
    opt_in,
    put_roster,
)
from tests.e2e.quick.firm import agent as start
from tests.e2e.quick.safe import ORGANISATION, Safe, roster_of
from tests.e2e.quick.standing import Standing
from tests.stack.agent import TerminalAgent

STOPS = "Type s to STOP"


def put(one: Standing) -> None:
    """The office puts the roster on the broker."""
    put_roster(one.admin, one.firm.safe.folder / one.firm.safe.roster)


def let_in(page: Page, customer: TerminalAgent, who: str) -> None:
    """A session by quick access with this technician, which they end."""
    look(page)
    connect(page)
    customer.wait_for(f"{who.upper()} IS ABOUT TO COME IN")
    customer.wait_for(STOPS)
    customer.answer("yes")
    page.wait_for_selector(".state.active")
    page.click("button.end")
    come_back(page)


def refused(page: Page, said: str) -> None:
    look(page)
    connect(page)
    expect(page.locator(".summary")).to_contain_text(said, timeout=20_000)
    come_back(page)


@contextmanager
def enrolled(one: Standing, name: str, full_name: str) -> Iterator[Page]:
    """A new technician with a browser in the roster; the office has still to put it."""
    safe = one.firm.safe
    with one.firm.page(name, full_name) as page:
        said = safe.enrol(make_key(page, one.code))
        assert f"{full_name} is in the roster" in said
        yield page


def test_a_lost_browser_is_replaced_and_the_pcs_stay(one: Standing) -> None:
    safe = one.firm.safe
    with one.firm.again("ada") as page, one.agent() as customer:
        old = decode(safe.text).roster.technicians[0].key.hex()
        said = safe.enrol(make_key(page, one.code))
        assert "has other browsers in the roster (1)" in said
        safe.org("revoke", safe.root, safe.roster, "--key", old[:16], "--left")
        put(one)
        go(page, "This browser")
        expect(page.locator(".standing")).to_contain_text("Enrolled until")
        go(one.page, "This browser")
        expect(one.page.locator(".standing")).to_contain_text("Revoked by the office")
        let_in(page, customer, "Ada Bianchi")


def test_after_a_stolen_browser_nothing_counts_that_it_signed(one: Standing) -> None:
    safe = one.firm.safe
    with enrolled(one, "bruno", "Bruno Verdi") as page, one.agent() as customer:
        safe.org("revoke", safe.root, safe.roster, "--name", "Ada Bianchi")
        put(one)
        look(page)
        expect(page.locator("li.bad")).to_contain_text("Not verified", timeout=20_000)
        assert page.locator("button.pc").count() == 0
        look(one.page)
        absent(one.page, "The office has not enrolled this browser yet")
        customer.answer("forget")
        customer.wait_for("Type yes to forget it now")
        customer.answer("yes")
        customer.wait_for("Done: quick access is forgotten")


def test_who_leaves_is_out_and_their_pcs_stay(one: Standing) -> None:
    safe = one.firm.safe
    with enrolled(one, "dino", "Dino Gallo") as page, one.agent() as customer:
        put(one)
        let_in(page, customer, "Dino Gallo")
        safe.org("revoke", safe.root, safe.roster, "--name", "Ada Bianchi", "--left")
        put(one)
        new_code(one.firm, customer)
        look(one.page)
        absent(one.page, "The office has revoked this browser")
        let_in(page, customer, "Dino Gallo")


def test_a_rotated_root_is_followed_by_everybody_who_knew_the_old_one(one: Standing) -> None:
    safe, old = one.firm.safe, one.root
    said = safe.org("rotate", safe.root, "new.json", safe.roster)
    assert "The new root is new.json" in said
    put(one)
    safe.root = "new.json"
    try:
        with one.agent(one.code) as customer:
            let_in(one.page, customer, "Ada Bianchi")
        assert len(one.pin().trust.roots) == 2
        with one.agent(safe.code()) as customer:
            let_in(one.page, customer, "Ada Bianchi")
            put_forged = roster_of(safe, version=one.version + 1, root=old)
            good = safe.text
            one.firm.put(put_forged)
            new_code(one.firm, customer)
            look(one.page)
            absent(one.page, "is not your organisation's")
            one.only_the_console_gets(good)
            refused(one.page, "does not find this browser")
    finally:
        safe.root = "root.json"


def test_a_lost_root_is_replaced_and_everybody_says_yes_anew(one: Standing) -> None:
    new = Safe(one.folder / "new-safe")
    new.folder.mkdir()
    new.init()
    new.org("renew", new.root, new.roster)
    choose_roster(one.admin, new.folder / new.roster)
    expect(one.admin.locator(".error", has_text="signed by another root")).to_be_visible()
    assert "The roster is forgotten" in one.firm.broker.command("roster", "forget")
    put_roster(one.admin, new.folder / new.roster)
    go(one.page, "This browser")
    expect(one.page.locator(".standing")).to_contain_text("not signed by your organisation")
    one.page.get_by_role("button", name="Forget this browser").click()
    one.page.get_by_role("button", name="Yes, destroy the key").click()
    new.enrol(make_key(one.page, new.code()))
    put_roster(one.admin, new.folder / new.roster)
    look(one.page)
    with start(one.firm, one.home, one.display, new.code()) as customer:
        assert any("for another organisation, and is not good here" in x for x in customer.said)
        by_password(one.page, customer)
        opt_in(one.firm, customer)
        new_code(one.firm, customer)
        customer.wait_for(f"Quick access is on for {ORGANISATION}")
        let_in(one.page, customer, "Ada Bianchi")


def test_an_expired_roster_is_renewed(one: Standing) -> None:
    safe = one.firm.safe
    expired = roster_of(safe, version=one.version + 1, days=0.9, root=one.root)
    (safe.folder / safe.roster).write_text(expired, encoding="utf-8")
    one.firm.put(expired)
    assert "Expired on" in safe.org("show", safe.roster)
    with one.agent() as customer:
        go(one.page, "This browser")
        expect(one.page.locator(".standing")).to_contain_text("The roster has expired")
        safe.org("renew", safe.root, safe.roster, "--days", "90")
        put(one)
        let_in(one.page, customer, "Ada Bianchi")


def test_a_passkey_is_asked_for_at_each_session(one: Standing) -> None:
    safe = one.firm.safe
    with one.firm.page("elsa", "Elsa Riva") as page, one.agent() as customer:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
        options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
        made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        said = safe.enrol(make_key(page, one.code, passkey=True))
        assert "With a passkey for localhost" in said
        put(one)
        let_in(page, customer, "Elsa Riva")
        signed = devtools.send("WebAuthn.getCredentials", made)["credentials"]
        assert [key["signCount"] > 1 for key in signed] == [True]
        new_code(one.firm, customer)
        devtools.send("WebAuthn.setUserVerified", {**made, "isUserVerified": False})
        look(page)
        connect(page)
        expect(page.locator(".summary")).to_contain_text(
            "passkey was not confirmed", timeout=60_000
        )
        come_back(page)
        assert one.pin().used == 1
