"""`org show`: what is in a root file, a roster or a device request. No passphrase is needed."""

import argparse
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from broker.cli.opening import utcnow
from broker.cli.org import files, signing
from broker.cli.org.devices import SHORT
from broker.cli.org.root import say_root
from broker.cli.parsing import Parser
from broker.cli.saying import Voice
from broker.organisation.rootfile import KIND as ROOT
from broker.wire.limits import ROSTER_MAX
from broker.wire.requests import KIND as REQUEST
from broker.wire.roster import Entry


def add(org: Parser, own: Any) -> None:
    """Add this command."""
    showing = org.command(own, "show")
    showing.add_argument("file", metavar="FILE", type=Path, help=org.texts("help_org_file"))
    showing.set_defaults(act=act_show)


def act_show(arguments: argparse.Namespace, _environ: Mapping[str, str], voice: Voice) -> None:
    """Show a file of any of the three kinds."""
    path = arguments.file
    text = files.text_at(path, ROSTER_MAX)
    if f'"{REQUEST}"' in text:
        _show_request(path, voice)
    elif f'"{ROOT}"' in text:
        root = files.root_at(path)
        voice.say("org_show_root", organisation=root.organisation)
        say_root(root.public, voice)
    else:
        _show_roster(path, voice)


def _show_request(path: Path, voice: Voice) -> None:
    request, text = files.request_at(path)
    voice.say("org_show_request", name=request.technician, organisation=request.organisation)
    voice.say("org_enrol_words", words=signing.words_of(text.encode(), voice))


def _show_roster(path: Path, voice: Voice) -> None:
    accepted = signing.checked(path, None)
    roster = accepted.roster
    voice.say(
        "org_show_roster",
        organisation=roster.organisation,
        version=roster.version,
        made=signing.day(roster.made),
    )
    left = (roster.expires - utcnow()).days
    key = "org_expires" if left >= 0 else "org_expired"
    voice.say(key, expires=signing.day(roster.expires), days=left)
    say_root(accepted.root, voice)
    if not roster.technicians:
        voice.say("org_show_nobody")
    width = max((_width(one.name) for one in roster.technicians), default=0)
    for one in roster.technicians:
        voice.line(_line(one, width, voice))


def _line(one: Entry, width: int, voice: Voice) -> str:
    name = one.name + " " * (width - _width(one.name))
    marks = [voice.texts(f"org_state_{one.state}")]
    if one.passkey is not None:
        marks.append(voice.texts("org_with_passkey"))
    return f"  {name}  {one.key.hex()[:SHORT]}  {', '.join(marks)}"


def _width(text: str) -> int:
    """Columns on a terminal (Unicode, annex 11)."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
