"""docs/tariffs.md, "Worked examples": each row is priced by the real engine."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broker.billing.holidays import holidays_for
from broker.tariff.contract import read_contract
from broker.tariff.price import price
from broker.tariff.words import Beyond, RuleKind, WorkKind
from broker.tariff.work import Pack, Span, Terms, Work
from tests.fakes.tariffs import FOLDER, written

PAGE = (FOLDER.parent / "tariffs.md").read_text(encoding="utf-8")
TARIFFS = {written(name).name: name for name in ("hourly", "steps", "everything")}
ROW = re.compile(
    r"\| (?P<contract>\w+)(, (?P<left>\d+) units)?"
    r" \| (?P<kind>\w+)(, (?P<count>\d+) messages)?(?P<urgent>, urgent)?"
    r" \| (?P<when>[^|]+) \| (?P<euros>\d+)\.(?P<cents>\d\d)(, (?P<units>\d+) units)?"
    r"(, (?P<flag>\w+))? \| [^|]+ \|"
)


def rows() -> list[str]:
    table = PAGE.split("## Worked examples", 1)[1].split("\n## ", 1)[0]
    return [line for line in table.splitlines() if line.startswith("|")][2:]


def rules(contract: str, left: int) -> list[Terms]:
    """The rules of a contract in docs/tariffs, or of one that is only a tariff."""
    path = FOLDER / f"contract-{contract}.toml"
    if contract in TARIFFS.values():
        return [Terms(RuleKind.TARIFF, written(contract))]
    pack = Pack(1, left, date(2026, 1, 1), date(2026, 12, 31))
    return [
        Terms(
            rule.kind,
            written(TARIFFS[rule.tariff]) if rule.kind is RuleKind.TARIFF else None,
            packs=(pack,) if rule.kind is RuleKind.PACK else (),
            works=rule.works,
            inside_only=rule.inside_only,
            flag_rest=rule.beyond is Beyond.FLAG,
        )
        for rule in read_contract(Path(path).read_text(encoding="utf-8")).rules
    ]


def spans(when: str, terms: list[Terms]) -> list[Span]:
    """`2026-03-02 10:00–10:07 and 10:30–10:38`, by the clocks of the tariff's zone."""
    zone = next(ZoneInfo(one.tariff.week.zone) for one in terms if one.tariff)
    found, day = [], ""
    for part in when.split(" and "):
        ends = []
        for end in part.split("–"):
            *dated, clock = end.split(" ")
            day = dated[0] if dated else day
            ends.append(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone))
        start, stop = ends[0].astimezone(UTC), ends[-1].astimezone(UTC)
        found.append(Span(start, round((stop - start).total_seconds() * 1000)))
    return found


@pytest.mark.parametrize("row", rows())
def test_each_example_costs_what_it_says(row: str) -> None:
    said = ROW.fullmatch(row)
    assert said, row
    terms = rules(said["contract"], int(said["left"] or 0))
    time = spans(said["when"], terms)
    work = Work(
        kind=WorkKind(said["kind"]),
        at=time[0].start,
        spans=tuple(time),
        count=int(said["count"] or 0),
        urgent=bool(said["urgent"]),
    )
    tariff = next(one.tariff for one in terms if one.tariff)
    found = price(work, terms, holidays=holidays_for(tariff.week, "MI", work.at))
    assert found.cents == int(said["euros"]) * 100 + int(said["cents"])
    assert found.units == int(said["units"] or 0)
    assert list(found.flags) == ([said["flag"]] if said["flag"] else [])


def test_there_are_examples_of_every_contract_and_kind_of_work() -> None:
    found = [match for match in map(ROW.fullmatch, rows()) if match]
    assert len(found) >= 25
    assert {one["contract"] for one in found} == {*TARIFFS.values(), "annual", "packs"}
    assert {one["kind"] for one in found} == set(WorkKind)
