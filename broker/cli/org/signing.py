"""Signing a roster anew: always one version higher, always for as long as was chosen."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.cli.opening import utcnow
from broker.cli.org import files
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.organisation.rosters import Accepted, Rejected, signed_roster, verify
from broker.problems import number_in
from broker.wire import pairs
from broker.wire.roster import VERSION_MAX, BadRoster, Fault, Handover, Roster

DAYS: Final = "90"
"""How long a roster lives where nothing else is asked for."""

_DAYS_MOST: Final = 730
_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Paper:
    """A roster file whose signatures are right."""

    path: Path
    roster: Roster
    handovers: tuple[Handover, ...]


def paper_at(path: Path, root: bytes) -> Paper:
    """The roster at `path`, which is this root's, expired or not; `Plain` where it is not."""
    accepted = checked(path, root)
    if accepted.root != root:
        raise Plain("org_root_replaced", path=path)
    return Paper(path, accepted.roster, accepted.handovers)


def checked(path: Path, root: bytes | None) -> Accepted:
    """The roster at `path`, whose signatures are right; `Plain` where they are not."""
    try:
        return verify(files.roster_text_at(path), root, 0, _ALWAYS)
    except Rejected as rejected:
        key = "org_other_root" if rejected.fault is Fault.WRONG_ROOT else "org_not_roster"
        raise Plain(key, path=path) from rejected


def new_roster(organisation: str, days: int) -> Roster:
    """A roster with nobody in it, from now on."""
    now = _now()
    return Roster(organisation, 1, now, now + timedelta(days=days), ())


def renewed(roster: Roster, days: int | None = None) -> Roster:
    """The next version, which lives for so many days from now, or for as long as the one before."""
    if roster.version >= VERSION_MAX:
        raise Plain("org_too_many")
    now = _now()
    life = roster.expires - roster.made if days is None else timedelta(days=days)
    return replace(roster, version=roster.version + 1, made=now, expires=now + life)


def write(paper: Paper, private: Ed25519PrivateKey, voice: Voice) -> None:
    """Sign and write a roster, and say until when it is good; `Plain` where it is too long."""
    try:
        text = signed_roster(paper.roster, private, paper.handovers)
    except BadRoster as error:
        raise Plain("org_too_many") from error
    files.replace(paper.path, text)
    voice.say(
        "org_roster_written",
        path=paper.path,
        version=paper.roster.version,
        expires=day(paper.roster.expires),
    )


def days_of(text: str) -> int:
    """The days that a flag gives; `Plain` where it gives none."""
    number = number_in(text, _DAYS_MOST)
    if number is None:
        raise Plain("org_bad_days", WRONG_USE, value=text, most=_DAYS_MOST)
    return number


def day(moment: datetime) -> str:
    """A day as people read it in any language."""
    return moment.date().isoformat()


def words_of(data: bytes, voice: Voice) -> str:
    """The six words that people compare."""
    chosen = pairs.of_words(pairs.fingerprint(data))
    return "   ".join(pairs.shown(chosen, voice.texts.language))


def _now() -> datetime:
    return utcnow().replace(microsecond=0)
