"""The rows of the API's table about billing. See table.py."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from broker.api import billing_answers as answers
from broker.api import billing_bodies as bodies
from broker.api.billing import ITEMS_MOST, STATES, BillingPages
from broker.api.billing_desk import BillingDesk
from broker.api.billing_files import BillingFiles
from broker.billing.decisions import Decisions, Settles
from broker.billing.exporting import Exports
from broker.billing.flags import Flag
from broker.billing.months import Keeps, MonthEnd
from broker.billing.simulate import Simulation
from broker.problems import Check
from broker.records import OFFICE
from broker.routing import NUMBER_MOST, Answer, Asked, Kind, Route, Who
from broker.store import Store
from broker.wire.words import Problem

Handler = Callable[[Asked], Awaitable[Answer]]

_CONFLICT: Final = (Problem.NOT_FOUND, Problem.CONFLICT)
_LIST: Final = {
    "before": NUMBER_MOST,
    "limit": ITEMS_MOST,
    "since": NUMBER_MOST,
    "until": NUMBER_MOST,
    "customer": NUMBER_MOST,
    "nobody": 1,
    "technician": NUMBER_MOST,
    **dict.fromkeys(STATES, 1),
}
_MONTH_LIST: Final = {**_LIST, "flagged": 1, **{str(flag): 1 for flag in Flag}}
_FILE_MOST: Final = {"customer": NUMBER_MOST, "language": 0}
"""Read by the handlers: rows of files have queries of their own."""


@dataclass(frozen=True, slots=True)
class BillingServices:
    """The handlers of these rows, one object for each subject."""

    pages: BillingPages
    desk: BillingDesk
    files: BillingFiles

    @classmethod
    def over(
        cls,
        store: Store,
        settling: Settles,
        log: Keeps,
        *,
        utcnow: Callable[[], datetime],
        zone: str,
        folder: Path,
    ) -> "BillingServices":
        """The handlers over a store. `folder`: where `issuer.toml` is; others: see `MonthEnd`."""
        months = MonthEnd(store, log, utcnow=utcnow, zone=zone)
        decisions = Decisions(store, settling, utcnow=utcnow, zone=zone)
        return cls(
            pages=BillingPages(store, months, Simulation(store, zone)),
            desk=BillingDesk(store, months, decisions),
            files=BillingFiles(Exports(store, zone), folder),
        )


def billing_rows(to: BillingServices) -> tuple[Route, ...]:
    """For admins and the billing clerk; technicians see and describe their own items."""
    return (*_items(to), *_decisions(to), *_months(to), *_files(to))


def _items(to: BillingServices) -> tuple[Route, ...]:
    pages, month = to.pages, "/api/billing/months/{month}/items"
    item = "/api/billing/items/{item}"
    return (
        Route("GET", "/api/billing/items", Who.SIGNED_IN, pages.items, answers.ITEMS, query=_LIST),
        Route("GET", month, Who.SIGNED_IN, pages.month_items, answers.ITEMS, query=_MONTH_LIST),
        Route("GET", item, Who.SIGNED_IN, pages.item, answers.ITEM),
        Route("GET", "/api/billing/technicians", OFFICE, pages.technicians, answers.TECHNICIANS),
        Route(
            "PATCH",
            item,
            Who.SIGNED_IN,
            to.desk.edit,
            answers.ITEM,
            bodies.EDIT,
            problems=_CONFLICT,
        ),
    )


def _decisions(to: BillingServices) -> tuple[Route, ...]:
    desk = to.desk
    kinds: tuple[tuple[str, Handler, Mapping[str, Check]], ...] = (
        ("exclude", desk.exclude, bodies.EXCLUDE),
        ("include", desk.include, bodies.SEEN),
        ("approve", desk.approve, bodies.SEEN),
        ("reopen", desk.reopen, bodies.SEEN),
        ("merge", desk.merge, bodies.MERGE),
        ("split", desk.split, bodies.SEEN),
        ("correct", desk.correct, bodies.CORRECT),
    )
    return tuple(
        Route(
            "POST",
            f"/api/billing/items/{{item}}/{word}",
            OFFICE,
            handler,
            answers.ITEM,
            body,
            problems=_CONFLICT,
        )
        for word, handler, body in kinds
    )


def _months(to: BillingServices) -> tuple[Route, ...]:
    pages, month = to.pages, "/api/billing/months/{month}"
    return (
        Route("GET", "/api/billing/months", OFFICE, pages.months, answers.MONTHS),
        Route("GET", month, OFFICE, pages.month, answers.SUMMARY),
        Route("POST", f"{month}/approve", OFFICE, to.desk.approve_month, answers.APPROVED),
        Route(
            "POST",
            f"{month}/close",
            OFFICE,
            to.desk.close,
            answers.CLOSED,
            problems=_CONFLICT,
        ),
        Route(
            "POST",
            f"{month}/simulate",
            OFFICE,
            pages.simulate,
            answers.SIMULATED,
            bodies.SIMULATE,
        ),
    )


def _files(to: BillingServices) -> tuple[Route, ...]:
    files, month = to.files, "/api/billing/months/{month}"
    tables = ((files.csv, "csv"), (files.xlsx, "xlsx"), (files.json, "json"))
    return (
        *(
            Route(
                "GET",
                f"{month}/export.{form}",
                OFFICE,
                handler,
                query=_FILE_MOST,
                kind=Kind.FILE,
            )
            for handler, form in tables
        ),
        Route(
            "GET",
            f"{month}/fatturapa",
            OFFICE,
            files.drafts,
            answers.DRAFTS,
            problems=_CONFLICT,
        ),
        Route(
            "GET",
            f"{month}/fatturapa.zip",
            OFFICE,
            files.invoices,
            query={"first": NUMBER_MOST},
            kind=Kind.FILE,
        ),
    )
