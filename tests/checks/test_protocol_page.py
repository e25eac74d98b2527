"""docs/protocol.md, broker.wire and agent.frames say the same; this fails when they part."""

import re
from dataclasses import fields
from pathlib import Path

from agent.frames import control, cursor, gathering, picture
from agent.frames import input as input_frames
from agent.frames.kinds import Kind
from agent.frames.operations import Fill, Jpeg, Move, Operation, Restore, Stow, Video, Webp
from broker.wire import limits, messages, words
from tests.vectors.frame_bytes import IMAGES

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, cells stripped."""
    section = PAGE.split(f"{heading}\n", 1)[1]
    rows: list[list[str]] = []
    for line in section.splitlines():
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            break
        elif line.startswith("#"):
            raise AssertionError(f"no table under {heading}")
    return rows[2:]


def ticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_text_frames() -> None:
    found = {
        (ticked(kind)[0], way): ticked(names)
        for kind, way, names, _meaning in table("## Text frames: leg ⇄ broker")
    }
    wanted = {}
    ways = {
        "agent → broker": messages.FROM_AGENT,
        "console → broker": messages.FROM_CONSOLE,
        "broker → agent": messages.TO_AGENT,
        "broker → console": messages.TO_CONSOLE,
    }
    both = {kind for kind in messages.TO_AGENT.values() if kind in messages.TO_CONSOLE.values()}
    for way, allowed in ways.items():
        for name, kind in allowed.items():
            said = "broker → both" if kind in both and way.startswith("broker") else way
            wanted[(name, said)] = [field.name for field in fields(kind)]
    assert found == wanted


def test_outcomes_that_each_leg_may_say() -> None:
    said = {
        way: set(ticked(meaning))
        for kind, way, _names, meaning in table("## Text frames: leg ⇄ broker")
        if ticked(kind) == ["end"]
    }
    assert said == {
        "agent → broker": set(messages.AGENT_OUTCOMES),
        "console → broker": set(messages.CONSOLE_OUTCOMES),
    }


def test_states() -> None:
    rows = table("### States")
    assert [ticked(row[0])[0] for row in rows] == list(words.State)
    assert [ticked(row[0])[0] for row in rows if "yes" in row[2]] == [words.State.ACTIVE]


def test_outcomes() -> None:
    assert [ticked(row[0])[0] for row in table("### Outcomes")] == list(words.Outcome)


def test_close_codes() -> None:
    found = [(int(row[0]), ticked(row[1])[0]) for row in table("### Close codes")]
    assert found == [(close.value, close.reason) for close in words.Close]


def test_limits() -> None:
    found = {ticked(row[2])[0]: row[1].split()[0] for row in table("### Limits")}
    wanted = {
        name: f"{value:g}" if isinstance(value, float) else str(value)
        for name, value in vars(limits).items()
        if name.isupper()
    }
    assert found == wanted


def test_problems() -> None:
    rows = [line for line in PAGE.split("## HTTP API", 1)[1].splitlines() if line.startswith("| `")]
    codes = [ticked(line)[0] for line in rows if re.match(r"\| `\w+` \| \d{3} \|", line)]
    assert codes == list(words.Problem)


def test_sealed_records() -> None:
    rows = table("### Sealed records")
    found = {int(ticked(row[0])[0], 16): ticked(row[1])[0] for row in rows}
    assert found == {kind.value: kind.name.lower() for kind in Kind}


def test_control() -> None:
    rows = table("### `control` records")
    found = {(ticked(row[0])[0], row[1]): ticked(row[2]) for row in rows}
    ways = {"A → T": control.FROM_AGENT, "T → A": control.FROM_CONSOLE}
    assert found == {
        (kind.type, way): [field.name for field in fields(kind)]
        for way, allowed in ways.items()
        for kind in allowed
    }


def test_qualities() -> None:
    (meaning,) = (row[3] for row in table("### `control` records") if ticked(row[0]) == ["view"])
    said = re.findall(r"`quality`: (.*?)\. `half`", meaning)
    assert ticked(said[0]) == list(control.Quality)


def test_operations() -> None:
    some: dict[str, Operation] = {
        "fill": Fill(0, 0, 1, 1, (1, 2, 3)),
        "webp": Webp(0, 0, 1, 1, IMAGES["webp_1x1"]),
        "move": Move(0, 0, 1, 1, 0, 0),
        "jpeg": Jpeg(0, 0, 16, 8, IMAGES["jpeg_16x8"]),
        "video": Video(0, 0, 48, 32, True, IMAGES["vp9_key_48x32"]),
        "stow": Stow(0, 0, 1, 1),
        "restore": Restore(0, 0, 1, 1),
    }
    wanted = {name: picture.encode_parts(1, 0, [one])[0][7] for name, one in some.items()}
    rows = table("### `picture` records")
    assert {ticked(row[1])[0]: int(row[0]) for row in rows} == wanted


def test_limits_of_pictures() -> None:
    rows = table("A slow line gets fewer frames and not a growing queue:")
    found = {ticked(row[2])[0]: int(row[1].split()[0]) for row in rows}
    places = {
        "UNSHOWN_MAX": picture.UNSHOWN_MAX,
        "PARTS_MAX": gathering.PARTS_MAX,
        "OPERATIONS_MAX": gathering.OPERATIONS_MAX,
        "AREA_FACTOR": gathering.AREA_FACTOR,
        "IMAGE_FACTOR": gathering.IMAGE_FACTOR,
        "SIDE_MAX": control.SIDE_MAX,
        "AREA_MAX": control.AREA_MAX,
        "SCALE_MAX": control.SCALE_MAX,
        "CURSOR_SIDE_MAX": cursor.SIDE_MAX,
        "DELAY_MAX": picture.DELAY_MAX,
        "IMAGE_MAX": picture.IMAGE_MAX,
    }
    assert found == places


def test_cursors() -> None:
    rows = table("### `cursor` records")
    shape, place = cursor.encode(cursor.HIDDEN), cursor.encode(cursor.Place(1, 2))
    assert {ticked(row[1])[0]: int(row[0]) for row in rows} == {
        "shape": shape[0],
        "place": place[0],
    }


def test_input_events() -> None:
    rows = table("### `input` records")
    some: dict[str, input_frames.Event] = {
        "move": input_frames.Move(1, 2),
        "button": input_frames.Button(input_frames.Mouse(0), True, 1, 2),
        "wheel": input_frames.Wheel(1, 2, 3, 4),
        "key": input_frames.Key(True, input_frames.Location(0), "a"),
        "text": input_frames.Text("a"),
        "release": input_frames.Release(),
    }
    wanted = {name: input_frames.encode([event])[0] for name, event in some.items()}
    assert {ticked(row[1])[0]: int(row[0]) for row in rows} == wanted
