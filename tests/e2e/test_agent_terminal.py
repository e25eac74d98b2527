"""The terminal form as a real process on two pipes, and what the program never does."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agent.frames import control
from broker.wire import texts
from broker.wire.words import Asks
from tests.fakes.agent_legs import ANNA, SESSION, Leg
from tests.rab1.reference import Console
from tests.stack.agent_process import ROOT, AgentProcess, agent_process, written

WORDS = {
    "it": {"yes": "sì", "no": "no", "stop": "f", "new": "n", "close": "c"},
    "en": {"yes": "yes", "no": "no", "stop": "s", "new": "n", "close": "c"},
}
SAY = {one: texts.load(ROOT / "agent" / "texts", one) for one in texts.LANGUAGES}


def bare(home: Path) -> dict[str, str]:
    """An environment without a display, at home in this folder."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return {**kept, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(home)}


async def asked(agent: AgentProcess, language: str) -> tuple[Leg, Console]:
    agent.type(WORDS[language]["yes"])
    leg = await agent.leg()
    await leg.register()
    assert (await agent.line("ID:")).replace(" ", "") == SESSION
    password = (await agent.line("Password:")).replace("-", "")
    await leg.join()
    console = await leg.prove(password.encode())
    await leg.tell(console, control.Ask(Asks.CONTROL))
    assert await leg.told(console) == control.Asking()
    await agent.line(SAY[language]("consent_heading", technician=ANNA[0]))
    await agent.line(SAY[language]("terminal_consent_ask_control"))
    return leg, console


@pytest.mark.parametrize("language", texts.LANGUAGES)
async def test_refuse_then_a_new_code(tmp_path: Path, language: str) -> None:
    options = ("--terminal", "--language", language)
    async with agent_process(*options, environment=bare(tmp_path)) as agent:
        leg, console = await asked(agent, language)
        agent.type(WORDS[language]["no"])
        assert await leg.told(console) == control.Refused(control.Why.CUSTOMER)
        await leg.end_of("declined")
        await agent.line(SAY[language]("outcome_declined"))
        agent.type(WORDS[language]["new"])
        await (await agent.leg()).register(session="987654321")
        assert await agent.line("ID:") == "987 654 321"
        agent.type(WORDS[language]["close"])
        assert await agent.ended() == 0
    assert written(tmp_path) == []


async def test_allowed_without_a_screen_ends_in_a_sentence(tmp_path: Path) -> None:
    async with agent_process("--language", "it", environment=bare(tmp_path)) as agent:
        await agent.line(SAY["it"]("terminal_no_display"))
        leg, _ = await asked(agent, "it")
        agent.type("sì")
        await leg.end_of("failed")
        await agent.line(SAY["it"]("screen_no_display"))


@pytest.mark.parametrize("how", ["sigint", "sigterm", "end of input", "word"])
async def test_every_way_of_stopping(tmp_path: Path, how: str) -> None:
    async with agent_process("--terminal", "--language", "en", environment=bare(tmp_path)) as agent:
        leg, _ = await asked(agent, "en")
        if how == "sigint":
            agent.signal(signal.SIGINT)
        elif how == "sigterm":
            agent.signal(signal.SIGTERM)
        elif how == "word":
            agent.type("s")
        else:
            assert agent.process.stdin is not None
            agent.process.stdin.close()
        await leg.end_of("stopped_by_customer")
        await agent.line(SAY["en"]("outcome_stopped_by_customer"))
        if how == "word":
            agent.type("c")
        assert await agent.ended() == 0
        assert agent.process.stderr is not None
        assert await agent.process.stderr.read() == b""
    assert written(tmp_path) == []


async def test_verbose_speaks_on_stderr_only(tmp_path: Path) -> None:
    options = ("--terminal", "--language", "en", "--verbose")
    async with agent_process(*options, environment=bare(tmp_path)) as agent:
        leg, _ = await asked(agent, "en")
        agent.type("s")
        await leg.end_of("stopped_by_customer")
        agent.type("c")
        assert await agent.ended() == 0
        assert agent.process.stdout is not None and agent.process.stderr is not None
        assert b"affianco.agent" in await agent.process.stderr.read()
        assert b"affianco.agent" not in await agent.process.stdout.read()


def test_without_its_part_it_says_what_to_install(tmp_path: Path) -> None:
    """`-S`: nothing of what is installed is found, as after `pip install affianco`."""
    said = subprocess.run(
        [sys.executable, "-S", "-m", "agent", "--language", "en"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=30,
        stdin=subprocess.DEVNULL,
    )
    assert said.returncode == 1
    assert said.stdout == ""
    modules = "websockets, cryptography, PIL, keyring, fido2"
    assert said.stderr.strip() == SAY["en"]("agent_missing", modules=modules)


def run(*options: str, language: str = "en") -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "LANG": language}
    return subprocess.run(
        [sys.executable, "-m", "agent", *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        stdin=subprocess.DEVNULL,
    )


def test_the_options_are_these_and_no_others() -> None:
    """None accepts without a person, installs, or starts by itself."""
    shown = run("--help")
    assert shown.returncode == 0
    assert set(re.findall(r"(?<![\w-])--?[a-z]+", shown.stdout)) == {
        "--broker",
        "--root",
        "--receipts",
        "--forget",
        "--terminal",
        "--language",
        "--verbose",
        "--version",
        "-h",
        "--help",
    }


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_bad_options_are_sentences(language: str) -> None:
    said = run("--accept", language=language)
    assert said.returncode == 2
    assert said.stderr.startswith(SAY[language]("cli_mistake"))
    said = run("--broker", "http://aiuto.example", language=language)
    assert said.returncode == 2
    assert said.stderr.strip() == SAY[language]("address_not_safe", address="http://aiuto.example")


def test_no_word_of_the_program_starts_it_by_itself() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "agent").rglob("*.py")}
    tools = "autostart|systemctl|crontab|winreg|LaunchAgents|schtasks|subprocess|os.fork|Popen"
    for path, source in sources.items():
        assert not re.search(tools, source), path
        assert "setsid" not in source, path
