"""A price in sentences that the person who pays can check with a pocket calculator."""

from collections.abc import Callable, Mapping
from typing import Final

from broker.tariff.spoken import Spoken, Values, has_dates
from broker.tariff.words import Mode, Says, WorkKind
from broker.tariff.work import Line, Price
from broker.wire.texts import Texts

_SECOND_MS: Final = 1000
_HUNDRED: Final = 100


def sentences(price: Price, phrases: Texts) -> list[str]:
    """One sentence for each line. `phrases` are those of broker/texts/price.*.json."""
    spoken = Spoken(phrases, dated=has_dates(line.values for line in price.lines))
    return [_SAYS[Says(line.words)](spoken, line) for line in price.lines]


def _plain(say: Spoken, line: Line) -> str:
    return say.phrases(line.words, amount=say.money(line.cents))


def _timed(say: Spoken, line: Line) -> str:
    return say.phrases(
        line.words,
        when=say.when(line.values),
        time=say.length(line.ms),
        minutes=line.values.get("minutes", ""),
        amount=say.money(line.cents),
    )


def _ignored(say: Spoken, line: Line) -> str:
    limit = say.length(int(line.values["seconds"]) * _SECOND_MS)
    amount = say.money(line.cents)
    return say.phrases(line.words, time=say.length(line.ms), limit=limit, amount=amount)


def _hourly(say: Spoken, line: Line) -> str:
    values = line.values
    parts = [_counted(say, line), _per_hour(say, values)]
    return say.phrases(
        line.words, when=say.when(values), sum=_joined(parts), amount=say.money(line.cents)
    )


def _table(say: Spoken, line: Line) -> str:
    values = line.values
    return say.phrases(
        line.words,
        when=say.when(values),
        time=_counted(say, line),
        share=_share(say, values, "table") if line.counted_ms else say.phrases("table_none"),
        sum=_hour_times(say, values),
        amount=say.money(line.cents),
    )


def _supplement(say: Spoken, line: Line) -> str:
    values = line.values
    hours, day = values["hours"], values["day"]
    why = [say.hours(hours) if hours else "", say.day(day) if day else ""]
    return say.phrases(
        line.words,
        why=", ".join(part for part in why if part),
        time=say.length(int(values["part_ms"])),
        share=_share(say, values, "table") if values["part_ms"] else say.phrases("table_none"),
        sum=_hour_times(say, values),
        amount=say.money(line.cents),
    )


def _minimum(say: Spoken, line: Line) -> str:
    values = line.values
    time = say.length(int(values["minutes"]) * 60 * _SECOND_MS)
    return say.phrases(
        line.words,
        sum=_joined([time, _per_hour(say, values)]),
        least=say.money(int(values["least"])),
        amount=say.money(line.cents),
    )


def _email(say: Spoken, line: Line) -> str:
    values = line.values
    return say.phrases(
        line.words,
        what=say.number("what_email", int(values["count"])),
        share=_share(say, values, "mail"),
        sum=_hour_times(say, values),
        amount=say.money(line.cents),
    )


def _pack(say: Spoken, line: Line) -> str:
    values = line.values
    left = int(values["left"])
    return say.phrases(
        line.words,
        when=say.when(values),
        time=say.length(line.ms),
        units=say.number("units", line.units),
        pack=values["pack"],
        unit_minutes=values["unit_minutes"],
        left=say.number("left", left) if left else say.phrases("left_none"),
        expires=say.on(str(values["expires"])),
    )


def _work(say: Spoken, line: Line) -> str:
    if line.values["work"] == WorkKind.EMAIL:
        what = say.number("what_email", int(line.values["count"]))
    else:
        what = say.phrases("what_wrong_channel")
    return say.phrases(line.words, what=what, amount=say.money(line.cents))


_SAYS: Final[Mapping[Says, Callable[[Spoken, Line], str]]] = {
    Says.NO_TIME: _plain,
    Says.PART_OF_SESSION: _plain,
    Says.IGNORED: _ignored,
    Says.FREE: _timed,
    Says.HOURLY: _hourly,
    Says.STEPS: _table,
    Says.PHONE: _table,
    Says.SUPPLEMENT: _supplement,
    Says.MINIMUM: _minimum,
    Says.BASE: _plain,
    Says.EMAIL: _email,
    Says.WRONG_CHANNEL: _plain,
    Says.PACK: _pack,
    Says.PACK_OVER: _plain,
    Says.PACK_EXHAUSTED: _timed,
    Says.ANNUAL: _timed,
    Says.ANNUAL_WORK: _work,
    Says.NO_RULE: _timed,
    Says.NO_RULE_WORK: _work,
}


def _counted(say: Spoken, line: Line) -> str:
    """The time of a line, and what it counts as where rounding changed it."""
    time, counted, values = say.length(line.ms), say.length(line.counted_ms), line.values
    if "block" not in values or (counted == time and "carried" not in values):
        return time
    key = "blocks_nearest" if values["mode"] == Mode.NEAREST else "blocks_up"
    how = [say.phrases(key, block=values["block"])]
    if "carried" in values:
        how.append(say.phrases("blocks_carried"))
    return f"{time}, {say.phrases('counted', counted=counted, how='; '.join(how))}"


def _per_hour(say: Spoken, values: Values) -> str:
    """× 60,00 €/h, times what the band says."""
    parts = [say.phrases("per_hour", price=say.money(int(values["hourly"])))]
    if "outside" in values:
        parts.append(say.phrases("factor", percent=values["outside"], why=_hours(say, values)))
    if "day" in values:
        why = say.day(values["day"])
        parts.append(say.phrases("factor", percent=values["day_percent"], why=why))
    return _joined([*parts, _urgent(say, values)])


def _hours(say: Spoken, values: Values) -> str:
    return say.hours(values["hours"])


def _hour_times(say: Spoken, values: Values) -> str:
    """The price of an hour, times what the line puts on it."""
    percents = [values.get(key, _HUNDRED) for key in ("base_percent", "more", "more_on")]
    plain = [
        say.phrases("factor_plain", percent=percent) for percent in percents if percent != _HUNDRED
    ]
    return _joined([say.money(int(values["hourly"])), *plain, _urgent(say, values)])


def _urgent(say: Spoken, values: Values) -> str:
    if "urgent" not in values:
        return ""
    return say.phrases("factor", percent=values["urgent"], why=say.phrases("urgent"))


def _joined(parts: list[str]) -> str:
    return " ".join(part for part in parts if part)


def _share(say: Spoken, values: Values, kind: str) -> str:
    """What a table of steps says: which step, and how often the whole table."""
    step = {"percent": values["step"], "up_to": values["up_to"], "over": values["over"]}
    if values["up_to"]:
        share = _step(say, f"{kind}_first", values["up_to"], step)
    elif values["over"]:
        share = _step(say, f"{kind}_over", values["over"], step)
    else:
        share = say.phrases(f"{kind}_any", **step)
    if not values["rounds"]:
        return share
    whole = {key: values[key] for key in ("rounds", "whole", "last", "percent")}
    return say.phrases("table_again", share=share, **whole)


def _step(say: Spoken, key: str, end: int | str, step: Mapping[str, int | str]) -> str:
    return say.phrases(f"{key}_one" if end == 1 and key.startswith("mail") else key, **step)
