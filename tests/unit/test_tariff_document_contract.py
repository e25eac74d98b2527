"""Documents of contracts, and which version of a tariff holds on a day."""

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.tariff.contract import contract_of, contract_text, contract_values, read_contract
from broker.tariff.document import read_tariff
from broker.tariff.reading import TariffError
from broker.tariff.terms import Contract, Rule
from broker.tariff.versions import version_on
from broker.tariff.words import Beyond, RuleKind, WorkKind
from broker.wire.texts import LANGUAGES, load
from tests.tariff_documents import PLACES, contracts

ROOT = Path(__file__).parents[2]
FILES = ROOT / "docs" / "tariffs"
STEPS = Rule(RuleKind.TARIFF, tariff="Assistenza a scaglioni")
ANNUAL = Rule(
    RuleKind.ANNUAL,
    works=frozenset({WorkKind.SESSION, WorkKind.PHONE}),
    inside_only=True,
)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
HEAD = "valid_from = 2026-01-01\n"


@pytest.mark.parametrize(
    ("name", "contract"),
    [
        ("hourly", Contract(YEAR[0], None, (Rule(RuleKind.TARIFF, tariff="Assistenza a ore"),))),
        ("steps", Contract(YEAR[0], None, (STEPS,))),
        ("packs", Contract(YEAR[0], None, (Rule(RuleKind.PACK, beyond=Beyond.NEXT), STEPS))),
        ("annual", Contract(*YEAR, (ANNUAL, STEPS))),
    ],
)
def test_the_four_contracts(name: str, contract: Contract) -> None:
    text = (FILES / f"contract-{name}.toml").read_text(encoding="utf-8")
    assert read_contract(text) == contract
    as_json = json.dumps(tomllib.loads(text), default=date.isoformat)
    assert read_contract(as_json) == contract
    assert read_contract(contract_text(contract)) == contract


def test_every_tariff_that_the_contracts_name_is_there() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FILES.glob("*.toml"))]
    tariffs = {read_tariff(text, PLACES).name for text in texts if "[[rules]]" not in text}
    held = [read_contract(text) for text in texts if "[[rules]]" in text]
    named = {rule.tariff for one in held for rule in one.rules if rule.tariff}
    assert len(held) == 4 and named <= tariffs


def test_what_is_not_said_is_as_the_page_says() -> None:
    rules = '[[rules]]\nkind = "annual"\n[[rules]]\nkind = "pack"\n'
    contract = read_contract(HEAD + rules)
    assert contract.valid_until is None
    assert contract.rules == (
        Rule(RuleKind.ANNUAL, works=frozenset({WorkKind.SESSION})),
        Rule(RuleKind.PACK, beyond=Beyond.NEXT),
    )


@given(contracts())
def test_a_contract_survives_writing_and_reading(contract: Contract) -> None:
    text = contract_text(contract)
    again = read_contract(text)
    assert again == contract
    assert contract_text(again) == text
    assert contract_of(contract_values(contract)) == contract


TARIFF = {"kind": "tariff", "tariff": "A"}


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"rules": []}, "rules", "document_not_list"),
        (
            {"rules": [{"kind": "tariff", "tariff": str(n)} for n in range(17)]},
            "rules",
            "document_not_list",
        ),
        ({"rules": "tariff"}, "rules", "document_not_list"),
        ({"rules": ["tariff"]}, "rules[1]", "document_not_table"),
        ({"rules": [{}]}, "rules[1].kind", "document_missing"),
        ({"rules": [{"kind": "gift"}]}, "rules[1].kind", "document_not_one_of"),
        ({"rules": [{"kind": ["pack"]}]}, "rules[1].kind", "document_not_one_of"),
        ({"rules": [{"kind": "tariff"}]}, "rules[1].tariff", "document_missing"),
        ({"rules": [{"kind": "tariff", "tariff": ""}]}, "rules[1].tariff", "document_not_name"),
        ({"rules": [{**TARIFF, "beyond": "next"}]}, "rules[1].beyond", "document_unknown"),
        ({"rules": [{"kind": "pack", "tariff": "A"}]}, "rules[1].tariff", "document_unknown"),
        ({"rules": [{"kind": "pack", "beyond": "stop"}]}, "rules[1].beyond", "document_not_one_of"),
        ({"rules": [{"kind": "annual", "works": []}]}, "rules[1].works", "document_not_list"),
        (
            {"rules": [{"kind": "annual", "works": ["fax"]}]},
            "rules[1].works[1]",
            "document_not_one_of",
        ),
        (
            {"rules": [{"kind": "annual", "inside_only": 1}]},
            "rules[1].inside_only",
            "document_not_flag",
        ),
        (
            {"rules": [{"kind": "annual", "inside_only": True}]},
            "rules[1].inside_only",
            "document_inside_nowhere",
        ),
        ({"rules": [TARIFF, TARIFF]}, "rules[2]", "document_rule_idle"),
        ({"rules": [{"kind": "pack"}, {"kind": "pack"}]}, "rules[2]", "document_rule_idle"),
        ({"rules": [TARIFF, {"kind": "pack"}]}, "rules[2]", "document_rule_late"),
        ({"rules": [TARIFF, {"kind": "annual"}]}, "rules[2]", "document_rule_late"),
        (
            {"rules": [{"kind": "annual"}, {"kind": "annual", "inside_only": True}, TARIFF]},
            "rules[2]",
            "document_rule_idle",
        ),
        ({"valid_until": "2025-12-31"}, "valid_until", "document_days_backwards"),
        ({"valid_until": None}, "valid_until", "document_not_day"),
        ({"valid_from": "soon"}, "valid_from", "document_not_day"),
        ({"format": 0}, "format", "document_format"),
        ({"customer": "A"}, "customer", "document_unknown"),
    ],
)
def test_what_is_wrong_and_where(values: dict[str, Any], field: str, why: str) -> None:
    said = {"valid_from": "2026-01-01", "rules": [TARIFF], **values}
    with pytest.raises(TariffError) as caught:
        read_contract(json.dumps(said))
    assert (caught.value.field, caught.value.why) == (field, why)
    for language in LANGUAGES:
        assert load(ROOT / "broker" / "texts", language)(why, **caught.value.values)


def test_rules_that_still_get_something() -> None:
    rules = [
        {"kind": "annual", "inside_only": True},
        {"kind": "annual", "works": ["session", "phone"]},
        {"kind": "pack", "beyond": "flag"},
        TARIFF,
        {"kind": "annual", "works": ["email"]},
        {"kind": "tariff", "tariff": "B"},
    ]
    contract = contract_of(
        {"valid_from": "2026-01-01", "valid_until": "2026-01-01", "rules": rules}
    )
    assert len(contract.rules) == 6
    sixteen = [{"kind": "tariff", "tariff": str(n)} for n in range(16)]
    assert len(contract_of({"valid_from": "2026-01-01", "rules": sixteen}).rules) == 16


LEAST = 'name = "A"\nversion = 1\nvalid_from = 2026-01-01\nhourly_cents = 1\n'


def versions(*begins: str) -> list[Any]:
    one = read_tariff(LEAST, PLACES)
    return [
        replace(one, version=number, valid_from=date.fromisoformat(begin))
        for number, begin in enumerate(begins, 1)
    ]


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2025-12-31", None),
        ("2026-01-01", 1),
        ("2026-02-28", 1),
        ("2026-03-01", 3),
        ("2026-12-31", 3),
    ],
)
def test_the_version_of_a_day(day: str, version: int | None) -> None:
    known = versions("2026-01-01", "2026-06-01", "2026-03-01")
    found = version_on(reversed(known), "A", date.fromisoformat(day))
    assert (found and found.version) == version


def test_only_versions_of_that_name_count() -> None:
    assert version_on(versions("2026-01-01"), "B", date(2026, 1, 1)) is None


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 1, 9)), max_size=5), st.randoms())
def test_the_order_of_versions_is_irrelevant(begins: list[date], random: Any) -> None:
    known = versions(*map(str, begins))
    shuffled = random.sample(known, len(known))
    for number in range(1, 10):
        day = date(2026, 1, number)
        assert version_on(shuffled, "A", day) == version_on(known, "A", day)
