"""One contract as a document: its rules in order, TOML or JSON, and its one canonical JSON text.

docs/tariffs.md, "The document of a contract", says what each key means.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from broker.tariff.reading import (
    FORMAT,
    Default,
    Field,
    Listed,
    Table,
    TariffError,
    Word,
    day,
    fields_of,
    flag,
    form,
    name,
    table,
)
from broker.tariff.reading_text import values_in
from broker.tariff.terms import Contract, Rule
from broker.tariff.words import Beyond, RuleKind, WorkKind
from broker.wire.documents import canonical

RULES_MOST: Final = 16
_KIND: Final = {"kind": Field(Word(RuleKind))}
_WORKS: Final = Listed(Word(WorkKind), len(WorkKind), least=1)
RULES: Final[Mapping[RuleKind, Mapping[str, Field]]] = {
    RuleKind.ANNUAL: {
        **_KIND,
        "works": Field(_WORKS, (WorkKind.SESSION,)),
        "inside_only": Field(flag, False),
    },
    RuleKind.PACK: {**_KIND, "beyond": Field(Word(Beyond), Beyond.NEXT)},
    RuleKind.TARIFF: {**_KIND, "tariff": Field(name)},
}
"""The keys of each kind of rule."""


def _rule(path: str, value: object) -> Rule:
    values = table(path, value)
    kinds = {key: one for key, one in values.items() if key in _KIND}
    said = fields_of(path, values, RULES[fields_of(path, kinds, _KIND)["kind"]])
    if "works" in said:
        said["works"] = frozenset(said["works"])
    return Rule(**said)


CONTRACT: Final = Table(
    {
        "format": Field(form, FORMAT),
        "valid_from": Field(day),
        "valid_until": Field(day, None),
        "rules": Field(Listed(_rule, RULES_MOST, least=1), Default.NEEDED),
    }
)
"""Every key of a contract's document, beside those of its rules."""


def read_contract(written: str) -> Contract:
    """The contract that a text is, TOML or JSON. Raises `TariffError`."""
    return contract_of(values_in(written))


def contract_of(values: Mapping[str, object]) -> Contract:
    """The contract that the values of a document say. Raises `TariffError`."""
    said = CONTRACT("", dict(values))
    first, last, rules = said["valid_from"], said["valid_until"], said["rules"]
    if last is not None and last < first:
        raise TariffError("valid_until", "document_days_backwards", last, first=first)
    _refuse_idle(rules)
    _refuse_hourless(rules)
    return Contract(first, last, rules)


def contract_text(contract: Contract) -> str:
    """The one JSON text of a contract: what is kept of it."""
    return canonical(contract_values(contract))


def contract_values(contract: Contract) -> dict[str, Any]:
    """What a document says of this contract; `contract_of` reads it."""
    until = contract.valid_until
    return {
        "format": FORMAT,
        "valid_from": contract.valid_from.isoformat(),
        **({} if until is None else {"valid_until": until.isoformat()}),
        "rules": [_rule_values(rule) for rule in contract.rules],
    }


def _rule_values(rule: Rule) -> dict[str, Any]:
    said = {
        "kind": rule.kind.value,
        "works": sorted(rule.works),
        "inside_only": rule.inside_only,
        "beyond": rule.beyond.value,
        "tariff": rule.tariff,
    }
    return {key: said[key] for key in RULES[rule.kind]}


def _refuse_idle(rules: Sequence[Rule]) -> None:
    """No rule stands behind one that leaves it nothing of what it is for."""
    for number, rule in enumerate(rules, 1):
        for earlier, before in enumerate(rules[: number - 1], 1):
            why = _why_idle(before, rule)
            if why:
                place, other = f"rules[{number}]", f"rules[{earlier}]"
                raise TariffError(place, why, rule.kind, other=other)


def _why_idle(before: Rule, rule: Rule) -> str:
    takes_sessions = rule.kind is RuleKind.PACK or WorkKind.SESSION in rule.works
    if before.kind is RuleKind.TARIFF and takes_sessions:
        return "document_rule_late"
    return "document_rule_idle" if _leaves_nothing(before, rule) else ""


def _leaves_nothing(before: Rule, rule: Rule) -> bool:
    if before.kind is not rule.kind:
        return False
    if rule.kind is RuleKind.ANNUAL:
        return rule.works <= before.works and (rule.inside_only or not before.inside_only)
    return rule.kind is RuleKind.PACK or rule.tariff == before.tariff


def _refuse_hourless(rules: Sequence[Rule]) -> None:
    """Hours are a tariff's: a contract without one has none to be inside of."""
    if any(rule.kind is RuleKind.TARIFF for rule in rules):
        return
    for number, rule in enumerate(rules, 1):
        if rule.inside_only:
            raise TariffError(f"rules[{number}].inside_only", "document_inside_nowhere", True)
