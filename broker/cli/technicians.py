"""`affianco-broker technician`: the only place where accounts are made and changed."""

import argparse
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from broker import totp
from broker.cli.choosing import Chosen, add_password_choice, chosen_password
from broker.cli.opening import utcnow, with_store
from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.config import Settings
from broker.records import Account, folded
from broker.store import AlreadyThere, Store
from broker.wire.messages import is_name

_OF_ONE: Final = ("disable", "enable", "password", "totp")


def add(parser: Parser, commands: Any) -> None:
    """Add the command and its own commands."""
    technician = parser.command(commands, "technician")
    own = technician.commands()
    acts = {"disable": act_disable, "enable": act_enable, "password": act_password}
    adding = technician.command(own, "add")
    adding.add_argument("name", help=parser.texts("help_technician_name"))
    adding.add_argument(
        "--full-name", required=True, metavar="…", help=parser.texts("help_full_name")
    )
    add_password_choice(adding)
    adding.set_defaults(act=act_add)
    listing = technician.command(own, "list")
    listing.add_argument("--json", action="store_true", help=parser.texts("help_json"))
    listing.set_defaults(act=act_list)
    changing = [technician.command(own, name) for name in _OF_ONE]
    for name, command in zip(_OF_ONE, changing, strict=True):
        command.add_argument("name", help=parser.texts("help_technician_name"))
        command.set_defaults(act=acts.get(name, act_totp))
    add_password_choice(changing[_OF_ONE.index("password")])
    for command in (adding, listing, *changing):
        add_settings(command, STORE_SETTINGS)


def act_add(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Add an account: password chosen or generated, TOTP secret always generated."""
    name, full_name = folded(arguments.name), arguments.full_name.strip()
    if not is_name(name) or not is_name(full_name):
        raise Plain("bad_name_given", WRONG_USE)
    _refuse_taken(name, arguments, environ)
    chosen = chosen_password(arguments, voice, name)
    secret = totp.new_secret(secrets.token_bytes)

    async def work(store: Store, settings: Settings) -> str:
        await store.add_technician(
            name=name,
            full_name=full_name,
            password_hash=chosen.hashed(),
            totp_secret=secret,
            now=utcnow(),
        )
        return settings.name

    try:
        issuer = with_store(arguments, environ, work)
    except AlreadyThere as error:
        raise Plain("technician_there", name=name) from error
    voice.say("technician_added", name=name, full_name=full_name)
    _show_password(chosen, voice)
    show_totp(voice, secret, name, issuer)


def act_list(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """List all accounts, without their secrets."""
    found = with_store(arguments, environ, lambda store, _settings: store.technicians())
    if arguments.json:
        shown = [
            {"name": one.name, "full_name": one.full_name, "disabled": one.disabled}
            for one in found
        ]
        voice.line(json.dumps(shown, ensure_ascii=False))
        return
    for one in found:
        note = "  " + voice.texts("technician_is_disabled") if one.disabled else ""
        voice.line(f"{one.name}  {one.full_name}{note}")


def act_disable(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Close an account and end its sign-ins."""
    _on_account(arguments, environ, lambda store, one: store.set_disabled(one.id, True))
    voice.say("technician_disabled", name=folded(arguments.name))


def act_enable(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Open an account again."""
    _on_account(arguments, environ, lambda store, one: store.set_disabled(one.id, False))
    voice.say("technician_enabled", name=folded(arguments.name))


def act_password(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Set another password and end the account's sign-ins."""
    _on_account(arguments, environ, _nothing)
    chosen = chosen_password(arguments, voice, folded(arguments.name))
    _on_account(arguments, environ, lambda store, one: store.set_password(one.id, chosen.hashed()))
    voice.say("password_set", name=folded(arguments.name))
    _show_password(chosen, voice)


def act_totp(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Set another TOTP secret and end the account's sign-ins."""
    secret = totp.new_secret(secrets.token_bytes)
    issuer = _on_account(arguments, environ, lambda store, one: store.set_totp(one.id, secret))
    voice.say("totp_set", name=folded(arguments.name))
    show_totp(voice, secret, folded(arguments.name), issuer)


def show_totp(voice: Voice, secret: str, name: str, issuer: str) -> None:
    """The secret as people need it: for typing, for apps, and for a phone's camera."""
    address = totp.uri(secret, name, issuer)
    voice.say("totp_secret", secret=secret)
    voice.say("totp_uri", uri=address)
    voice.qr_code(address)


def _show_password(chosen: Chosen, voice: Voice) -> None:
    if chosen.generated:
        voice.say("password_generated", password=chosen.password)


def _refuse_taken(name: str, arguments: argparse.Namespace, environ: Mapping[str, str]) -> None:
    """Say so before anybody thinks up a password for it."""

    async def work(store: Store, _settings: Settings) -> Account | None:
        return await store.technician(name)

    if with_store(arguments, environ, work) is not None:
        raise Plain("technician_there", name=name)


def _on_account(
    arguments: argparse.Namespace,
    environ: Mapping[str, str],
    change: Callable[[Store, Account], Awaitable[None]],
) -> str:
    """Do `change` to the account that was named; gives the broker's name."""

    async def work(store: Store, settings: Settings) -> str:
        account = await store.technician(folded(arguments.name))
        if account is None:
            raise Plain("technician_unknown", name=arguments.name)
        await change(store, account)
        return settings.name

    return with_store(arguments, environ, work)


async def _nothing(_store: Store, _account: Account) -> None:
    """Only find out whether the account is there."""
