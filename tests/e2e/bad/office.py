"""The surroundings of the tests of bad input: real broker, real agent, real Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from broker.wire.texts import Texts, load
from tests.stack.clocked import ClockedBroker, LateAgent, clocked_broker, late_agent
from tests.stack.console import console, join, sign_in
from tests.stack.display import Display

ROOT = Path(__file__).parents[3]
LANGUAGES = ["it-IT", "en-GB"]
ADA = {"time": "", "technician": "Ada Bianchi", "organisation": "Org"}
"""Of a miss, what is known beforehand."""
KEEP_SOCKETS = """
// Where no worker starts, the page has its WebSocket itself.
window.Worker = undefined;
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...words) {
    super(...words);
    window.sockets.push(this);
  }
};
"""


def says(part: str, language: str) -> Texts:
    """The sentences of `agent` or `web`."""
    return load(ROOT / part / "texts", language[:2])


@dataclass
class Office:
    """One technician who is signed in, and one customer, both of this language."""

    browser: Browser
    broker: ClockedBroker
    agent: LateAgent
    page: Page
    language: str

    def console_says(self, key: str, where: str = ".join .error") -> None:
        """The console shows exactly this sentence; it is known in this language."""
        sentence = says("web", self.language)(key)
        expect(self.page.locator(where).first).to_contain_text(sentence, timeout=15_000)

    def agent_says(self, key: str, **values: object) -> str:
        return self.agent.wait_for(says("agent", self.language[:2])(key, **values), 20)

    def agent_types(self, meaning: str) -> None:
        self.agent.answer(says("agent", self.language)(f"terminal_words_{meaning}").split()[0])

    def codes(self) -> tuple[str, str]:
        texts = says("agent", self.language)
        session = self.agent.wait_for(texts("terminal_line_id", id=""))
        return session, self.agent.wait_for(texts("terminal_line_password", password=""))

    def shown_codes(self) -> tuple[str, str]:
        """ID and password that the agent showed last."""
        texts, said = says("agent", self.language), self.agent.said
        labels = (texts("terminal_line_id", id=""), texts("terminal_line_password", password=""))
        found = [[one for one in said if one.startswith(label)][-1] for label in labels]
        session, password = (line.partition(": ")[2].strip() for line in found)
        return session, password

    def begin(self) -> tuple[str, str]:
        """The customer asks for the first code."""
        self.agent_says("terminal_advice_ask")
        self.agent_types("yes")
        return self.codes()

    def asked(self, session: str, password: str) -> None:
        """A good join, up to the question."""
        join(self.page, session, password)
        self.agent_says("terminal_consent_ask_control")

    def active(self, session: str, password: str) -> None:
        """A good join, and the customer allows."""
        self.asked(session, password)
        self.agent_types("yes")
        self.page.wait_for_selector(".state.active")
        self.agent_says("terminal_active_help")

    def home(self) -> None:
        """From the summary back to the first page."""
        self.page.get_by_role("button", name=says("web", self.language)("summary.home")).click()
        self.page.wait_for_selector("#session-id")

    def goes_on(self) -> None:
        """The customer takes a new code, and a good session runs and is stopped."""
        self.agent_says("terminal_over_help")
        self.agent_types("new")
        self.good(*self.codes())

    def good(self, session: str, password: str) -> None:
        """A good session that the customer stops."""
        self.active(session, password)
        self.agent_types("stop")
        self.console_says("ended.stopped_by_customer", ".summary")
        self.agent_says("outcome_stopped_by_customer")


@contextmanager
def office(browser: Browser, display: Display, folder: Path, language: str) -> Iterator[Office]:
    """Starts all of it; neither page nor agent may have had a fault of its own after."""
    with (
        clocked_broker(folder / "broker") as broker,
        late_agent(broker.url, folder, display.name, language[:2]) as agent,
        console(browser, broker.url, language) as page,
    ):
        page.add_init_script(KEEP_SOCKETS)
        page.reload()
        sign_in(page, broker.technician())
        yield Office(browser, broker, agent, page, language)
