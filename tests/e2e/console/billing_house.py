"""A broker in April with a March to be billed, and somebody at the console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from broker.pages import web_folder
from broker.records import Role
from tests.net.month_house import MonthHouse, month_house
from tests.net.settling_office import BY_PACK, BY_TARIFF, MONDAY
from tests.stack.house import PASSWORD, House, Person
from tests.stack.house import house as real_house


@dataclass
class March:
    """Three customers, and the items of each; `unknown` is nobody's."""

    month: MonthHouse
    clerk: Person
    technician: Person
    verdi: int
    bianchi: int
    first: int
    second: int
    short: int
    wrong: int
    packed: int
    unknown: int

    @property
    def here(self) -> House:
        return self.month.here


@asynccontextmanager
async def march(
    folder: Path, names: tuple[str, str] = ("Verdi", "Bianchi")
) -> AsyncIterator[March]:
    """March of three customers: Rossi and Verdi by the hour, Bianchi with a pack."""
    async with real_house(folder, web_folder()) as here:
        month = await month_house(here)
        office = month.office
        verdi = await office.customer(BY_TARIFF, names[0])
        bianchi = await office.customer(BY_PACK, names[1])
        await office.pack(bianchi, 20)
        technician = await here.person("dino", "Dino Greco")
        office.technician = technician.id
        clerk = await here.person("dora", "Dora Neri", [Role.BILLING])
        day = MONDAY + timedelta(days=1)
        yield March(
            month,
            clerk,
            technician,
            verdi,
            bianchi,
            first=await month.session(minutes=30),
            second=await month.session(minutes=20, began=MONDAY + timedelta(minutes=35)),
            short=await month.session(minutes=1, began=MONDAY + timedelta(hours=6)),
            wrong=await month.session(minutes=45, began=day),
            packed=await month.session(bianchi, minutes=25, began=day + timedelta(hours=2)),
            unknown=await month.session(0, minutes=10, began=day + timedelta(hours=1)),
        )


@asynccontextmanager
async def console(
    browser: Browser, here: House, person: Person, locale: str = "en-GB", width: int = 1440
) -> AsyncIterator[Page]:
    """The page of somebody signed in, at the broker's time, in Rome."""
    context = await browser.new_context(
        locale=locale,
        timezone_id="Europe/Rome",
        viewport={"width": width, "height": 900},
        accept_downloads=True,
    )
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await signed_in(page, here, person)
    yield page
    await context.close()
    assert faults == []


async def signed_in(page: Page, here: House, person: Person) -> None:
    """Signs in with a code of its own."""
    here.clock.pass_(31)
    await page.goto(here.url.replace("127.0.0.1", "localhost"))
    await page.fill("#name", person.name)
    await page.fill("#password", PASSWORD)
    await page.fill("#code", here.code(person))
    await page.keyboard.press("Enter")
    await expect(page.locator("nav a[aria-current]")).to_have_count(1)
