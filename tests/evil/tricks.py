"""What a broker in the middle can do to one frame on its way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.evil.ends import FROM_AGENT, FROM_CONSOLE
from tests.evil.line import AGENT, CONSOLE, OTHER, Line
from tests.rab1.case import Play
from tests.rab1.reference import Setup, lv_cat, public, split
from tests.rab1.shares import BAD_NAMES, BAD_SHARES

EVE = bytes(range(7, 39))
"""The seed of a key that is nobody's."""

PAKE1, PAKE2 = (CONSOLE, 0), (AGENT, 1)
HANDSHAKE = tuple((AGENT, n) for n in range(4)) + tuple((CONSOLE, n) for n in range(3))
RECORDS = tuple((AGENT, 4 + n) for n in (0, 2, 3)) + tuple((CONSOLE, 3 + n) for n in (0, 2, 3))
EVERYWHERE = HANDSHAKE + RECORDS
Spot = tuple[str, int]
Outs = list[tuple[str, bytes]]


@dataclass(frozen=True)
class At:
    """A frame at its spot, what was sent before it, and where the dice come from."""

    line: Line
    spot: Spot
    frame: bytes
    dice: Random
    setup: Setup

    @property
    def to(self) -> str:
        return OTHER[self.spot[0]]

    def other_run(self) -> dict[str, list[bytes]]:
        """Every frame of another run between the same two, with the same secret."""
        again = replace(self.setup, **_randoms(self.dice))
        play = Play(again).open()
        for kind, plaintext in FROM_AGENT:
            play.record(AGENT, kind, plaintext)
        for kind, plaintext in FROM_CONSOLE:
            play.record(CONSOLE, kind, plaintext)
        frames: dict[str, list[bytes]] = {AGENT: [], CONSOLE: []}
        for one in (*play.flights, *play.records):
            frames[one["from"]].append(bytes.fromhex(one["frame"]))
        return frames


def _randoms(dice: Random) -> dict[str, bytes]:
    return {name: dice.randbytes(32) for name in ("na", "nt", "ya", "yb")}


def _drop(_: At) -> Outs:
    return []


def _flip(at: At) -> Outs:
    place = at.dice.randrange(len(at.frame))
    changed = bytearray(at.frame)
    changed[place] ^= 1 << at.dice.randrange(8)
    return [(at.to, bytes(changed))]


def _truncate(at: At) -> Outs:
    return [(at.to, at.frame[: at.dice.randrange(len(at.frame))])]


def _extend(at: At) -> Outs:
    return [(at.to, at.frame + at.dice.randbytes(at.dice.choice((1, 2, 16, 300))))]


def _too_long(at: At) -> Outs:
    return [(at.to, at.frame + bytes(65537 - len(at.frame)))]


def _retype(at: At) -> Outs:
    types = [kind for kind in (*range(0x18), 0x7F, 0xFF) if kind != at.frame[0]]
    return [(at.to, bytes([at.dice.choice(types)]) + at.frame[1:])]


def _duplicate(at: At) -> Outs:
    return [(at.to, at.frame)] * 2


def _replay(at: At) -> Outs:
    """An earlier frame of the same sender, in place of this one or behind it."""
    earlier = at.dice.choice(at.line.sent[at.spot[0]][: at.spot[1]])
    alone = [(at.to, earlier)]
    return alone if at.dice.random() < 0.5 else [(at.to, at.frame), *alone]


def _reflect(at: At) -> Outs:
    """Back to its sender, who may have it in place of the other end or as well."""
    back = [(at.spot[0], at.frame)]
    return back if at.dice.random() < 0.5 else [*back, (at.to, at.frame)]


def _reflect_forward(at: At) -> Outs:
    """The receiver gets its own last frame instead."""
    own = at.line.sent[at.to]
    return [(at.to, own[-1])] if own else [(at.to, at.frame), (at.to, at.frame)]


def _other_session(at: At) -> Outs:
    """The frame that stood here in another run, its own type or another's place."""
    frames = at.other_run()[at.spot[0]]
    return [(at.to, frames[at.spot[1]])]


def _other_session_behind(at: At) -> Outs:
    return [(at.to, at.frame), *_other_session(at)]


def _inject(at: At) -> Outs:
    kind = at.dice.choice((*range(0x18), at.frame[0]))
    size = at.dice.choice((0, 16, 32, 64, len(at.frame) - 1))
    forged = bytes([kind]) + at.dice.randbytes(size)
    outs = [(at.to, forged), (at.to, at.frame)]
    return outs if at.dice.random() < 0.5 else outs[::-1]


def _in_the_clear(at: At) -> Outs:
    """A record with its plaintext as it is, as if there were a mode without sealing."""
    kind, plaintext = at.dice.choice(FROM_AGENT if at.to == CONSOLE else FROM_CONSOLE)
    return [(at.to, bytes([kind]) + plaintext)]


def _share(at: At, share: bytes) -> Outs:
    fields = split(at.frame[1:])
    place = 1 if at.spot == PAKE1 else 0
    return [(at.to, at.frame[:1] + lv_cat(*fields[:place], share, *fields[place + 1 :]))]


def _low_order(at: At) -> Outs:
    return _share(at, at.dice.choice(list(BAD_SHARES.values())))


def _own_share(at: At) -> Outs:
    """A point of the broker's own: the base point's double, or any number below p."""
    number = at.dice.choice((9, 2, 3, at.dice.randrange(2, 2**255 - 19)))
    return _share(at, number.to_bytes(32, "little"))


def _same_share_otherwise(at: At) -> Outs:
    """The same point written another way, or its twin with the unused bit."""
    fields = split(at.frame[1:])
    share = fields[1 if at.spot == PAKE1 else 0]
    return _share(at, share[:-1] + bytes([share[-1] | 0x80]))


def _identity(at: At) -> Outs:
    """Another name, another organisation, another key, or none, in the clear part of `pake1`."""
    nt, ya, ada = split(at.frame[1:])
    technician, organisation, key = split(ada)
    eve = public(EVE)
    changes: list[tuple[bytes, bytes, bytes]] = [
        (b"Eve", organisation, key),
        (technician, b"Eve", key),
        (organisation, technician, key),
        (technician + b" ", organisation, key),
        (technician, organisation, eve),
        (b"Eve", b"Eve", eve),
        (technician, organisation, b"" if key else eve),
        (at.dice.choice(list(BAD_NAMES.values())), organisation, key),
    ]
    changed = lv_cat(*at.dice.choice(changes))
    return [(at.to, b"\x02" + lv_cat(nt, ya, changed))]


def _agents_key(at: At) -> Outs:
    yb, adb = split(at.frame[1:])
    [key] = split(adb)
    others = [b"", public(EVE), key[:-1] if key else bytes(31), public(at.setup.device_seed)]
    changed = at.dice.choice([one for one in others if one != key])
    return [(at.to, b"\x03" + lv_cat(yb, lv_cat(changed)))]


def _mode(at: At) -> Outs:
    version, mode, session, na = split(at.frame[1:])
    others = [b"password", b"resume", b"quick", b"", b"plain"]
    changed = at.dice.choice([one for one in others if one != mode])
    return [(at.to, b"\x01" + lv_cat(version, changed, session, na))]


def _version(at: At) -> Outs:
    _, *rest = split(at.frame[1:])
    version = at.dice.choice([b"rab0", b"rab2", b"rab", b"", b"RAB1", b"rab1\0"])
    return [(at.to, b"\x01" + lv_cat(version, *rest))]


def _nonce(at: At) -> Outs:
    """The nonce of another run, so that the broker could bring back what it has kept."""
    fields = split(at.frame[1:])
    place = 3 if at.spot == (AGENT, 0) else 0
    fields[place] = at.dice.choice((bytes(32), at.dice.randbytes(32), fields[place][::-1]))
    return [(at.to, at.frame[:1] + lv_cat(*fields))]


class Reorder:
    """Kept back until the next frame of the same sender has gone first."""

    def __init__(self) -> None:
        self.held: bytes | None = None

    def carry(self, spot: Spot, sender: str, number: int, frame: bytes) -> Outs | None:
        """None where the frame is of no concern."""
        to = OTHER[sender]
        if (sender, number) == spot:
            self.held = frame
            return []
        if sender == spot[0] and self.held is not None:
            held, self.held = self.held, None
            return [(to, frame), (to, held)]
        return None


Trick = Callable[[At], Outs]
TRICKS: dict[str, tuple[Trick, tuple[Spot, ...]]] = {
    "drop": (_drop, EVERYWHERE),
    "flip a bit": (_flip, EVERYWHERE),
    "truncate": (_truncate, EVERYWHERE),
    "extend": (_extend, EVERYWHERE),
    "too long": (_too_long, EVERYWHERE),
    "change the type": (_retype, EVERYWHERE),
    "duplicate": (_duplicate, EVERYWHERE),
    "replay": (_replay, tuple(spot for spot in EVERYWHERE if spot[1])),
    "reflect": (_reflect, EVERYWHERE),
    "give the receiver its own": (_reflect_forward, EVERYWHERE),
    "another session's": (_other_session, EVERYWHERE),
    "another session's behind": (_other_session_behind, EVERYWHERE),
    "inject": (_inject, EVERYWHERE),
    "in the clear": (_in_the_clear, EVERYWHERE),
    "a share of low order": (_low_order, (PAKE1, PAKE2)),
    "a share of its own": (_own_share, (PAKE1, PAKE2)),
    "the share written otherwise": (_same_share_otherwise, (PAKE1, PAKE2)),
    "another identity": (_identity, (PAKE1,)),
    "another agent's key": (_agents_key, (PAKE2,)),
    "another mode": (_mode, ((AGENT, 0),)),
    "another version": (_version, ((AGENT, 0),)),
    "another nonce": (_nonce, ((AGENT, 0), PAKE1)),
}
