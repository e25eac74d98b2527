"""The HTTP API as the console's tests need it: in memory, and as the test says."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

NAMES = {"technician": "Ada Bianchi", "organisation": "Studio Ponte"}
ROW = {
    "session": "987654321",
    **NAMES,
    "customer": {"id": 1, "name": "Panificio Rossi"},
    "pc": "CASSA-1",
    "joined_at": "2026-01-05T09:00:03Z",
    "active_at": "2026-01-05T09:00:20Z",
    "ended_at": "2026-01-05T09:31:05Z",
    "billable_seconds": 1841,
    "outcome": "completed",
    "mode": "password",
    "reason": "",
}
OUTCOMES = ("completed", "stopped_by_customer", "lost", "wrong_password", "declined", "failed")
CODE = "123456"
"""The authenticator's code, always."""
CODES = [f"abcd-efgh-jkmn-{n}pqr" for n in range(2, 9)]
CUSTOMERS = ("Panificio Rossi", "Studio Verdi & figli")
MONTH = "2026-01"
"""The month that runs."""
SUMS = {"items": 0, "ms": 0, "units": 0, "cents": 0, "vat_cents": 0, "vat": []}
EMPTY: dict[str, Any] = {
    **{"closed": None, "counts": {}, "flags": [], "totals": [], "corrections": [], "packs": []},
    "total": {"customer": None, **SUMS},
}
"""A month in which nothing was done."""
WHEN = {"at": "2026-01-05T08:00:03Z", "seen_at": "2026-01-05T09:00:03Z"}


def sign_in(name: str, *, current: bool = False, method: str = "totp") -> dict[str, Any]:
    """One sign-in."""
    where = {"address": "192.0.2.7", "browser": "Firefox 140, Linux"}
    return {**WHEN, **where, "id": name, "technician": name, "method": method, "current": current}


def account(number: int, name: str, *roles: str) -> dict[str, Any]:
    """One account."""
    counts = {"passkeys": number, "recovery_left": 10 - number}
    full = {"name": name, "full_name": name.title() + " Bianchi"}
    return {"id": number, **full, **counts, "roles": list(roles), "disabled": False}


def trace(number: int, kind: str, name: str = "ada", detail: str = "") -> dict[str, Any]:
    """One line of the audit."""
    at = f"2026-01-05T09:{number % 60:02}:03Z"
    where = {"address": "192.0.2.7", "detail": detail}
    return {"id": number, "at": at, "kind": kind, "name": name, **where}


def rows(count: int) -> list[dict[str, Any]]:
    """So many sessions, newest first, of every outcome."""
    return [
        {**ROW, "entry": n, "outcome": OUTCOMES[n % len(OUTCOMES)], "billable_seconds": 37 * n}
        for n in range(count, 0, -1)
    ]


@dataclass
class Office:
    """What the API knows; a test changes the attributes."""

    signed_in: bool = True
    name: str = "Prova"
    """The broker's."""
    names: dict[str, str] = field(default_factory=lambda: dict(NAMES))
    roles: list[str] = field(default_factory=lambda: ["technician"])
    rows: list[dict[str, Any]] = field(default_factory=list)
    passkeys: list[dict[str, Any]] = field(default_factory=list)
    recovery: list[str] = field(default_factory=list)
    sign_ins: list[dict[str, Any]] = field(
        default_factory=lambda: [sign_in("ada", current=True), sign_in("home")]
    )
    accounts: list[dict[str, Any]] = field(default_factory=list)
    traces: list[dict[str, Any]] = field(default_factory=list)
    customers: list[str] = field(default_factory=lambda: list(CUSTOMERS))
    codes: list[str] = field(default_factory=lambda: list(CODES))
    refuses: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Method and path to the status and problem that they meet."""
    items: list[dict[str, Any]] = field(default_factory=list)
    """Of billing."""
    summary: dict[str, Any] = field(default_factory=lambda: dict(EMPTY))
    """Of the month that runs."""
    pcs: list[dict[str, Any]] = field(default_factory=list)
    roster: str | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    forms: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Numbers of customers to what their signed form says."""
    cards: list[dict[str, Any]] = field(default_factory=list)
    """What technicians vouched for."""
    tickets: int = 0
    bodies: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    """Method and path of every state change."""

    @property
    def me(self) -> dict[str, Any]:
        return {"name": "ada", **self.names, "roles": self.roles}

    async def api(self, request: web.Request) -> web.Response:
        """Answer one request."""
        body = await request.json() if request.can_read_body else {}
        self.bodies.append(json.dumps(body))
        path = f"{request.method} {request.match_info['path']}"
        if request.method != "GET":
            self.changes.append(path)
        if path in self.refuses:
            status, problem = self.refuses[path]
            return web.json_response({"error": {"code": problem}}, status=status)
        if path == "GET about":
            return web.json_response({"name": self.name, "version": "0.1.0", "wire": 1})
        if path == "POST sign-in":
            self.signed_in = body["code"] == CODE
            return self._signed_in("sign_in_failed", self.me)
        return self._signed_in("not_signed_in", self._asked(path, request, body))

    def _signed_in(self, problem: str, answer: object) -> web.Response:
        if self.signed_in:
            return web.json_response(answer)
        return web.json_response({"error": {"code": problem}}, status=401)

    def _asked(self, path: str, request: web.Request, body: dict[str, Any]) -> object:
        fixed: dict[str, object] = {
            "GET passkeys": {"passkeys": self.passkeys},
            "GET recovery-codes": {"left": len(self.recovery)},
            "GET sign-ins": {"sign_ins": self.sign_ins},
            "GET accounts": {"accounts": self.accounts},
            "GET pcs": {"pcs": self.pcs},
            "GET roster": {"roster": self.roster},
            "GET device-requests": {"requests": self.requests},
            "GET me": self.me,
            "GET tariffs": {"tariffs": []},
            "GET billing/items": {"items": self.items, "more": False},
            "GET billing/technicians": {"technicians": []},
            "GET billing/months": {"months": [], "present": MONTH},
            f"GET billing/months/{MONTH}": {"month": MONTH, "present": MONTH, **self.summary},
            f"GET billing/months/{MONTH}/items": {"items": self.items, "more": False},
        }
        if path in fixed:
            return fixed[path]
        if path == "GET customers":
            named = enumerate(self.customers, 1)
            forms = self.forms
            found = [{"id": n, "name": x, "quick_access": forms.get(n)} for n, x in named]
            return {"customers": found}
        if path == "GET sessions":
            return self._page(request, "sessions", self.rows, "entry")
        if path == "GET audit":
            return self._page(request, "entries", self.traces, "id")
        return self._change(path, body)

    def _page(
        self, request: web.Request, name: str, rows: list[dict[str, Any]], key: str
    ) -> dict[str, object]:
        before = int(request.query.get("before", 10**9))
        limit = int(request.query["limit"])
        found = [row for row in rows if row[key] < before]
        return {name: found[:limit], "more": len(found) > limit}

    def _change(self, path: str, body: dict[str, Any]) -> object:
        last = path.rsplit("/")[-1]
        if path == "POST tickets":
            self.tickets += 1
            return {"ticket": f"t{self.tickets}"}
        if path == "POST sign-out":
            self.signed_in = False
        elif path == "POST recovery-codes":
            self.recovery = self.codes
            return {"codes": self.codes}
        elif path.startswith("PATCH sessions/"):
            return {"entry": int(last), "customer": body["customer"]}
        elif not self._quick(path, body) and path.startswith("DELETE sign-ins/"):
            self.sign_ins = [one for one in self.sign_ins if one["id"] != last]
        elif path.startswith("DELETE passkeys/"):
            self.passkeys = [one for one in self.passkeys if one["id"] != int(last)]
        return {}

    def _quick(self, path: str, body: dict[str, Any]) -> bool:
        """Whether it was a change to what quick access needs."""
        last = path.rsplit("/")[-1]
        if path == "POST device-requests":
            request = {"id": 1, "technician": NAMES["technician"], "at": WHEN["at"], **body}
            self.requests = [request]
        elif path.startswith("DELETE device-requests/"):
            self.requests = [one for one in self.requests if one["id"] != int(last)]
        elif path == "PUT roster":
            self.roster = body["roster"]
        elif path.endswith("/quick-access"):
            self.forms[int(path.split("/")[1])] = {**body, "entered_by": "ada"}
        elif path.endswith("/pc"):
            self.cards.append(body)
        elif path.startswith("DELETE pcs/"):
            self.pcs = [one for one in self.pcs if one["pc"] != int(last)]
        else:
            return False
        return True
