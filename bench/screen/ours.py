"""Our broker, our agent in its terminal form, and the console in a browser."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from bench.screen.browser import Eyes, new_page
from bench.screen.cpu import Tree
from bench.screen.net import HERE, Site
from bench.screen.processes import running
from bench.screen.view import View
from bench.screen.wire import asked, client, served
from bench.screen.xserver import Stage
from tests.stack.agent import TerminalAgent, at_home
from tests.stack.broker import RunningBroker, running_broker
from tests.stack.console import join, sign_in
from tests.stack.house import free_port
from tests.stack.whole import ALLOWED

_SAY_SECONDS: Final = 40.0


@contextmanager
def house(folder: Path) -> Iterator[RunningBroker]:
    """The broker. It also listens on lines, whose far end has an address of its own."""
    port = free_port()
    settings = {"AFFIANCO_HOST": "0.0.0.0", "AFFIANCO_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with running_broker(folder, settings, port) as broker:
        yield broker


@contextmanager
def seen(stage: Stage, broker: RunningBroker, home: Path, site: Site = HERE) -> Iterator[View]:
    """The screen in the console, asked for by ID and password and allowed by the terminal.
    `home`: a folder for what the agent keeps."""
    home.mkdir()
    width, height = stage.size.width, stage.size.height
    with _agent(stage, broker, home, site) as agent, new_page(width, height) as page:
        page.goto(broker.url)
        sign_in(page, broker.technician())
        agent.wait_for("Type yes or no", _SAY_SECONDS)
        agent.answer("yes")
        session = agent.wait_for("ID:", _SAY_SECONDS)
        join(page, session, agent.wait_for("Password:", _SAY_SECONDS))
        agent.wait_for("Type yes to allow", _SAY_SECONDS)
        eyes = Eyes(page, "#screen")
        eyes.open()
        yield _view(eyes, page, agent, broker, site)


def _view(eyes: Eyes, page: Page, agent: TerminalAgent, broker: RunningBroker, site: Site) -> View:
    leg = client(broker.port, agent.process.pid, site)
    wires = {"browser": served(broker.port, without=leg).sent, "agent": asked(leg, site).sent}

    def begin() -> None:
        agent.answer("yes")
        agent.wait_for(ALLOWED, _SAY_SECONDS)
        page.focus("#keyboard")

    trees = {"server": Tree((agent.process.pid,)), "proxy": Tree((broker.process.pid,))}
    return View(eyes, begin, wires, trees)


@contextmanager
def _agent(stage: Stage, broker: RunningBroker, home: Path, site: Site) -> Iterator[TerminalAgent]:
    """The agent. It speaks without TLS to its own computer only, so behind a line `localhost` is
    made the name of the broker's end of it, for this one process."""
    command = [sys.executable, "-m", "agent", "--broker", f"http://localhost:{broker.port}"]
    command += ["--terminal", "--language", "en"]
    if site.namespace:
        hosts = home / "hosts"
        hosts.write_text(f"{site.back} localhost\n", encoding="utf-8")
        script = 'mount --bind "$0" /etc/hosts && exec "$@"'
        command = [*site.inside, "sh", "-c", script, str(hosts), *command]
    environment = {**at_home(home), "DISPLAY": stage.display}
    pipe = subprocess.PIPE
    streams = {"stdin": pipe, "stdout": pipe, "stderr": subprocess.STDOUT}
    with running(command, env=environment, **streams) as process:
        agent = TerminalAgent(process)
        reader = threading.Thread(target=agent.read, daemon=True)
        reader.start()
        yield agent
