/** Documents of tariffs and contracts in words that people read. Pure. */

import { hoursLines, WEEKDAYS, weekday } from "./hours.js";
import { day, euro, joined, yearly } from "./money.js";

/** @typedef {import("./answers.js").TariffDocument} Tariff */
/** @typedef {import("./answers.js").Rule} Rule */
/** @typedef {import("./answers.js").Step} Step */
/** @typedef {import("./hours.js").Say} Say */
/** @typedef {{title: string, lines: string[]}} Part */

/** What may be done for a customer, the usual first. */
export const WORKS = ["session", "phone", "email", "wrong_channel"];

/**
 * A tariff in parts, each with a title; parts that say nothing are left out.
 * @param {Tariff} tariff
 * @param {Say} say
 * @param {string} language
 * @returns {Part[]}
 */
export function tariffParts(tariff, say, language) {
  const parts = [
    { title: say("tariff.part_price"), lines: price(tariff, say, language) },
    { title: say("tariff.part_sessions"), lines: sessions(tariff, say, language) },
    { title: say("tariff.part_phone"), lines: steps(tariff.phone.steps, "phone", tariff, say, language) },
    { title: say("tariff.part_email"), lines: steps(tariff.email.steps, "email", tariff, say, language) },
    { title: say("tariff.part_hours"), lines: opening(tariff, say, language) },
    { title: say("tariff.part_surcharges"), lines: surcharges(tariff, say) },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

/**
 * A contract's rules in their order, one sentence each.
 * @param {readonly Rule[]} rules
 * @param {Say} say
 * @param {string} language
 */
export function ruleLines(rules, say, language) {
  return rules.map((rule) => {
    if (rule.kind === "annual") {
      const known = WORKS.filter((work) => rule.works.includes(work));
      const works = joined(known.map((work) => say(`rule.work_${work}`)), language);
      return say(rule.inside_only ? "rule.annual_inside" : "rule.annual", { works });
    }
    if (rule.kind === "pack") return say(`rule.pack_${rule.beyond}`);
    return say("rule.tariff", { tariff: rule.tariff });
  });
}

/**
 * @param {Tariff} tariff
 * @param {Say} say
 * @param {string} language
 */
function price(tariff, say, language) {
  const cents = (/** @type {number} */ amount) => euro(amount, language);
  const wrong = tariff.wrong_channel_cents;
  return [
    say("tariff.hourly", { amount: cents(tariff.hourly_cents) }),
    say("tariff.vat", { percent: tariff.vat_percent }),
    ...(wrong > 0 ? [say("tariff.wrong_channel", { amount: cents(wrong) })] : []),
  ];
}

/**
 * @param {Tariff} tariff
 * @param {Say} say
 * @param {string} language
 */
function sessions(tariff, say, language) {
  const terms = tariff.session;
  const last = terms.steps.at(-1)?.up_to;
  const way = last
    ? [...steps(terms.steps, "phone", tariff, say, language), say("tariff.again", { minutes: last })]
    : [say("tariff.by_time")];
  const rounding = { minutes: terms.round_minutes };
  /** @type {[boolean, string][]} */
  const others = [
    [terms.round_minutes > 0, say(`tariff.round_${terms.round_mode}`, rounding)],
    [terms.round_minutes === 0 && !last, say("tariff.round_exact")],
    [terms.base_cents > 0, say("tariff.base", { amount: euro(terms.base_cents, language) })],
    [terms.minimum_minutes > 0, say("tariff.minimum", { minutes: terms.minimum_minutes })],
    [terms.free_minutes > 0, say("tariff.free", { minutes: terms.free_minutes })],
    [terms.ignore_seconds > 0, say("tariff.ignore", { seconds: terms.ignore_seconds })],
    [terms.merge_minutes > 0, say("tariff.merge", { minutes: terms.merge_minutes })],
  ];
  return [...way, ...others.filter(([said]) => said).map(([, line]) => line)];
}

/**
 * @param {readonly Step[]} table
 * @param {"phone" | "email"} what by minutes, or by messages
 * @param {Tariff} tariff
 * @param {Say} say
 * @param {string} language
 */
function steps(table, what, tariff, say, language) {
  const unit = what === "phone" ? "minutes" : "messages";
  return table.map(({ up_to, percent }, at) => {
    const amount = euro(Math.round((tariff.hourly_cents * percent) / 100), language);
    if (up_to !== undefined) return say(`tariff.step_${unit}`, { up_to, percent, amount });
    return say(at === 0 ? "tariff.step_any" : "tariff.step_more", { percent, amount });
  });
}

/**
 * @param {Tariff} tariff
 * @param {Say} say
 * @param {string} language
 */
function opening(tariff, say, language) {
  const { country, patron, closed } = tariff.holidays;
  const seasons = tariff.season.map(({ from, to, ...days }) => {
    const lines = hoursLines(/** @type {Record<string, string[]>} */ (days), say, language);
    const ends = { from: yearly(from, language), to: yearly(to, language) };
    return say("tariff.season", { ...ends, hours: lines.join("; ") });
  });
  const closures = tariff.closed.map(({ from, to }) =>
    say("tariff.closed", { from: day(from, language), to: day(to, language) }),
  );
  const place = country && new Intl.DisplayNames(language, { type: "region" }).of(country);
  const known = country === "" ? [] : [
    say(closed ? "tariff.holidays_closed" : "tariff.holidays_open", { country: place || country }),
    ...(patron ? [say("tariff.patron")] : []),
  ];
  const usual = hoursLines(tariff.hours, say, language);
  return [...usual, ...seasons, ...closures, ...known, ...restDays(tariff, say, language), ...zone(tariff, say)];
}

/**
 * @param {Tariff} tariff
 * @param {Say} say
 */
function zone(tariff, say) {
  return tariff.zone === "Europe/Rome" ? [] : [say("tariff.zone", { zone: tariff.zone })];
}

/**
 * @param {Tariff} tariff
 * @param {Say} say
 */
function surcharges(tariff, say) {
  const { percent, applies } = tariff.outside;
  const kinds = Object.entries(tariff.days).filter(([, value]) => value !== 100);
  return [
    ...(percent > 0 ? [say(`tariff.outside_${applies}`, { percent })] : []),
    ...kinds.map(([kind, value]) => say(`tariff.day_${kind}`, { percent: value })),
    ...(tariff.urgent_percent > 0 ? [say("tariff.urgent", { percent: tariff.urgent_percent })] : []),
  ];
}

/**
 * The weekdays that count as holidays, where they are not the usual Sunday alone.
 * @param {Tariff} tariff
 * @param {Say} say
 * @param {string} language
 */
function restDays(tariff, say, language) {
  const days = tariff.holidays.rest_days;
  if (days.join() === "sun") return [];
  const names = days.map((word) => weekday(WEEKDAYS.indexOf(word), language));
  return [names.length > 0 ? say("tariff.rest_days", { days: joined(names, language) }) : say("tariff.no_rest_days")];
}
