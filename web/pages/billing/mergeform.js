/** Which session another is billed together with. */

import { ALL } from "../../billing/filter.js";
import { span } from "../../billing/spans.js";
import { mergeable } from "../../billing/standing.js";
import { moment } from "../../clock.js";
import { el, fill, say } from "../../dom.js";
import { field, problem } from "../parts.js";
import { buttons } from "./editform.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/monthapi.js").MonthApi} MonthApi */
/** @typedef {import("../../billing/monthanswers.js").Item} Item */

/** Items are numbered nearly in order of time, so that the nearest have near numbers. */
const AROUND = 100;

/**
 * @param {App} app
 * @param {MonthApi} api
 * @param {Item} item
 * @param {{send: (into: Item) => void, close: () => void}} then
 */
export function mergeForm(app, api, item, { send, close }) {
  const list = el("select", { id: "item-into" });
  const note = el("p", { class: "hint", role: "status" });
  /** @type {Item[]} */
  let found = [];
  const load = async () => {
    try {
      const filter = { ...ALL, month: item.month, customer: String(item.customer?.id ?? "") };
      const { items } = await api.items(filter, item.item + AROUND, 2 * AROUND);
      found = mergeable(item, items);
      fill(list, ...found.map((one) => el("option", { value: one.item }, described(app, one))));
      say(note, app.t(found.length > 0 ? "decide.merge_hint" : "decide.merge_none"));
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const into = found.find((one) => one.item === Number(list.value));
    if (into) send(into);
  };
  void load();
  return el(
    "form",
    { class: "entering", onsubmit: submit, "aria-label": app.t("decide.merge") },
    field(app.t("decide.into"), list, note),
    buttons(app, "merge", close),
  );
}

/**
 * @param {App} app
 * @param {Item} item
 */
function described(app, { began_at, ms, pc, technician }) {
  const length = span(ms, (key, values) => app.t(key, values));
  return [moment(began_at, app.language), length, pc, technician].filter(Boolean).join(" · ");
}
