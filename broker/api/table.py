"""Every address of the API in one table. A test walks it with every combination of roles."""

from dataclasses import dataclass
from typing import Final

from broker.api import answers, bodies
from broker.api.about import About
from broker.api.accounts import AccountsOffice
from broker.api.agreement_rows import AgreementServices, agreement_rows
from broker.api.audit import AUDIT_MOST, AuditPages
from broker.api.billing_rows import BillingServices, billing_rows
from broker.api.customers import Customers
from broker.api.passkeys import Passkeys
from broker.api.quick import QuickPcs
from broker.api.receipts import ReceiptDesk, receipt_rows
from broker.api.roster import RosterDesk
from broker.api.sessions import SESSIONS_MOST, Sessions
from broker.api.sign_in import SigningIn
from broker.api.sign_ins import SignIns
from broker.records import OFFICE, Role
from broker.routing import NUMBER_MOST, Route, Who
from broker.wire.words import Problem

_ANYONE: Final = Who.ANYONE
_SIGNED_IN: Final = Who.SIGNED_IN
_TECHNICIAN: Final = frozenset({Role.TECHNICIAN})
_ADMIN: Final = frozenset({Role.ADMIN})

_FAILED: Final = (Problem.SIGN_IN_FAILED, Problem.TOO_MANY_TRIES)
_MISSING: Final = (Problem.NOT_FOUND,)
_PAGE: Final = {"before": NUMBER_MOST, "limit": SESSIONS_MOST}


@dataclass(frozen=True, slots=True)
class Services:
    """The handlers, one object for each subject."""

    about: About
    signing_in: SigningIn
    passkeys: Passkeys
    sign_ins: SignIns
    accounts: AccountsOffice
    audit: AuditPages
    customers: Customers
    sessions: Sessions
    pcs: QuickPcs
    roster: RosterDesk
    agreements: AgreementServices
    billing: BillingServices
    receipts: ReceiptDesk


def table(to: Services) -> tuple[Route, ...]:
    """Every row of the API."""
    return (
        *_open(to),
        *_own(to),
        *_keys(to),
        *_accounts(to),
        *_office(to),
        *agreement_rows(to.agreements),
        *billing_rows(to.billing),
        *_work(to),
        *receipt_rows(to.receipts),
    )


def _open(to: Services) -> tuple[Route, ...]:
    """For anyone."""
    signing = to.signing_in
    return (
        Route("GET", "/healthz", _ANYONE, to.about.health, answers.HEALTH),
        Route("GET", "/api/about", _ANYONE, to.about.about, answers.ABOUT),
        Route("GET", "/api/openapi.json", _ANYONE, to.about.openapi, answers.DESCRIPTION),
        Route(
            "POST",
            "/api/sign-in",
            _ANYONE,
            signing.sign_in,
            answers.ME,
            bodies.SIGN_IN,
            problems=_FAILED,
        ),
        Route(
            "POST",
            "/api/sign-in/passkey/begin",
            _ANYONE,
            signing.passkey_options,
            answers.OPTIONS,
            problems=(Problem.NOT_FOUND,),
        ),
        Route(
            "POST",
            "/api/sign-in/passkey",
            _ANYONE,
            signing.passkey,
            answers.ME,
            bodies.PASSKEY_SIGN_IN,
            problems=_FAILED,
        ),
    )


def _own(to: Services) -> tuple[Route, ...]:
    """For whoever is signed in, about their own sign-ins; admins may ask for everybody's."""
    return (
        Route("POST", "/api/sign-out", _SIGNED_IN, to.signing_in.sign_out, answers.NOTHING),
        Route("GET", "/api/me", _SIGNED_IN, to.signing_in.me, answers.ME),
        Route(
            "GET",
            "/api/sign-ins",
            _SIGNED_IN,
            to.sign_ins.page,
            answers.SIGN_INS,
            query={"all": 1},
            problems=(Problem.NOT_ALLOWED,),
        ),
        Route(
            "DELETE",
            "/api/sign-ins/{id}",
            _SIGNED_IN,
            to.sign_ins.end,
            answers.NOTHING,
            problems=_MISSING,
        ),
    )


def _keys(to: Services) -> tuple[Route, ...]:
    """For whoever is signed in, about what else opens their own account."""
    keys = to.passkeys
    return (
        Route("GET", "/api/passkeys", _SIGNED_IN, keys.own, answers.PASSKEYS),
        Route(
            "POST",
            "/api/passkeys/begin",
            _SIGNED_IN,
            keys.begin,
            answers.OPTIONS,
            bodies.CODE,
            problems=(*_FAILED, Problem.NOT_FOUND),
        ),
        Route(
            "POST",
            "/api/passkeys",
            _SIGNED_IN,
            keys.add,
            answers.NOTHING,
            bodies.PASSKEY,
            problems=(Problem.CONFLICT,),
        ),
        Route(
            "DELETE",
            "/api/passkeys/{id}",
            _SIGNED_IN,
            keys.remove,
            answers.NOTHING,
            problems=_MISSING,
        ),
        *_codes(to),
    )


def _codes(to: Services) -> tuple[Route, ...]:
    """For whoever is signed in, about their recovery codes."""
    keys = to.passkeys
    return (
        Route("GET", "/api/recovery-codes", _SIGNED_IN, keys.recovery_left, answers.CODES_LEFT),
        Route(
            "POST",
            "/api/recovery-codes",
            _SIGNED_IN,
            keys.recovery_codes,
            answers.CODES,
            bodies.CODE,
            problems=_FAILED,
        ),
    )


def _accounts(to: Services) -> tuple[Route, ...]:
    """For admins."""
    return (
        Route("GET", "/api/accounts", _ADMIN, to.accounts.page, answers.ACCOUNTS),
        Route(
            "PATCH",
            "/api/accounts/{id}",
            _ADMIN,
            to.accounts.change,
            answers.ACCOUNT,
            bodies.ACCOUNT,
            problems=(Problem.NOT_FOUND, Problem.CONFLICT),
        ),
        Route(
            "GET",
            "/api/audit",
            _ADMIN,
            to.audit.page,
            answers.AUDIT,
            query={"before": NUMBER_MOST, "limit": AUDIT_MOST},
        ),
        Route("GET", "/api/device-requests", _ADMIN, to.roster.requests, answers.DEVICE_REQUESTS),
        Route(
            "DELETE",
            "/api/device-requests/{id}",
            _ADMIN,
            to.roster.drop_request,
            answers.NOTHING,
            problems=_MISSING,
        ),
        Route(
            "PUT",
            "/api/roster",
            _ADMIN,
            to.roster.put,
            answers.NOTHING,
            bodies.ROSTER,
            problems=(Problem.CONFLICT,),
        ),
    )


def _office(to: Services) -> tuple[Route, ...]:
    """For admins and the billing clerk."""
    return (
        Route("GET", "/api/customers", _SIGNED_IN, to.customers.page, answers.CUSTOMERS),
        Route(
            "POST",
            "/api/customers",
            OFFICE,
            to.customers.add,
            answers.CUSTOMER,
            bodies.CUSTOMER,
            problems=(Problem.CONFLICT,),
        ),
        Route(
            "PUT",
            "/api/customers/{id}/quick-access",
            OFFICE,
            to.customers.quick_access,
            answers.CUSTOMER,
            bodies.QUICK_ACCESS,
            problems=_MISSING,
        ),
        Route(
            "DELETE", "/api/pcs/{id}", OFFICE, to.pcs.withdraw, answers.NOTHING, problems=_MISSING
        ),
    )


def _work(to: Services) -> tuple[Route, ...]:
    """For technicians at work, and what others see of it."""
    return (
        Route("POST", "/api/tickets", _TECHNICIAN, to.signing_in.ticket, answers.TICKET),
        Route("GET", "/api/sessions", _SIGNED_IN, to.sessions.page, answers.SESSIONS, query=_PAGE),
        Route(
            "PATCH",
            "/api/sessions/{entry}",
            _SIGNED_IN,
            to.sessions.assign,
            answers.SESSION,
            bodies.ASSIGN,
            problems=(Problem.NOT_FOUND, Problem.CONFLICT),
        ),
        Route("GET", "/api/pcs", _SIGNED_IN, to.pcs.page, answers.PCS),
        Route(
            "POST",
            "/api/sessions/{entry}/pc",
            _TECHNICIAN,
            to.pcs.vouch,
            answers.NOTHING,
            bodies.PC_CARD,
            problems=(Problem.NOT_FOUND, Problem.CONFLICT),
        ),
        Route("GET", "/api/roster", _SIGNED_IN, to.roster.current, answers.ROSTER),
        Route(
            "POST",
            "/api/device-requests",
            _SIGNED_IN,
            to.roster.request,
            answers.NOTHING,
            bodies.DEVICE_REQUEST,
        ),
    )
