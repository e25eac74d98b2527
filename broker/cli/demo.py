"""`affianco-broker demo`: everything on this computer, to try it out.

The demo technician's password has to be shown at every start, and a password hash cannot be read
back, so it is kept in a file of the demo's own data directory that only its owner can read. The
TOTP secret lies beside it in the database in any case. Nothing else ever keeps a password.
"""

import argparse
import asyncio
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from broker.cli import demo_prices
from broker.cli.demo_agent import Agent, command_line, launch, missing_parts
from broker.cli.opening import utcnow
from broker.cli.parsing import Parser, add_settings, checked, usual_data_dir
from broker.cli.saying import Plain, Voice
from broker.cli.serving import log_to_stderr, prepare_directory, serving, stop_asked
from broker.cli.technicians import show_totp
from broker.config import Settings
from broker.proofs import passwords, totp
from broker.records import Account, Role
from broker.store import AlreadyThere, Store
from broker.vault import Vault

NAME: Final = "demo"
_SETTINGS: Final = ("data_dir", "port")
_PASSWORD_FILE: Final = "demo-password.json"


@dataclass(frozen=True, slots=True)
class Demo:
    """What has to be shown of the demo's technician."""

    password: str
    account: Account


def add(parser: Parser, commands: Any) -> None:
    """Add the command."""
    command = parser.command(commands, "demo")
    command.add_argument("--code", action="store_true", help=parser.texts("help_demo_code"))
    command.add_argument("--no-agent", action="store_true", help=parser.texts("help_no_agent"))
    add_settings(command, _SETTINGS)
    command.set_defaults(act=act)


def act(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Run the demo until asked to stop."""
    settings = _settings(arguments, environ, voice)
    prepare_directory(settings.data_dir)
    if arguments.code:
        asyncio.run(_say_code(settings, voice))
        return
    log_to_stderr(settings.log_level)
    asyncio.run(_run(settings, voice, agent=not arguments.no_agent))


def _settings(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> Settings:
    """The demo's own settings: nothing of a real broker's is used, its ledger least of all."""
    usual = usual_data_dir(environ)
    flags = {
        "data_dir": arguments.setting_data_dir,
        "port": arguments.setting_port,
        "name": voice.texts("demo_broker"),
        "organisation": voice.texts("demo_organisation"),
        "log_level": "warning",
    }
    return checked({}, flags, usual.with_name(usual.name + "-demo"))


async def _run(settings: Settings, voice: Voice, *, agent: bool) -> None:
    with stop_asked() as stop:
        async with serving(settings):
            demo = await _prepared(settings, voice)
            _show(demo, settings, voice)
            await _beside_agent(settings, voice, stop, wanted=agent)
            voice.say("stopping")
    voice.say("stopped")


async def _beside_agent(
    settings: Settings, voice: Voice, stop: asyncio.Event, *, wanted: bool
) -> None:
    """Until asked to stop, with an agent beside the broker for as long as it likes to run."""
    lacking = missing_parts()
    if not wanted or lacking:
        _say_how(voice, "demo_agent_missing" if lacking else "demo_agent_by_hand", settings)
        await stop.wait()
        return
    agent = await launch(settings.own_url, voice.texts.language, os.environ)
    try:
        voice.say("demo_agent_terminal" if agent.in_terminal else "demo_agent_window")
        if not await _ended_first(agent, stop):
            return
        _say_how(voice, "demo_agent_ended", settings)
        await stop.wait()
    finally:
        await agent.end()


async def _ended_first(agent: Agent, stop: asyncio.Event) -> bool:
    """Wait for the agent's end or the wish to stop; whether it was the agent's end."""
    waits = [asyncio.create_task(agent.ended()), asyncio.create_task(stop.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return not stop.is_set()


async def _prepared(settings: Settings, voice: Voice) -> Demo:
    store = await Store.open(settings.database_url, Vault(settings.secrets_path))
    try:
        account = await store.technician(NAME)
        kept = _kept_password(settings.data_dir)
        if account is None or kept is None:
            kept = passwords.generated(secrets.token_bytes)
            await _make(store, account, kept, voice)
            _keep_password(settings.data_dir, kept)
        made = await store.technician(NAME)
        if made is None:
            raise Plain("technician_unknown", name=NAME)
        return Demo(kept, made)
    finally:
        await store.close()


async def _make(store: Store, account: Account | None, password: str, voice: Voice) -> None:
    password_hash = passwords.hashed(password, secrets.token_bytes(passwords.SALT_BYTES))
    if account is not None:
        await store.set_password(account.id, password_hash)
        return
    await store.add_technician(
        name=NAME,
        full_name=voice.texts("demo_full_name"),
        password_hash=password_hash,
        totp_secret=totp.new_secret(secrets.token_bytes),
        now=utcnow(),
        roles=Role,
    )
    made = []
    for customer in voice.texts("demo_customers").split("|"):
        try:
            made.append(await store.add_customer(customer, utcnow()))
        except AlreadyThere:
            continue
    if made:
        await demo_prices.agree(store, made, utcnow())


def _say_how(voice: Voice, key: str, settings: Settings) -> None:
    """A sentence that tells how to start an agent."""
    voice.say(key, command=command_line("affianco-agent", "agent"), url=settings.own_url)


def _show(demo: Demo, settings: Settings, voice: Voice) -> None:
    voice.line()
    voice.say("demo_console", url=settings.own_url)
    voice.say("demo_name", name=demo.account.name)
    voice.say("demo_password", password=demo.password)
    show_totp(voice, demo.account.totp_secret, NAME, settings.name)
    _show_code(demo.account, settings, voice)
    voice.say("demo_data", path=settings.data_dir)
    command = command_line("affianco-broker", "broker")
    voice.say("demo_quick", command=command, organisation=settings.organisation)
    voice.say("demo_stop")
    voice.line()


def _show_code(account: Account, settings: Settings, voice: Voice) -> None:
    """The first code from now on that was not used yet; one is taken until its next has ended."""
    now = utcnow()
    step = max(totp.step_at(now), account.totp_step + 1)
    seconds = int((step + 1 + totp.WINDOW) * totp.STEP_SECONDS - now.timestamp())
    code = totp.code_of(account.totp_secret, step)
    voice.say("demo_code", code=code, seconds=seconds, command=f"{_again(settings)} --code")


def _again(settings: Settings) -> str:
    """The command that means this demo."""
    return f"{command_line('affianco-broker', 'broker')} demo --data-dir {settings.data_dir}"


async def _say_code(settings: Settings, voice: Voice) -> None:
    store = await Store.open(settings.database_url, Vault(settings.secrets_path))
    try:
        account = await store.technician(NAME)
    finally:
        await store.close()
    if account is None:
        raise Plain("demo_not_yet", command=_again(settings))
    _show_code(account, settings, voice)


def _kept_password(folder: Path) -> str | None:
    try:
        kept = json.loads((folder / _PASSWORD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    password = kept.get("password") if isinstance(kept, dict) else None
    return password if isinstance(password, str) else None


def _keep_password(folder: Path, password: str) -> None:
    path = folder / _PASSWORD_FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps({"password": password}) + "\n", encoding="utf-8")
