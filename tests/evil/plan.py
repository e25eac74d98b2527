"""One run by its number: which ends, which trick, with which dice. See `tests.evil.__main__`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random

from tests.evil.ends import ConsoleEnd, agent_of
from tests.evil.lies import lies
from tests.evil.line import Carry, Line, Wrong, honestly
from tests.evil.middle import play, ways
from tests.evil.office import Office
from tests.evil.tricks import EVERYWHERE, TRICKS, At, Outs, Reorder, Spot
from tests.rab1.cases_valid import AGENT, DEVICE
from tests.rab1.reference import Setup

BARE = Setup()
KEYED = Setup(device_seed=DEVICE, agent_seed=AGENT)
SETUPS = {
    "password": BARE,
    "password with keys": KEYED,
    "resume": replace(BARE, mode="resume", secret=bytes(range(100, 132))),
    "resume with keys": replace(KEYED, mode="resume", secret=bytes(range(100, 132))),
    "quick": replace(KEYED, mode="quick", secret=b""),
}
"""The ends as a broker may meet them."""


@dataclass(frozen=True)
class Course:
    """What is to be done in one run; `spot` where it is about one frame."""

    ends: str
    kind: str
    name: str
    spot: Spot | None = None


def courses() -> list[Course]:
    """Every course there is."""
    found = []
    for ends, setup in SETUPS.items():
        found.append(Course(ends, "honest", "nothing"))
        found += [Course(ends, "lie", name) for name in lies(setup)]
        found += [Course(ends, "middle", name) for name in ways(setup, Random(0))]
        tricks = {**{name: spots for name, (_, spots) in TRICKS.items()}, "reorder": EVERYWHERE}
        found += [
            Course(ends, "trick", name, spot) for name, spots in tricks.items() for spot in spots
        ]
    return found


def run(course: Course, dice: Random, office: Office) -> str:
    """The verdict: `honest`, `fault`, `starved` or `words`; Wrong where an end was led astray."""
    randoms = {name: dice.randbytes(32) for name in ("na", "nt", "ya", "yb")}
    setup = replace(SETUPS[course.ends], **randoms, records=dice.choice((2, 3, 2**20)))
    if course.kind == "lie":
        lie = lies(setup)[course.name]
        console = ConsoleEnd(lie.console, office)
        return _ended(Line(agent_of(lie.agent, lie.said), console, lie.carry, lies=True))
    agent, console = agent_of(setup), ConsoleEnd(setup, office)
    if course.kind == "middle":
        try:
            return play(ways(setup, dice)[course.name], agent, console, setup)
        finally:
            console.forget()
    return _ended(Line(agent, console, _carry(course, dice, setup)))


def _ended(line: Line) -> str:
    try:
        return line.run()
    finally:
        line.console.forget()


def _carry(course: Course, dice: Random, setup: Setup) -> Carry:
    spot = course.spot
    if spot is None:
        return honestly
    order = Reorder()

    def carry(line: Line, sender: str, number: int, frame: bytes) -> Outs:
        if course.name == "reorder":
            moved = order.carry(spot, sender, number, frame)
            return honestly(line, sender, number, frame) if moved is None else moved
        as_it_is = honestly(line, sender, number, frame)
        if (sender, number) != spot:
            return as_it_is
        at = At(line, spot, frame, dice, setup)
        trick, _ = TRICKS[course.name]
        while (outs := trick(at)) == as_it_is:
            pass
        return outs

    return carry


@dataclass
class Report:
    """How many runs ended how."""

    verdicts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


def attack(office: Office, seed: int, numbers: Iterable[int]) -> Report:
    """Runs by their numbers; Wrong names the seed and the number of the one that went wrong."""
    report, all_courses = Report(), courses()
    Random(seed).shuffle(all_courses)
    for number in numbers:
        course = all_courses[number % len(all_courses)]
        try:
            verdict = run(course, Random(f"{seed}/{number}"), office)
        except Exception as error:
            told = f"seed {seed}, run {number}, {course}: {type(error).__name__}: {error}"
            raise Wrong(told) from error
        report.verdicts[verdict] += 1
        report.kinds[f"{course.kind} {course.name}" if course.kind == "trick" else course.kind] += 1
        _expected(course, verdict, seed, number)
    return report


def _expected(course: Course, verdict: str, seed: int, number: int) -> None:
    """A verdict that the course cannot have means that the trick was none, or the harness blind."""
    may = {"honest": {"honest"}, "lie": {"fault"}, "middle": {"fault", "words"}}
    starves = course.name in ("drop", "reorder")
    allowed = may.get(course.kind, {"fault", "starved"} if starves else {"fault"})
    if verdict not in allowed:
        raise Wrong(f"seed {seed}, run {number}, {course}: {verdict}, not one of {allowed}")
