"""Everything that must keep somebody out of a PC, through real broker, agent and console."""

import json
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, expect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as websocket

from broker.wire.roots import code_of
from broker.wire.words import Close
from tests.e2e.quick.firm import (
    REASON,
    absent,
    by_password,
    come_back,
    connect,
    go,
    ledger,
    look,
    new_code,
    present,
)
from tests.e2e.quick.firm import agent as start
from tests.e2e.quick.safe import roster_of
from tests.e2e.quick.standing import Standing

OTHER_REASON = """(reason) => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, owned) {
    const frame = typeof message.frame === "string" && message.frame.replace(reason, "harmless");
    post.call(this, frame ? { ...message, frame } : message, owned);
  };
}"""
"""What the broker hears of the reason, and tells the agent, is another one than was sealed."""
STOPS = "Type s to STOP"


def refused(one: Standing, said: str) -> None:
    """The console says why; the ledger has no second of it; nobody saw a countdown."""
    expect(one.page.locator(".summary")).to_contain_text(said, timeout=20_000)
    row = ledger(one.firm)
    assert (row["outcome"], row["billable_seconds"], row["mode"]) == ("declined", 0, "quick")
    come_back(one.page)


def withdraw_form(admin: Page) -> None:
    """The office enters that the customer has withdrawn."""
    go(admin, "Quick access")
    admin.get_by_role("button", name="Enter a form of").click()
    admin.fill("#form-date-1", "2026-11-21")
    admin.get_by_role("button", name="Withdraw quick access", exact=True).click()
    expect(admin.locator(".forms")).to_contain_text("Quick access withdrawn")


def raw_session(one: Standing) -> str:
    """The ID under which the PC waits, as the broker tells technicians."""
    body = one.page.evaluate("() => fetch('/api/pcs').then((answer) => answer.json())")
    return str(body["pcs"][0]["session"])


def joined_raw(one: Standing, session: str) -> int:
    """With which code the broker closes a quick join that no console would try."""
    ticket = one.page.evaluate(
        "() => fetch('/api/tickets', {method: 'POST', body: '{}',"
        " headers: {'Content-Type': 'application/json'}}).then((answer) => answer.json())"
    )["ticket"]
    cookies = one.page.context.cookies(one.firm.url)
    carried = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    join = {"type": "join", "v": 1, "ticket": ticket, "session": session, "customer": 0}
    with websocket(
        one.firm.url.replace("http", "ws") + "/ws/console",
        additional_headers={"Origin": one.firm.url, "Cookie": carried},
        compression=None,
    ) as leg:
        leg.send(json.dumps({**join, "resume": "", "quick": True, "reason": REASON}))
        with pytest.raises(ConnectionClosed) as over:
            while True:
                leg.recv(20)
    assert over.value.rcvd is not None
    return over.value.rcvd.code


def test_a_revoked_browser_is_let_in_nowhere(one: Standing) -> None:
    old = one.firm.sql("SELECT text FROM rosters")[0][0]
    one.firm.put(roster_of(one.firm.safe, version=one.version + 1, entries=(), root=one.root))
    with one.agent() as customer:
        look(one.page)
        absent(one.page, "The office has not enrolled this browser yet")
        one.only_the_console_gets(old)
        connect(one.page)
        refused(one, "allows quick access, but not to you")
        customer.wait_for("not a technician you chose")
        assert not any(STOPS in line for line in customer.said)


def test_an_expired_roster_opens_nothing(one: Standing) -> None:
    good = one.firm.sql("SELECT text FROM rosters")[0][0]
    one.firm.put(roster_of(one.firm.safe, version=one.version + 1, days=0.9, root=one.root))
    with one.agent() as customer:
        look(one.page)
        absent(one.page, "The roster has expired")
        one.only_the_console_gets(good)
        connect(one.page)
        refused(one, "does not find this browser")
        customer.wait_for("identity not verified")


def test_a_roster_that_goes_back_is_seen_by_browser_and_pc(one: Standing) -> None:
    old = one.firm.sql("SELECT text FROM rosters")[0][0]
    newer = roster_of(one.firm.safe, version=one.version + 5, root=one.root)
    one.firm.put(newer)
    with one.agent() as customer:
        look(one.page)
        connect(one.page)
        customer.wait_for(STOPS)
        customer.answer("no")
        come_back(one.page)
        one.firm.put(old)
        look(one.page)
        absent(one.page, "an older roster than before")
        new_code(one.firm, customer)
        one.only_the_console_gets(newer)
        connect(one.page)
        refused(one, "does not find this browser")
        customer.wait_for("identity not verified")


def test_a_roster_of_another_root_opens_nothing(one: Standing) -> None:
    good = one.firm.sql("SELECT text FROM rosters")[0][0]
    stranger = Ed25519PrivateKey.generate()
    one.firm.put(roster_of(one.firm.safe, version=one.version + 1, root=stranger))
    with one.agent() as customer:
        look(one.page)
        absent(one.page, "is not your organisation's")
        one.only_the_console_gets(good)
        connect(one.page)
        refused(one, "does not find this browser")
        customer.wait_for("identity not verified")


def test_a_pc_started_for_another_organisation_shows_itself_to_nobody(one: Standing) -> None:
    other = code_of(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    with one.agent(other) as customer:
        assert any("for another organisation, and is not good here" in x for x in customer.said)
        look(one.page)
        absent(one.page, "Nobody is here now")


def test_a_card_over_another_key_is_not_believed(one: Standing) -> None:
    key = one.other_key().public.hex()
    one.firm.sql("UPDATE pcs SET key = ?", (key,))
    with one.agent():
        look(one.page)
        expect(one.page.locator("li.bad")).to_contain_text("Not verified", timeout=20_000)
        assert one.page.locator("button.pc").count() == 0


def test_another_pc_behind_a_good_card_is_not_entered(one: Standing) -> None:
    """The broker joins the technician to another PC than the one that they chose."""
    card = {"key": one.pin().public.hex()}
    one.firm.sql("UPDATE pcs SET key = ?", (one.other_key().public.hex(),))

    one.console_hears("/api/pcs", "pcs", lambda pcs: [{**pc, **card} for pc in pcs])
    with one.agent() as customer:
        look(one.page)
        connect(one.page)
        expect(one.page.locator("dialog .error")).to_contain_text("not the PC that was vouched for")
        assert ledger(one.firm)["outcome"] == "failed"
        assert not any(STOPS in line for line in customer.said)
        one.page.keyboard.press("Escape")


def test_a_pc_that_forgot_while_offline_is_not_there(one: Standing) -> None:
    assert "quick access is forgotten" in one.forget_offline()
    with one.agent() as customer:
        assert not any("Quick access" in line for line in customer.said)
        look(one.page)
        absent(one.page, "Nobody is here now")


def test_not_at_hours_that_the_customer_does_not_want(one: Standing) -> None:
    now = datetime.now().astimezone()
    begin, end = now + timedelta(hours=2), now + timedelta(hours=3)
    one.limit(start=f"{begin:%H:%M}", end=f"{end:%H:%M}")
    with one.agent() as customer:
        look(one.page)
        connect(one.page)
        refused(one, "Not at this day or hour")
        customer.wait_for("outside the days or hours you set")


def test_not_once_more_than_the_customer_wants(one: Standing) -> None:
    one.limit(uses=1)
    with one.agent() as customer:
        look(one.page)
        connect(one.page)
        customer.wait_for(STOPS)
        assert one.pin().used == 1
        customer.answer("yes")
        one.page.wait_for_selector(".state.active")
        one.page.click("button.end")
        come_back(one.page)
        new_code(one.firm, customer)
        look(one.page)
        connect(one.page)
        refused(one, "The number of times that the customer allowed is used up")
        customer.wait_for("is used up")


def test_not_another_technician_than_the_customer_chose(one: Standing) -> None:
    one.limit(technicians=("Bruno Verdi",))
    with one.agent() as customer:
        look(one.page)
        connect(one.page)
        refused(one, "allows quick access, but not to you")
        customer.wait_for("not a technician you chose")


def test_a_reason_that_the_broker_changed_lets_nobody_in(one: Standing) -> None:
    with one.agent() as customer:
        look(one.page)
        one.page.evaluate(OTHER_REASON, REASON)
        connect(one.page)
        refused(one, "The reason did not arrive as you wrote it")
        customer.wait_for("gave no proper reason")


def test_the_customers_yes_alone_is_not_enough(one: Standing) -> None:
    """The office enters the withdrawal of the signed form: gone while present, and at once."""
    with one.agent() as customer:
        look(one.page)
        present(one.page)
        session = raw_session(one)
        withdraw_form(one.admin)
        absent(one.page, "No customer has allowed quick access yet")
        customer.wait_for("has withdrawn quick access from this PC")
        assert joined_raw(one, session) == Close.NO_ANSWER


def test_the_offices_yes_alone_is_not_enough(one: Standing) -> None:
    """The form stands and a technician vouched, but the customer said no."""
    home = one.folder / f"never-{one.tests}"
    with start(one.firm, home, one.display, one.code) as customer:
        one.firm.sql("DELETE FROM pcs")
        look(one.page)
        by_password(one.page, customer)
        customer.wait_for("Type quick to learn")
        customer.answer("quick")
        customer.wait_for("Type yes to allow it next time")
        customer.answer("no")
        session = new_code(one.firm, customer)
        look(one.page)
        absent(one.page, "No customer has allowed quick access yet")
        assert joined_raw(one, session) == Close.NO_ANSWER
        assert list((home / "share").rglob("quick*")) == []


def test_a_pc_withdrawn_by_the_office_in_a_session_ends_it(one: Standing) -> None:
    with one.agent() as customer:
        look(one.page)
        connect(one.page)
        customer.wait_for(STOPS)
        customer.answer("yes")
        one.page.wait_for_selector(".state.active")
        go(one.admin, "Quick access")
        one.admin.get_by_role("button", name="Withdraw quick access to").click()
        one.admin.get_by_role("button", name="Yes, withdraw").click()
        one.page.wait_for_selector("#summary-title", timeout=20_000)
        assert ledger(one.firm)["mode"] == "quick"
        customer.wait_for("Type n for a new code")
        come_back(one.page)
        absent(one.page, "No customer has allowed quick access yet")
