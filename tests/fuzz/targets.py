"""The parsers: what to call with some bytes, and the one family of errors that each may raise.

Every other exception is a crash. What is taken must be written again as it was.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from agent import cpace
from agent.channel import ChannelError
from agent.frames import control, cursor, picture
from agent.frames import input as input_frames
from agent.frames.gathering import Gathering
from agent.frames.kinds import BadFrame
from agent.frames.operations import Piece
from agent.handshake import Handshake, Mode
from agent.quick import passkey, pin
from broker import problems
from broker.api import bodies
from broker.organisation import rootfile
from broker.problems import Refusal
from broker.wire import messages, requests, roots, roster
from broker.wire.documents import BadRoster
from tests.fuzz import seeds
from tests.fuzz.socket_frames import read_frames
from tests.rab1.reference import Setup
from tests.rab1.run import Seeded

Fuzzed = Callable[[bytes], bool]
"""Whether it was taken; what is raised is a crash."""

DIRECTIONS: Final = (
    messages.FROM_AGENT,
    messages.FROM_CONSOLE,
    messages.TO_AGENT,
    messages.TO_CONSOLE,
)
BODIES: Final[tuple[bodies.Fields, ...]] = tuple(
    value for name, value in sorted(vars(bodies).items()) if name.isupper() and type(value) is dict
)
_SETUPS: Final = {
    "password": Setup(),
    "resume": Setup(mode="resume", secret=bytes(32)),
    "quick": Setup(mode="quick", secret=b"", agent_seed=bytes(32)),
}


class Crash(AssertionError):
    """What was taken is not what would have been written."""


@dataclass(frozen=True)
class Target:
    """One parser."""

    run: Fuzzed
    seeds: Callable[[], Iterable[bytes]]


def _text(data: bytes) -> str:
    """As a WebSocket or a file would give it: only valid UTF-8 comes so far."""
    return data.decode("utf-8", "replace")


def _same(one: object, other: object) -> None:
    if one != other:
        raise Crash(f"taken as {one!r}, written as {other!r}")


def _messages(data: bytes) -> bool:
    allowed = DIRECTIONS[data[0] % 4 if data else 0]
    try:
        message = messages.decode(_text(data[1:]), allowed)
    except messages.BadMessage:
        return False
    _same(messages.decode(messages.encode(message), allowed), message)
    return True


def _roster(data: bytes) -> bool:
    try:
        signed = roster.decode(_text(data))
    except BadRoster:
        return False
    _same(roster.inner_of(signed.roster), signed.inner)
    return True


def _request(data: bytes) -> bool:
    try:
        request = requests.decode(_text(data))
    except BadRoster:
        return False
    _same(requests.encode(request), _text(data))
    return True


def _root(data: bytes) -> bool:
    try:
        key = roots.key_of(_text(data))
    except roots.BadRoot:
        return False
    _same(roots.code_of(key), _text(data))
    return True


def _root_file(data: bytes) -> bool:
    try:
        rootfile.read_root(_text(data))
    except BadRoster:
        return False
    return True


def _body(data: bytes) -> bool:
    checks = BODIES[data[0] % len(BODIES) if data else 0]
    try:
        values = problems.read_body(data[1:], checks)
    except Refusal:
        return False
    _same(set(values), set(checks))
    return True


def _control(data: bytes) -> bool:
    try:
        message = control.decode(data)
    except BadFrame:
        return False
    _same(control.encode(message), data)
    return True


def _cursor(data: bytes) -> bool:
    try:
        shape = cursor.decode(data)
    except BadFrame:
        return False
    _same(cursor.encode(shape), data)
    return True


def _input(data: bytes) -> bool:
    try:
        events = input_frames.decode(data)
    except BadFrame:
        return False
    _same(input_frames.encode(events), data)
    return True


def _picture(data: bytes) -> bool:
    try:
        part = picture.decode(data, 64, 48)
    except BadFrame:
        return False
    whole = [one for one in part.operations if not isinstance(one, Piece)]
    if part.last and len(whole) == len(part.operations):
        _same(picture.encode_parts(part.frame, part.delay, whole), [data])
    return True


def _gathering(data: bytes) -> bool:
    """Records with a length of two bytes before each; what becomes a frame becomes one again."""
    gathering = Gathering()
    gathering.resize(64, 48)
    frames = []
    try:
        for record in seeds.records(data):
            frame = gathering.add(picture.decode(record, 64, 48))
            frames += [frame] if frame else []
    except BadFrame:
        return False
    again = Gathering()
    again.resize(64, 48)
    for frame in frames:
        parts = picture.encode_parts(frame.number, frame.delay, frame.operations)
        made = [again.add(picture.decode(part, 64, 48)) for part in parts]
        _same(made, [None] * (len(parts) - 1) + [frame])
    return bool(frames)


def _shown(data: bytes) -> bool:
    try:
        frame = picture.decode_shown(data)
    except BadFrame:
        return False
    _same(picture.encode_shown(frame), data)
    return True


def _handshake(data: bytes) -> bool:
    """First a byte that says which mode, and whether an honest `pake1` comes before."""
    first = data[0] if data else 0
    mode = tuple(_SETUPS)[first % 3]
    setup = _SETUPS[mode]
    values = iter((setup.na, setup.yb))
    agent = Handshake(
        mode=Mode(mode),
        session=setup.session,
        broker=setup.broker,
        secret=setup.secret,
        random=lambda _size: next(values),
        signer=Seeded(bytes(32)),
    )
    agent.start()
    try:
        if first & 0x80:
            agent.receive(seeds.pake1(mode))
        agent.receive(data[1:])
    except ChannelError:
        return False
    if agent.channel is not None or agent.proved:
        raise Crash("proved by bytes out of nowhere")
    return True


def _lv_split(data: bytes) -> bool:
    try:
        parts = cpace.lv_split(data)
    except ValueError:
        return False
    _same(cpace.lv_cat(*parts), data)
    return True


def _pin(data: bytes) -> bool:
    try:
        kept = pin.decode(_text(data))
    except ValueError:
        return False
    _same(pin.encode(kept), _text(data))
    return True


def _passkey(data: bytes) -> bool:
    """Four parts with a length of two bytes each, and the rest as the key in the roster."""
    parts, rest = [], data
    for _ in range(4):
        size = int.from_bytes(rest[:2], "big")
        parts.append(rest[2 : 2 + size].hex())
        rest = rest[2 + size :]
    known = seeds.PASSKEY if not rest else seeds.passkey_of(rest)
    given = control.Passkey(*parts)
    if not passkey.is_there(known, given, seeds.CHALLENGE):
        return False
    if not rest:
        _same(data, seeds.assertion())
    return True


TARGETS: Final[dict[str, Target]] = {
    "messages": Target(_messages, seeds.messages),
    "roster": Target(_roster, seeds.rosters),
    "request": Target(_request, seeds.requests),
    "root": Target(_root, seeds.roots),
    "root_file": Target(_root_file, seeds.root_files),
    "body": Target(_body, lambda: seeds.bodies(BODIES)),
    "control": Target(_control, lambda: seeds.frames("control")),
    "cursor": Target(_cursor, lambda: seeds.frames("cursor")),
    "input": Target(_input, lambda: seeds.frames("input")),
    "picture": Target(_picture, lambda: seeds.frames("picture")),
    "gathering": Target(_gathering, seeds.gatherings),
    "shown": Target(_shown, lambda: seeds.frames("shown")),
    "handshake": Target(_handshake, seeds.handshakes),
    "lv_split": Target(_lv_split, seeds.lists),
    "pin": Target(_pin, seeds.pins),
    "passkey": Target(_passkey, lambda: [seeds.assertion()]),
    "socket": Target(read_frames, seeds.sockets),
}
