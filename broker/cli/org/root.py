"""`org init` and `org rotate`: a new root, and one that takes the place of another."""

import argparse
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.cli.org import files, signing
from broker.cli.org.asking import add_passphrase, new_passphrase, opened
from broker.cli.org.signing import Paper
from broker.cli.parsing import Parser
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.organisation.rootfile import RootFile, read_root, sealed_root
from broker.organisation.rosters import handed_over
from broker.wire.messages import is_name
from broker.wire.roots import code_of
from broker.wire.roster import HANDOVERS_MAX


def add(org: Parser, own: Any) -> None:
    """Add these commands."""
    texts = org.texts
    making = org.command(own, "init")
    making.add_argument("root", metavar="ROOT", type=Path, help=texts("help_org_new_root"))
    making.add_argument("roster", metavar="ROSTER", type=Path, help=texts("help_org_new_roster"))
    making.add_argument(
        "--organisation", required=True, metavar="…", help=texts("help_org_organisation")
    )
    making.add_argument("--days", metavar="N", default=signing.DAYS, help=texts("help_org_days"))
    add_passphrase(making)
    making.set_defaults(act=act_init)
    rotating = org.command(own, "rotate")
    rotating.add_argument("root", metavar="OLDROOT", type=Path, help=texts("help_org_root"))
    rotating.add_argument("new", metavar="NEWROOT", type=Path, help=texts("help_org_next_root"))
    rotating.add_argument("roster", metavar="ROSTER", type=Path, help=texts("help_org_roster"))
    add_passphrase(rotating)
    add_passphrase(rotating, "--new-passphrase-file", "help_new_passphrase_file")
    rotating.set_defaults(act=act_rotate)


def act_init(arguments: argparse.Namespace, _environ: Mapping[str, str], voice: Voice) -> None:
    """Make a root and its first, empty roster."""
    organisation = arguments.organisation.strip()
    if not is_name(organisation):
        raise Plain("bad_name_given", WRONG_USE)
    days = signing.days_of(arguments.days)
    files.refuse_there(arguments.root, arguments.roster)
    passphrase = new_passphrase(arguments.passphrase_file, voice)
    private = _new_root(arguments.root, organisation, passphrase)
    voice.say("org_root_made", organisation=organisation, path=arguments.root)
    paper = Paper(arguments.roster, signing.new_roster(organisation, days), ())
    signing.write(paper, private, voice)
    say_root(private.public_key().public_bytes_raw(), voice)
    voice.say("org_next_enrol", root=arguments.root, roster=arguments.roster)


def act_rotate(arguments: argparse.Namespace, _environ: Mapping[str, str], voice: Voice) -> None:
    """Let a new root take the place of the old one.

    A new root that is there already is used, as after a run that was broken off.
    """
    old = files.root_at(arguments.root)
    paper = signing.paper_at(arguments.roster, old.public)
    if len(paper.handovers) >= HANDOVERS_MAX:
        raise Plain("org_too_many_roots", most=HANDOVERS_MAX)
    private = opened(old, arguments.root, arguments.passphrase_file, voice)
    new = _next_root(arguments, old, voice)
    public = new.public_key().public_bytes_raw()
    handovers = (*paper.handovers, handed_over(private, public))
    roster = signing.renewed(paper.roster)
    signing.write(Paper(arguments.roster, roster, handovers), new, voice)
    voice.say("org_rotated", old=arguments.root, new=arguments.new)
    say_root(public, voice)


def say_root(public: bytes, voice: Voice) -> None:
    """What agents and consoles are told of a root."""
    voice.say("org_root_code", code=code_of(public))
    voice.say("org_root_words", words=signing.words_of(public, voice))


def _new_root(path: Path, organisation: str, passphrase: str) -> Ed25519PrivateKey:
    private = Ed25519PrivateKey.generate()
    text = sealed_root(private, organisation, passphrase, secrets.token_bytes)
    read_root(text)
    files.write_new(path, text)
    return private


def _next_root(arguments: argparse.Namespace, old: RootFile, voice: Voice) -> Ed25519PrivateKey:
    path, passphrase_file = arguments.new, arguments.new_passphrase_file
    if not path.exists():
        passphrase = new_passphrase(passphrase_file, voice)
        return _new_root(path, old.organisation, passphrase)
    there = files.root_at(path)
    if there.organisation != old.organisation or there.public == old.public:
        raise Plain("org_there", path=path)
    return opened(there, path, passphrase_file, voice)
