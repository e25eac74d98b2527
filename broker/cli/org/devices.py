"""`org enrol`, `org revoke` and `org renew`: who is in the roster, and for how long."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from broker.cli.org import files, signing
from broker.cli.org.asking import add_passphrase, agreed, opened
from broker.cli.org.signing import Paper
from broker.cli.parsing import Parser
from broker.cli.saying import Plain, Voice
from broker.organisation.rootfile import RootFile
from broker.wire.requests import DeviceRequest
from broker.wire.roster import Entry, Roster, Standing

SHORT: Final = 16
"""Digits of a key that are shown, and that name one."""


def add(org: Parser, own: Any) -> None:
    """Add these commands."""
    texts = org.texts
    enrolling, revoking, renewing = (
        org.command(own, name) for name in ("enrol", "revoke", "renew")
    )
    for command in (enrolling, revoking, renewing):
        command.add_argument("root", metavar="ROOT", type=Path, help=texts("help_org_root"))
        command.add_argument("roster", metavar="ROSTER", type=Path, help=texts("help_org_roster"))
        add_passphrase(command)
    enrolling.add_argument("request", metavar="REQUEST", type=Path, help=texts("help_org_request"))
    enrolling.add_argument("--yes", action="store_true", help=texts("help_org_yes"))
    enrolling.set_defaults(act=act_enrol)
    which = revoking.add_mutually_exclusive_group(required=True)
    which.add_argument("--name", metavar="…", help=texts("help_org_name"))
    which.add_argument("--key", metavar="…", help=texts("help_org_key"))
    revoking.add_argument("--left", action="store_true", help=texts("help_org_left"))
    revoking.set_defaults(act=act_revoke)
    renewing.add_argument("--days", metavar="N", help=texts("help_org_days"))
    renewing.set_defaults(act=act_renew)


def act_enrol(arguments: argparse.Namespace, _environ: Mapping[str, str], voice: Voice) -> None:
    """Put a technician's device into the roster, once somebody has compared the words."""
    root, paper = _both(arguments)
    request, text = files.request_at(arguments.request)
    _refuse(request, paper.roster)
    voice.say("org_enrol_who", name=request.technician, device=request.key.hex()[:SHORT])
    if request.passkey is not None:
        voice.say("org_enrol_passkey", host=request.passkey.rp)
    others = sum(entry.name == request.technician for entry in _active(paper.roster))
    if others:
        voice.say("org_enrol_others", name=request.technician, count=others)
    voice.say("org_enrol_words", words=signing.words_of(text.encode(), voice))
    voice.say("org_enrol_compare", name=request.technician)
    agreed(arguments, voice)
    entry = Entry(request.key, request.technician, request.passkey, Standing.ACTIVE)
    kept = tuple(one for one in paper.roster.technicians if one.key != request.key)
    _sign(arguments, root, paper, (*kept, entry), voice)
    voice.say("org_enrolled", name=request.technician)
    voice.say("org_next_put", path=paper.path)


def act_revoke(arguments: argparse.Namespace, _environ: Mapping[str, str], voice: Voice) -> None:
    """Take devices out of the roster, or mark them as left."""
    root, paper = _both(arguments)
    chosen = _chosen(arguments, paper)
    if arguments.left:
        entries = tuple(
            replace(one, state=Standing.LEFT) if one in chosen else one
            for one in paper.roster.technicians
        )
    else:
        entries = tuple(one for one in paper.roster.technicians if one not in chosen)
    _sign(arguments, root, paper, entries, voice)
    for one in chosen:
        voice.say("org_revoked", name=one.name, device=one.key.hex()[:SHORT])
    voice.say("org_next_put", path=paper.path)


def act_renew(arguments: argparse.Namespace, _environ: Mapping[str, str], voice: Voice) -> None:
    """Sign the same roster for longer."""
    days = None if arguments.days is None else signing.days_of(arguments.days)
    root, paper = _both(arguments)
    _sign(arguments, root, paper, paper.roster.technicians, voice, days)
    voice.say("org_next_put", path=paper.path)


def _both(arguments: argparse.Namespace) -> tuple[RootFile, Paper]:
    root = files.root_at(arguments.root)
    return root, signing.paper_at(arguments.roster, root.public)


def _sign(
    arguments: argparse.Namespace,
    root: RootFile,
    paper: Paper,
    entries: tuple[Entry, ...],
    voice: Voice,
    days: int | None = None,
) -> None:
    roster = replace(signing.renewed(paper.roster, days), technicians=entries)
    private = opened(root, arguments.root, arguments.passphrase_file, voice)
    signing.write(replace(paper, roster=roster), private, voice)


def _refuse(request: DeviceRequest, roster: Roster) -> None:
    """`Plain` for a request of others, or for a device that is in the roster."""
    if request.organisation != roster.organisation:
        raise Plain("org_other_organisation", wanted=request.organisation, own=roster.organisation)
    there = roster.active(request.key)
    if there is not None:
        raise Plain("org_key_there", name=there.name)


def _active(roster: Roster) -> list[Entry]:
    return [entry for entry in roster.technicians if entry.state is Standing.ACTIVE]


def _chosen(arguments: argparse.Namespace, paper: Paper) -> list[Entry]:
    """The devices that a name or the beginning of a key names; `Plain` where none or several."""
    there = _active(paper.roster) if arguments.left else list(paper.roster.technicians)
    if arguments.name is not None:
        found = [one for one in there if one.name == arguments.name.strip()]
        wanted = arguments.name
    else:
        wanted = arguments.key.strip().lower()
        found = [one for one in there if wanted and one.key.hex().startswith(wanted)]
        if len(found) > 1:
            raise Plain("org_key_unclear", device=wanted)
    if not found:
        raise Plain("org_nobody", wanted=wanted, path=paper.path)
    return found
