"""Texts that Python and the browser must take for a receipt, and texts that neither may.

Writes tests/vectors/receipts/cases.json; run it anew when the form of receipts changes.
"""

import json
from typing import Any

from broker.wire.documents import canonical
from tests.vectors.make_receipts import FOLDER, texts

FILE = FOLDER / "cases.json"
JULY = {"local": "2026-07-05T12:00:00+02:00", "utc": "2026-07-05T10:00:00.000Z"}
LAST = 2**53 - 1
RIGHT: dict[str, dict[str, Any]] = {
    "a final one": {},
    "another zone": {"joined": JULY, "zone": "America/Argentina/Buenos_Aires"},
    "behind UTC, in half hours": {
        "joined": {"local": "2026-07-05T06:30:00-03:30", "utc": "2026-07-05T10:00:00.000Z"}
    },
    "a leap day, another day there": {
        "until": {"local": "2028-03-01T00:59:59+01:00", "utc": "2028-02-29T23:59:59.999Z"}
    },
    "the largest numbers": {"entry": LAST, "cents": LAST, "more_lines": LAST, "units_left": LAST},
    "more milliseconds than one number holds": {
        "intervals": [{**JULY, "ms": LAST}] * 3,
        "more_ms": 1,
        "seconds": (3 * LAST + 1) // 1000,
    },
    "every sign in a name": {"pc": 'è "\\ \U0001f600/', "customer": "", "technician": "名"},
    "longest texts": {"lines": ["\U0001f600" * 240] * 10, "reason": "x" * 120, "pc": "é" * 64},
    "no price list": {"tariff": "", "tariff_version": 0, "vat_percent": None, "cents": None},
}
WRONG: dict[str, list[Any]] = {
    "v": [2, 0, "1", True, 1.0],
    "kind": ["affianco receipt ", "", None],
    "broker": ["", " ", "x" * 65, "a\nb", "a\u202eb", 1],
    "organisation": ["", "a\u00a0b"],
    "technician": ["", None],
    "pc": ["", "a\u2028b", ["PC"]],
    "customer": ["x" * 65, "\n", None],
    "entry": [-1, 1.5, "1", LAST + 1, True, None],
    "session": ["12345678", "1234567890", "12345678a", 123456789, "١٢٣٤٥٦٧٨٩"],
    "mode": ["", "other", ["password"], None],
    "reason": ["x" * 121, "\n", None],
    "language": ["de", "", None],
    "zone": ["", "Europe Rome", "x" * 65, "Europe/Róma"],
    "joined": [
        *(None, {}, [], "2026-07-05T10:00:00.000Z", {"utc": JULY["utc"]}),
        *({**JULY, "more": 1}, {**JULY, "utc": "x"}, {**JULY, "utc": None}),
        {"local": "2026-02-30T12:00:00+02:00", "utc": "2026-02-30T10:00:00.000Z"},
        {"local": "2026-03-02T12:00:00+02:00", "utc": "2026-02-30T10:00:00.000Z"},
        {"local": "2026-07-06T02:00:00+02:00", "utc": "2026-07-05T24:00:00.000Z"},
        {"local": "2026-07-05T10:00:00-00:00", "utc": "2026-07-05T10:00:00.000Z"},
        {"local": "1999-07-05T12:00:00+02:00", "utc": "1999-07-05T10:00:00.000Z"},
    ],
    "until": [
        *({**JULY, "local": "2026-07-05T12:00:01+02:00"}, {**JULY, "local": "x"}),
        *({**JULY, "local": "2026-07-05T10:00:00Z"}, {"local": 1, "utc": 2}),
        {**JULY, "local": "2026-07-05T11:60:00+01:60"},
        {**JULY, "local": "2026-07-06T10:00:00+24:00"},
        {**JULY, "utc": "2026-07-05T10:00:00Z"},
    ],
    "intervals": [
        *(None, [{}], [{**JULY, "ms": -1}], [{**JULY}], [{**JULY, "ms": 1.0}], {"a": 1}),
        *([{**JULY, "ms": 0}] * 101, [{**JULY, "ms": "61250"}], [None]),
    ],
    "more_intervals": [-1, None, 0.5],
    "more_ms": [1000, -1, None],
    "seconds": [62, 60, -1, "61", 61.0],
    "outcome": ["", "won", None, "open"],
    "final": [False, 1, None],
    "tariff": ["", "x" * 65],
    "tariff_version": [0, -1, "3"],
    "vat_percent": [101, -1, "22", 22.5],
    "cents": [-1, 1.5, "1500", LAST + 1],
    "currency": ["USD", "eur", "", None],
    "units": [-1, None],
    "units_left": [-1, "2"],
    "lines": [[""], ["x" * 241], ["a\nb"], ["x"] * 25, [1], "x", None],
    "more_lines": [-1, None],
    "agent_key": ["0A" * 32, "0a" * 31, "0a" * 33, None],
    "console_key": ["0g" * 32, 7, " " + "0a" * 32],
}


def cases() -> dict[str, Any]:
    """What is in the file."""
    final = texts()["final.txt"]
    values = json.loads(final)
    wrong = [
        {"what": f"{name} {json.dumps(value)[:60]}", "text": canonical({**values, name: value})}
        for name, found in WRONG.items()
        for value in found
    ]
    return {
        "right": [
            {"what": what, "text": canonical({**values, **change})}
            for what, change in RIGHT.items()
        ],
        "wrong": [
            *wrong,
            *({"what": f"without {name}", "text": _without(values, name)} for name in values),
            *({"what": what, "text": text} for what, text in _not_its_form(final).items()),
        ],
    }


def _without(values: dict[str, Any], name: str) -> str:
    return canonical({other: value for other, value in values.items() if other != name})


def _not_its_form(final: str) -> dict[str, str]:
    """The same meaning, or none, in another form."""
    values = json.loads(final)
    backwards = dict(reversed(values.items()))
    long = {**values, "lines": ["\U0001f600" * 240] * 24}
    return {
        "nothing": "",
        "null": "null",
        "a list": "[]",
        "no fields": "{}",
        "a space behind": f"{final} ",
        "a space before": f" {final}",
        "a mark before": f"\ufeff{final}",
        "cut off": final[:-1],
        "a field twice": final.replace('"v":1', '"v":1,"v":1'),
        "a field more": canonical({**values, "more": 1}),
        "a field of the language's own": canonical({**values, "__proto__": {}}),
        "with spaces": json.dumps(values, sort_keys=True, ensure_ascii=False),
        "unsorted": json.dumps(backwards, separators=(",", ":"), ensure_ascii=False),
        "escaped": canonical(values).replace("€", "\\u20ac"),
        "a slash escaped": final.replace("Europe/Rome", "Europe\\/Rome"),
        "an exponent": final.replace('"cents":1500', '"cents":15e2'),
        "a zero before": final.replace('"cents":1500', '"cents":01500'),
        "minus nothing": final.replace('"units":0', '"units":-0'),
        "half a sign": final.replace("Anna Rossi", "Anna \\ud800"),
        "too long": canonical(long),
        "too deep": "[" * 5000 + "]" * 5000,
    }


def content() -> str:
    """The file's content."""
    return json.dumps(cases(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(content(), encoding="utf-8")
