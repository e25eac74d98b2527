"""Nothing that anybody writes becomes more than text in the console, in a real Chromium.

The broker here is a fake that puts a hostile text wherever its API gives one, which is more than a
real broker lets in; what a real one lets in is in test_xss_broker.py.
"""

import json
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, expect

from agent.frames.kinds import Kind
from tests.e2e.console.hostile import PAYLOADS, RUN, SINKS, Onlooker, fill, watched
from tests.e2e.console.steps import join
from tests.fakes.console_house import House
from tests.fakes.organisation import Device, Organisation

pytestmark = pytest.mark.asyncio(loop_scope="package")
each_payload = pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
FEW = {name: PAYLOADS[name] for name in ("markup", "handlers", "address", "controls", "surrogates")}
"""Enough where a text meets only what the browser itself does with it."""
each_of_few = pytest.mark.parametrize("text", FEW.values(), ids=FEW)


@pytest_asyncio.fixture(loop_scope="package")
async def onlooker(browser: Browser, house: House) -> AsyncIterator[Onlooker]:
    context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    yield await watched(context)
    await context.close()


async def start(house: House, onlooker: Onlooker) -> str:
    """The first page, all of it there; its shape."""
    await onlooker.page.goto(house.url)
    await expect(onlooker.page.locator(".note")).to_have_text("No session yet.")
    return await onlooker.shape()


async def shapes_of(house: House, onlooker: Onlooker, text: str) -> dict[str, str]:
    """The shape of every page, visited with a text in every sink, each seen as it is."""
    fill(house, text)
    page, found = onlooker.page, {}
    await page.goto("about:blank")
    await page.goto(house.url)
    for name, sinks in SINKS.items():
        await page.evaluate("(name) => { location.hash = name; }", name)
        await expect(page.locator("nav a[aria-current]")).to_have_attribute("href", f"#{name}")
        wanted = {f"{sink}·{text}" for sink in sinks}
        end = time.monotonic() + 8
        while missing := {one for one in wanted if not await onlooker.shows(one)}:
            assert time.monotonic() < end, (name, {one[:40] for one in missing})
        found[name] = await onlooker.settled()
    await onlooker.nothing_ran()
    return found


@each_payload
async def test_every_text_of_every_page_stays_text(
    house: House, onlooker: Onlooker, text: str
) -> None:
    hostile = await shapes_of(house, onlooker, text)
    assert hostile == await shapes_of(house, onlooker, "plain")


@each_payload
async def test_new_recovery_codes_and_errors(house: House, onlooker: Onlooker, text: str) -> None:
    fill(house, text)
    page = onlooker.page
    await page.goto(f"{house.url}#security")
    await page.fill("#recovery-code", "123456")
    await page.keyboard.press("Enter")
    await expect(page.locator("ol.codes li")).to_have_count(1)
    assert f"recovery.code·{text}" in await onlooker.texts()
    house.refuses["POST recovery-codes"] = (400, text)
    await page.fill("#recovery-code", "123456")
    await page.keyboard.press("Enter")
    await expect(page.locator("#recovery-code")).to_have_value("")
    await expect(page.get_by_role("alert")).to_contain_text("The broker met a fault of its own")
    await onlooker.nothing_ran()


@each_payload
async def test_the_names_of_a_session(house: House, onlooker: Onlooker, text: str) -> None:
    """The broker's own words about a session: shown as text, or the session is not begun."""
    house.pc, page = text[:64], onlooker.page
    await join(page, house)
    printable = text[:64].isprintable()
    if printable:
        await expect(page.locator(".state-text")).to_have_text("Active")
        assert text[:64] in await onlooker.texts()
    else:
        await expect(page.locator(".join .error")).to_contain_text("does not know")
        assert house.asked == []
    await onlooker.nothing_ran()


PASTE = """(said) => {
  const text = JSON.parse(said);
  const data = new DataTransfer();
  data.setData("text/plain", text);
  data.setData("text/html", text);
  const paste = { clipboardData: data, bubbles: true, cancelable: true };
  const drop = { dataTransfer: data, bubbles: true, cancelable: true };
  for (const field of document.querySelectorAll("input")) {
    field.dispatchEvent(new ClipboardEvent("paste", paste));
    field.dispatchEvent(new DragEvent("drop", drop));
    if (field.type !== "radio") field.value = text;
  }
}"""
STRINGS = {
    "why": '{{"type":"refused","why":{}}}',
    "asks": '{{"type":"allowed","asks":{}}}',
    "type": '{{"type":{}}}',
    "more": '{{"type":"asking","title":{}}}',
    "size": '{{"type":"screen","width":{},"height":2}}',
}


@pytest.mark.parametrize("where", STRINGS)
async def test_strings_in_sealed_records_are_refused(
    house: House, onlooker: Onlooker, where: str
) -> None:
    house.allows = None
    await join(onlooker.page, house)
    await expect(onlooker.page.locator(".state-text")).to_have_text(
        "Waiting for the customer to answer"
    )
    said = STRINGS[where].format(json.dumps(PAYLOADS["handlers"])).encode()
    await house.record(Kind.CONTROL, said + b" " * (-len(said) % 128))
    await expect(onlooker.page.locator(".summary")).to_contain_text("protocol does not allow")
    assert house.ends == ["failed"]
    assert not any("onerror" in text for text in await onlooker.texts())
    await onlooker.nothing_ran()


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "ended", "outcome": PAYLOADS["handlers"], "billable_ms": 0},
        {"type": "state", "state": PAYLOADS["markup"], "billable_ms": 0},
        {"type": PAYLOADS["markup"]},
        {"type": "state", "state": "active", "billable_ms": PAYLOADS["handlers"]},
    ],
    ids=["outcome", "state", "type", "length"],
)
async def test_strings_of_the_broker_are_refused(
    house: House, onlooker: Onlooker, frame: dict[str, object]
) -> None:
    house.allows = None
    await join(onlooker.page, house)
    await expect(onlooker.page.locator(".state-text")).to_have_text(
        "Waiting for the customer to answer"
    )
    await house.broker(**frame)
    await expect(onlooker.page.locator(".summary")).to_contain_text("does not know")
    assert not any(RUN in text for text in await onlooker.texts())
    await onlooker.nothing_ran()


@each_of_few
async def test_what_the_address_bar_says(house: House, onlooker: Onlooker, text: str) -> None:
    page = onlooker.page
    safe = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:300]
    plain = await start(house, onlooker)
    for address in ("#", "?q=", "#sessions?"):
        await page.goto("about:blank")
        go = "([start, text]) => { location.href = start + encodeURI(text); }"
        await page.evaluate(go, [house.url + address, safe])
        await expect(page.locator(".note")).to_have_text("No session yet.")
        assert page.url.endswith("#sessions")
        await page.evaluate("(text) => { location.hash = text; }", safe)
        await page.wait_for_function("location.hash === '#sessions'")
        await expect(page.locator(".note")).to_have_text("No session yet.")
        assert await onlooker.shape() == plain
    await onlooker.nothing_ran()


@each_of_few
async def test_what_the_browser_kept(house: House, onlooker: Onlooker, text: str) -> None:
    page = onlooker.page
    plain = await start(house, onlooker)
    said = json.dumps(text)
    await page.evaluate(f"localStorage.setItem('affianco-language', {said}); window.name = {said}")
    await page.reload()
    await expect(page.locator(".note")).to_have_text("No session yet.")
    assert await page.locator("html").get_attribute("lang") == "en"
    assert await onlooker.shape() == plain
    await onlooker.nothing_ran()


@each_of_few
async def test_what_is_pasted_typed_and_dropped(
    house: House, onlooker: Onlooker, text: str
) -> None:
    house.roles = ["technician", "admin"]
    page = onlooker.page
    await start(house, onlooker)
    shapes = []
    for pasted in ("plain", text):
        await page.evaluate(PASTE, json.dumps(pasted))
        await page.locator("#session-id").press("Enter")
        await expect(page.locator(".join .error")).to_contain_text("nine digits")
        shapes.append(await onlooker.shape())
    assert shapes[0] == shapes[1]
    await onlooker.nothing_ran()


@each_payload
async def test_a_roster_file_and_its_name(house: House, onlooker: Onlooker, text: str) -> None:
    """Names inside a signed roster are shown or refused; a file's own name is shown by no page."""
    house.roles = ["admin"]
    organisation = Organisation("Studio Ponte")
    name = text[:64]
    try:
        roster = organisation.roster(Device(bytes(range(32)), name)).encode(
            "utf-8", "surrogatepass"
        )
    except ValueError:
        roster = text.encode("utf-8", "surrogatepass")
    page = onlooker.page
    await page.goto(f"{house.url}#quick")
    shown_as = "".join(c for c in text if c.isprintable() and c != "/")[:80] + ".txt"
    file: FilePayload = {"name": shown_as, "mimeType": "text/html", "buffer": roster}
    await page.set_input_files("#roster-file", file)
    seen = page.locator(".next li").or_(page.locator(".error:not(:empty)")).first
    await expect(seen).to_be_visible()
    if name.isprintable() and not await page.locator(".error:not(:empty)").count():
        assert any(name in one for one in await onlooker.texts())
    await onlooker.nothing_ran()


async def test_the_second_wall_holds(house: House, onlooker: Onlooker) -> None:
    """Were a page careless, the browser itself would refuse; and the onlooker would see it."""
    page: Page = onlooker.page
    await start(house, onlooker)
    refused = """(run) => {
      const tries = {
        html: () => { document.body.innerHTML = `<img src=x onerror="${run}">`; },
        insert: () => document.body.insertAdjacentHTML("beforeend", "<b>x</b>"),
        write: () => document.write("<b>x</b>"),
        code: () => eval(run),
        made: () => new Function(run)(),
        parse: () => new DOMParser().parseFromString("<b>x</b>", "text/html"),
        source: () => { document.createElement("script").src = "//x.invalid/a.js"; },
        handler: () => document.body.setAttribute("onclick", run),
        address: () => { location.href = `javascript:${run}`; throw new Error(); },
        policy: () => trustedTypes.createPolicy("x", { createHTML: (text) => text }),
      };
      const works = (name) => { try { tries[name](); return true; } catch { return false; } };
      const later = (done) => setTimeout(() => done(Object.keys(tries).filter(works)));
      return new Promise(later);
    }"""
    allowed = await page.evaluate(refused, RUN)
    assert allowed in ([], ["policy"])
    assert await page.evaluate("window.__ran") == 0
    seen = await page.evaluate("window.__seen")
    assert any("trusted-types" in one or "script" in one for one in seen), seen
    with pytest.raises(AssertionError):
        await onlooker.nothing_ran()
