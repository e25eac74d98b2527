/** A customer's contract in words, what went before, and entering a new one. */

import { ruleLines } from "../../billing/readable.js";
import { day } from "../../billing/money.js";
import { el, fill, say } from "../../dom.js";
import { problem } from "../parts.js";
import { contractForm } from "./contractform.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/api.js").AgreementsApi} AgreementsApi */
/** @typedef {import("../../billing/answers.js").Contract} Contract */
/** @typedef {import("../../billing/answers.js").Contracts} Contracts */
/** @typedef {import("../../billing/answers.js").ContractDocument} ContractDocument */

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {number} customer
 */
export function contractCard(app, api, customer) {
  const shown = el("div", { class: "contracts" });
  const place = el("div");
  const note = el("p", { class: "note", role: "status" });
  const title = el("h2", { id: "contract-title", tabindex: -1 }, app.t("contract.title"));
  const paint = (/** @type {Contracts} */ found) => fill(shown, ...contracts(app, found));
  const done = (/** @type {Contracts} */ found) => {
    paint(found);
    fill(place);
    say(note, app.t("contract.entered"));
    title.focus();
  };
  const close = () => {
    fill(place);
    button.focus();
  };
  const open = () => {
    fill(place, contractForm(app, api, customer, { done, close }));
    place.querySelector("input")?.focus();
  };
  const button = el("button", { onclick: open }, app.t("contract.new"));
  api.contracts(customer).then(paint, (error) => say(note, problem(app, error)));
  const heading = el("div", { class: "heading" }, title, button);
  return el("section", { class: "card", "aria-labelledby": "contract-title" }, heading, note, shown, place);
}

/**
 * @param {App} app
 * @param {Contracts} found
 */
function contracts(app, { contracts: all, in_force: holding, today }) {
  const now = all.find(({ id }) => id === holding);
  const others = all.filter(({ id }) => id !== holding);
  const first = now ? one(app, now, app.t("contract.in_force")) : el("p", { class: "warning" }, app.t("contract.none"));
  if (others.length === 0) return [first];
  const list = others.map((contract) => {
    const coming = contract.valid_from > today;
    return el("li", {}, one(app, contract, app.t(coming ? "contract.coming" : "contract.replaced")));
  });
  const history = el("summary", {}, app.t("contract.history", { count: others.length }));
  const open = others.some(({ valid_from }) => valid_from > today);
  return [first, el("details", { open }, history, el("ol", { class: "history" }, ...list))];
}

/**
 * @param {App} app
 * @param {Contract} contract
 * @param {string} state
 */
function one(app, { valid_from, valid_until, document, by, at }, state) {
  /** @type {ContractDocument} */
  const { rules } = JSON.parse(document);
  const say = (/** @type {string} */ key, values = {}) => app.t(key, values);
  const from = day(valid_from, app.language);
  const span = valid_until
    ? app.t("contract.from_to", { from, to: day(valid_until, app.language) })
    : app.t("contract.from", { from });
  const who = app.t(by ? "contract.by" : "contract.by_command", { by, at: day(at.slice(0, 10), app.language) });
  const lines = ruleLines(rules, say, app.language).map((line) => el("li", {}, line));
  return el(
    "div",
    { class: "contract" },
    el("p", {}, el("strong", {}, state), " ", span),
    el("ol", { class: "rules" }, ...lines),
    el("p", { class: "muted small" }, who),
  );
}
