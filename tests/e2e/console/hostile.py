"""Texts that would be scripts anywhere careless, and an onlooker that notices if one runs."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page

from tests.fakes.console_api import EMPTY, MONTH, ROW, SUMS, WHEN, Office, account, sign_in, trace

RUN = "window.__ran=(window.__ran||0)+1"
PAYLOADS = {
    "markup": f"</span></script><script>{RUN}</script><h1>x</h1>",
    "handlers": f'"><img src=x onerror="{RUN}"><svg onload={RUN}><details open ontoggle={RUN}>',
    "attribute": f"' autofocus onfocus='{RUN}' x='\" onmouseover=\"{RUN}",
    "address": f"javascript:{RUN}//https://x.invalid/",
    "template": "{reason}${{constructor.constructor('" + RUN + "')()}}{0}%s",
    "base": '<base href="https://x.invalid/"><meta http-equiv=refresh content="0;url=//x.invalid">',
    "style": "<style>*{display:none}</style><link rel=stylesheet href=//x.invalid/a.css>",
    "bidi": "\u202egpj.\u2066exe\u2069\u200f\u061c<b>",
    "controls": "a\u0000b\u0007\u001b[31m\u2028\u2029\ufeff<i>",
    "surrogates": "\ud800<b>\udfff\udbff",
    "prototype": "__proto__",
    "limit": ("<img src=x onerror=" + RUN + ">").ljust(64, "\U0001f600"),
    "long": f"<img src=x onerror={RUN}>" + "Aa\u0301\u4e16" * 5000,
}

WATCH = """
window.__ran = 0;
window.__seen = [];
addEventListener("securitypolicyviolation", (event) =>
  window.__seen.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
TEXTS = """() => {
  const found = [document.title];
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    if (node.localName === "script") continue;
    for (const { value } of node.attributes) found.push(value);
    if ("value" in node && typeof node.value === "string") found.push(node.value);
  }
  return JSON.stringify(found);
}"""
SHAPE = """() => {
  const shape = (element) => {
    const names = [...element.attributes].map(({ name }) => name).sort();
    const inner = [...element.children].map(shape);
    return `${element.localName}[${names}](${inner})`;
  };
  return shape(document.documentElement);
}"""


@dataclass
class Onlooker:
    """What must not happen on a page."""

    page: Page
    bad: list[str] = field(default_factory=list)

    def listen(self) -> None:
        page = self.page
        page.on("pageerror", lambda error: self.bad.append(f"error {error}"))
        page.on("request", lambda one: self._foreign(one.url))
        page.on("popup", lambda _: self.bad.append("popup"))

        async def dialog(one: Any) -> None:
            self.bad.append(f"dialog {one.message}")
            await one.dismiss()

        page.on("dialog", dialog)

    def _foreign(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.hostname == "x.invalid" or parts.scheme == "javascript":
            self.bad.append(f"request {url[:80]}")

    async def nothing_ran(self) -> None:
        """No script of a text, no forbidden load, no dialog and no error, up to now."""
        assert await self.page.evaluate("[window.__ran, window.__seen]") == [0, []]
        assert self.bad == []

    async def texts(self) -> list[str]:
        """Every text, attribute and value in the document, lone surrogates as they are."""
        found: list[str] = json.loads(await self.page.evaluate(TEXTS))
        return found

    async def shows(self, text: str) -> bool:
        """Whether a text is somewhere in the document, whole."""
        return any(text in one for one in await self.texts())

    async def shape(self) -> str:
        """The document without its texts."""
        shape: str = await self.page.evaluate(SHAPE)
        return shape

    async def settled(self) -> str:
        """The document without its texts, once it has stayed the same for a moment."""
        before, now = "", await self.shape()
        while now != before:
            await self.page.wait_for_timeout(150)
            before, now = now, await self.shape()
        return now


async def watched(context: BrowserContext) -> Onlooker:
    """A new page with an onlooker."""
    await context.add_init_script(WATCH)
    onlooker = Onlooker(await context.new_page())
    onlooker.listen()
    return onlooker


def fill(office: Office, text: str) -> None:
    """Puts a text wherever the API gives texts, each behind the name of its sink."""

    def at(sink: str) -> str:
        return f"{sink}·{text}"

    office.roles = ["admin", "billing", "technician"]
    office.name = at("broker")
    office.names = {"technician": at("me.technician"), "organisation": at("me.organisation")}
    office.customers = [at("customer")]
    customer = {"id": 1, "name": at("session.customer")}
    row = {"technician": at("session.technician"), "pc": at("session.pc"), "customer": customer}
    office.rows = [{**ROW, **row, "entry": 3, "mode": "quick", "reason": at("session.reason")}]
    passkey = {"id": 1, "label": at("passkey.label"), "created_at": WHEN["at"], "used_at": None}
    office.passkeys = [passkey]
    who = {"technician": at("signin.technician"), "address": at("signin.address")}
    office.sign_ins = [{**sign_in("x"), **who, "browser": at("signin.browser"), "method": text}]
    names = {"name": at("account.name"), "full_name": at("account.full_name")}
    office.accounts = [{**account(2, "bruno", "technician"), **names}]
    line = {"name": at("audit.name"), "address": at("audit.address"), "detail": at("audit.detail")}
    office.traces = [{**trace(1, "sign_in"), **line, "kind": at("audit.kind")}]
    office.requests = [
        {"id": 1, "technician": at("request.technician"), "request": text, "at": WHEN["at"]}
    ]
    pc = {"pc": 1, "name": at("pc.name"), "customer": {"id": 1, "name": at("pc.customer")}}
    signed = {"key": text, "signer": text, "signature": text, "opted_at": WHEN["at"]}
    office.pcs = [{**pc, **signed, "seen_at": None, "session": None}]
    office.codes = [at("recovery.code")]
    fill_billing(office, at)


def fill_billing(office: Office, at: Callable[[str], str]) -> None:
    """See `fill`, for items and months."""
    customer = {"id": 1, "name": at("item.customer")}
    priced = {"month": MONTH, "cents": 1500, "units": 1, "vat_percent": 22, "tariff_version": 1}
    texts = {name: at(f"item.{name}") for name in ("technician", "pc", "note", "reason")}
    item = {
        **{"item": 7, "version": 1, "month": MONTH, "state": "open", "kind": "session", "entry": 3},
        **{"began_at": WHEN["at"], "ended_at": WHEN["at"], "ms": 60_000, "count": 0, **texts},
        **{"outcome": "completed", "urgent": True, "excluded": "", "merged_into": None},
        **{"receipt": "", "flags": ["no_note"], "customer": customer},
        "charge": {**priced, "tariff": at("item.tariff"), "reason": ""},
    }
    office.items = [item]
    told = {"it": [at("charge.it")], "en": [at("charge.en")]}
    charge = {**priced, "id": 1, "customer": {"id": 2, "name": at("charge.customer")}}
    charge |= {"reverses": None, "at": WHEN["at"], "explanation": told, "tariff": ""}
    charge |= {"by": at("charge.by"), "reason": at("charge.reason")}
    pack = {"pack": 1, "left": 2, "expires_on": "2026-02-01", "warnings": ["few_units"]}
    office.summary = {
        **EMPTY,
        "totals": [{"customer": {"id": 3, "name": at("total.customer")}, **SUMS}],
        "corrections": [{"item": 7, "item_month": MONTH, "charge": charge}],
        "packs": [{**pack, "customer": {"id": 4, "name": at("pack.customer")}}],
    }


SINKS = {
    "sessions": [
        *("broker", "me.technician", "me.organisation", "customer", "session.technician"),
        *("session.pc", "session.reason"),
    ],
    "security": ["passkey.label", "signin.address", "signin.browser"],
    "accounts": ["account.name", "account.full_name", "signin.technician"],
    "audit": ["audit.name", "audit.address", "audit.detail", "audit.kind"],
    "quick": ["customer", "request.technician", "pc.name", "pc.customer"],
    "browser": ["broker", "me.technician"],
    "items": ["item.customer", "item.technician", "item.pc", "item.note", "customer"],
    "month": [
        *("item.customer", "item.note", "total.customer", "charge.customer", "charge.by"),
        *("charge.reason", "pack.customer"),
    ],
}
"""Where each text is to be seen, by page."""
