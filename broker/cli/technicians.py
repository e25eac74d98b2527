"""`affianco-broker technician`: the only place where accounts are made and changed."""

import argparse
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from broker.cli.choosing import Chosen, add_password_choice, chosen_password
from broker.cli.opening import utcnow, with_store
from broker.cli.parsing import STORE_SETTINGS, Parser, add_settings
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.config import Settings
from broker.proofs import recovery, totp
from broker.records import Account, AuditEntry, Role, Trace, folded
from broker.store import AlreadyThere, Store
from broker.wire.messages import is_name

_OF_ONE: Final = ("disable", "enable", "password", "totp", "recovery", "roles")


def add(parser: Parser, commands: Any) -> None:
    """Add the command and its own commands."""
    technician = parser.command(commands, "technician")
    own = technician.commands()
    acts = {
        "disable": act_disable,
        "enable": act_enable,
        "password": act_password,
        "totp": act_totp,
        "recovery": act_recovery,
        "roles": act_roles,
    }
    adding = technician.command(own, "add")
    adding.add_argument("name", help=parser.texts("help_technician_name"))
    adding.add_argument(
        "--full-name", required=True, metavar="…", help=parser.texts("help_full_name")
    )
    adding.add_argument(
        "--role", action="append", choices=list(Role), help=parser.texts("help_role")
    )
    add_password_choice(adding)
    adding.set_defaults(act=act_add)
    listing = technician.command(own, "list")
    listing.add_argument("--json", action="store_true", help=parser.texts("help_json"))
    listing.set_defaults(act=act_list)
    changing = [technician.command(own, name) for name in _OF_ONE]
    for name, command in zip(_OF_ONE, changing, strict=True):
        command.add_argument("name", help=parser.texts("help_technician_name"))
        command.set_defaults(act=acts[name])
    add_password_choice(changing[_OF_ONE.index("password")])
    changing[_OF_ONE.index("roles")].add_argument(
        "roles", nargs="+", choices=list(Role), help=parser.texts("help_roles")
    )
    for command in (adding, listing, *changing):
        add_settings(command, STORE_SETTINGS)


def act_add(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Add an account: password chosen or generated, TOTP secret always generated."""
    name, full_name = folded(arguments.name), arguments.full_name.strip()
    if not is_name(name) or not is_name(full_name):
        raise Plain("bad_name_given", WRONG_USE)
    _refuse_taken(name, arguments, environ)
    chosen = chosen_password(arguments, voice, name)
    secret, codes = totp.new_secret(secrets.token_bytes), recovery.new_codes(secrets.token_bytes)

    async def work(store: Store, settings: Settings) -> str:
        number = await store.add_technician(
            name=name,
            full_name=full_name,
            password_hash=chosen.hashed(),
            totp_secret=secret,
            now=utcnow(),
            roles=map(Role, arguments.role or (Role.TECHNICIAN,)),
        )
        await _keep_codes(store, number, name, codes)
        await _note(store, name, "add")
        return settings.name

    try:
        issuer = with_store(arguments, environ, work)
    except AlreadyThere as error:
        raise Plain("technician_there", name=name) from error
    voice.say("technician_added", name=name, full_name=full_name)
    _show_password(chosen, voice)
    show_totp(voice, secret, name, issuer)
    _show_codes(voice, codes)


def act_list(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """List all accounts, without their secrets."""
    found = with_store(arguments, environ, lambda store, _settings: store.technicians())
    if arguments.json:
        shown = [
            {
                "name": one.name,
                "full_name": one.full_name,
                "disabled": one.disabled,
                "roles": sorted(one.roles),
            }
            for one in found
        ]
        voice.line(json.dumps(shown, ensure_ascii=False))
        return
    for one in found:
        note = "  " + voice.texts("technician_is_disabled") if one.disabled else ""
        voice.line(f"{one.name}  {one.full_name}  {', '.join(sorted(one.roles))}{note}")


def act_disable(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Close an account and end its sign-ins."""
    _on_account(arguments, environ, lambda store, one: store.set_disabled(one.id, True), "disable")
    voice.say("technician_disabled", name=folded(arguments.name))


def act_enable(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Open an account again."""
    _on_account(arguments, environ, lambda store, one: store.set_disabled(one.id, False), "enable")
    voice.say("technician_enabled", name=folded(arguments.name))


def act_password(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Set another password and end the account's sign-ins."""
    _on_account(arguments, environ, _nothing, "")
    chosen = chosen_password(arguments, voice, folded(arguments.name))
    _on_account(
        arguments,
        environ,
        lambda store, one: store.set_password(one.id, chosen.hashed()),
        "password",
    )
    voice.say("password_set", name=folded(arguments.name))
    _show_password(chosen, voice)


def act_totp(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Make anew all that was on a lost phone, and end the account's sign-ins."""
    secret, codes = totp.new_secret(secrets.token_bytes), recovery.new_codes(secrets.token_bytes)

    async def change(store: Store, account: Account) -> None:
        await store.set_totp(account.id, secret)
        await store.forget_ways_in(account.id)
        await _keep_codes(store, account.id, account.name, codes)

    issuer = _on_account(arguments, environ, change, "totp")
    voice.say("totp_set", name=folded(arguments.name))
    show_totp(voice, secret, folded(arguments.name), issuer)
    _show_codes(voice, codes)


def act_recovery(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Make new recovery codes; the old ones are worth nothing from now on."""
    codes = recovery.new_codes(secrets.token_bytes)
    _on_account(
        arguments, environ, lambda store, one: _keep_codes(store, one.id, one.name, codes), ""
    )
    _show_codes(voice, codes)


def act_roles(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Set an account's roles and end its sign-ins."""
    roles = sorted(set(arguments.roles))
    said = ", ".join(roles)
    _on_account(
        arguments, environ, lambda store, one: store.set_roles(one.id, map(Role, roles)), said
    )
    voice.say("technician_roles_set", name=folded(arguments.name), roles=said)


def show_totp(voice: Voice, secret: str, name: str, issuer: str) -> None:
    """The secret as people need it: for typing, for apps, and for a phone's camera."""
    address = totp.uri(secret, name, issuer)
    voice.say("totp_secret", secret=secret)
    voice.say("totp_uri", uri=address)
    voice.qr_code(address)


def _show_codes(voice: Voice, codes: tuple[str, ...]) -> None:
    voice.say("recovery_codes")
    for code in codes:
        voice.line(f"  {code}")


async def _keep_codes(store: Store, number: int, name: str, codes: tuple[str, ...]) -> None:
    entry = AuditEntry(utcnow(), Trace.RECOVERY_CODES_MADE, None, "", "", name)
    await store.replace_recovery_codes(number, recovery.hashes(codes), entry)


async def _note(store: Store, name: str, what: str) -> None:
    """Trace a change that was made here: nobody is signed in, and there is no address."""
    detail = f"{name}: {what}"
    await store.note(AuditEntry(utcnow(), Trace.ACCOUNT_CHANGED, None, "", "", detail))


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
    what: str,
) -> str:
    """Do `change` to the account that was named, traced as `what`; gives the broker's name."""

    async def work(store: Store, settings: Settings) -> str:
        account = await store.technician(folded(arguments.name))
        if account is None:
            raise Plain("technician_unknown", name=arguments.name)
        await change(store, account)
        if what:
            await _note(store, account.name, what)
        return settings.name

    return with_store(arguments, environ, work)


async def _nothing(_store: Store, _account: Account) -> None:
    """Only find out whether the account is there."""
