"""The rows of the API's table about agreements with customers. See table.py."""

from dataclasses import dataclass
from typing import Final

from broker.api import agreement_answers as answers
from broker.api import agreement_bodies as bodies
from broker.api.agreements import AgreementsOffice
from broker.api.packs import WORK_MOST, PacksOffice, WorkDesk
from broker.records import OFFICE
from broker.routing import NUMBER_MOST, Route, Who
from broker.wire.words import Problem

_MISSING: Final = (Problem.NOT_FOUND,)
_MISSING_OR_CONFLICT: Final = (Problem.NOT_FOUND, Problem.CONFLICT)


@dataclass(frozen=True, slots=True)
class AgreementServices:
    """The handlers of these rows, one object for each subject."""

    agreements: AgreementsOffice
    packs: PacksOffice
    work: WorkDesk


def agreement_rows(to: AgreementServices) -> tuple[Route, ...]:
    """For admins and the billing clerk; technicians enter work too."""
    return (*_details(to), *_tariffs(to), *_contracts(to), *_packs(to), *_work(to))


def _details(to: AgreementServices) -> tuple[Route, ...]:
    path, office = "/api/customers/{id}/details", to.agreements
    return (
        Route("GET", path, OFFICE, office.details, answers.CUSTOMER_RECORD, problems=_MISSING),
        Route(
            "PUT",
            path,
            OFFICE,
            office.set_details,
            answers.CUSTOMER_RECORD,
            bodies.DETAILS,
            problems=_MISSING_OR_CONFLICT,
        ),
    )


def _tariffs(to: AgreementServices) -> tuple[Route, ...]:
    office = to.agreements
    return (
        Route("GET", "/api/tariffs", OFFICE, office.tariffs, answers.TARIFFS),
        Route("GET", "/api/tariffs/{id}", OFFICE, office.tariff, answers.TARIFF, problems=_MISSING),
        Route(
            "POST",
            "/api/tariffs",
            OFFICE,
            office.add_tariff,
            answers.TARIFF,
            bodies.DOCUMENT,
            problems=(Problem.CONFLICT,),
        ),
    )


def _contracts(to: AgreementServices) -> tuple[Route, ...]:
    path, office = "/api/customers/{id}/contracts", to.agreements
    return (
        Route("GET", path, OFFICE, office.contracts, answers.CONTRACTS, problems=_MISSING),
        Route(
            "POST",
            path,
            OFFICE,
            office.add_contract,
            answers.CONTRACTS,
            bodies.DOCUMENT,
            problems=_MISSING,
        ),
    )


def _packs(to: AgreementServices) -> tuple[Route, ...]:
    path, packs = "/api/customers/{id}/packs", to.packs
    return (
        Route("GET", path, OFFICE, packs.page, answers.PACKS, problems=_MISSING),
        Route("POST", path, OFFICE, packs.add, answers.PACKS, bodies.PACK, problems=_MISSING),
        Route(
            "POST",
            "/api/packs/{id}/tickets",
            OFFICE,
            packs.take_tickets,
            answers.PACKS,
            bodies.TICKETS,
            problems=_MISSING_OR_CONFLICT,
        ),
    )


def _work(to: AgreementServices) -> tuple[Route, ...]:
    path, desk = "/api/customers/{id}/work", to.work
    return (
        Route(
            "GET",
            path,
            OFFICE,
            desk.page,
            answers.WORKS,
            query={"before": NUMBER_MOST, "limit": WORK_MOST},
            problems=_MISSING,
        ),
        Route("POST", path, Who.SIGNED_IN, desk.add, answers.WORK, bodies.WORK, problems=_MISSING),
    )
