"""Reading and writing step tables, whose price must never fall as work grows."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from broker.tariff.reading import Field, Listed, Table, TariffError, Whole
from broker.tariff.terms import Step

STEPS_MOST: Final = 20
PERCENT: Final = Whole(0, 1000)
MINUTES: Final = Whole(1, 1440)
MESSAGES: Final = Whole(1, 1000)


def step_table(unit: Whole) -> Listed:
    """A list of steps that go up to so many of a unit."""
    fields = {"up_to": Field(unit, None), "percent": Field(PERCENT)}
    return Listed(Table(fields, lambda values: Step(**values)), STEPS_MOST)


def ended(path: str, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a table that starts again past its last step. Raises `TariffError`."""
    for number, step in enumerate(steps, 1):
        if step.up_to is None:
            raise TariffError(f"{path}[{number}].up_to", "document_step_endless")
    return _rising(path, steps)


def endless(path: str, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a table whose last step has no end. Raises `TariffError`."""
    for number, step in enumerate(steps, 1):
        last = number == len(steps)
        if last and step.up_to is not None:
            raise TariffError(f"{path}[{number}].up_to", "document_step_last", step.up_to)
        if not last and step.up_to is None:
            raise TariffError(f"{path}[{number}].up_to", "document_step_endless")
    return _rising(path, steps)


def step_values(steps: Sequence[Step]) -> list[Mapping[str, Any]]:
    """The values of a step table in a document."""
    return [
        {"percent": step.percent, **({} if step.up_to is None else {"up_to": step.up_to})}
        for step in steps
    ]


def _rising(path: str, steps: Sequence[Step]) -> tuple[Step, ...]:
    for number, (before, step) in enumerate(pairwise(steps), 2):
        here = f"{path}[{number}]"
        if step.up_to is not None and before.up_to is not None and step.up_to <= before.up_to:
            raise TariffError(
                f"{here}.up_to", "document_steps_order", step.up_to, before=before.up_to
            )
        if step.percent < before.percent:
            raise TariffError(
                f"{here}.percent", "document_steps_fall", step.percent, before=before.percent
            )
    return tuple(steps)
