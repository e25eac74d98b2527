/** Customer, note and urgency of an item: what was typed stays, whatever somebody else does meanwhile. */

import { differing, editOf } from "../../billing/standing.js";
import { el, fill, say } from "../../dom.js";
import { customerList, field } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").Customer} Customer */
/** @typedef {import("../../billing/monthanswers.js").Item} Item */
/** @typedef {import("../../billing/monthanswers.js").Edit} Edit */

const NOTE_MOST = 2000;

/** The form of one item at a time. */
export class EditForm {
  #app;
  #customer;
  #note = el("textarea", { id: "item-note", maxlength: NOTE_MOST, rows: 3 });
  #urgent = el("input", { id: "item-urgent", type: "checkbox" });
  #save;
  /** What the fields held when they were last the item's. @type {Edit} */
  #base = { customer: 0, note: "", urgent: false };
  /** Where it says what is there now, by field. @type {Record<keyof Edit, HTMLElement>} */
  #now;

  /**
   * @param {App} app
   * @param {Customer[]} customers
   * @param {{save: () => void, typed: () => void}} then
   */
  constructor(app, customers, then) {
    this.#app = app;
    this.#customer = customerList(app, customers, 0, { id: "item-customer" });
    this.#save = el("button", { type: "submit", disabled: true }, app.t("item.save"));
    const now = () => el("p", { class: "now", role: "status" });
    this.#now = { customer: now(), note: now(), urgent: now() };
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      then.save();
    };
    const typed = () => {
      this.#save.disabled = !this.dirty;
      then.typed();
    };
    const urgent = el("label", { class: "tick" }, this.#urgent, app.t("item.urgent"));
    this.element = el(
      "form",
      { class: "entering editing", onsubmit: submit, oninput: typed },
      field(app.t("item.customer"), this.#customer, this.#now.customer),
      field(app.t("item.note"), this.#note, this.#now.note),
      el("div", {}, urgent, this.#now.urgent),
      el("div", { class: "foot" }, this.#save),
    );
  }

  get dirty() {
    return differing(this.values(), this.#base).length > 0;
  }

  /** @returns {Edit} */
  values() {
    return {
      customer: Number(this.#customer.value),
      note: this.#note.value.trim(),
      urgent: this.#urgent.checked,
    };
  }

  /**
   * The fields hold what the item has.
   * @param {Item} item
   */
  set(item) {
    this.#write(editOf(item));
    this.#base = this.values();
    this.#save.disabled = true;
    this.#customer.disabled = item.entry === null;
    for (const place of Object.values(this.#now)) fill(place);
  }

  /**
   * What somebody typed before and did not save.
   * @param {Edit} edit
   */
  type(edit) {
    this.#write(edit);
    this.#save.disabled = !this.dirty;
  }

  /**
   * Somebody else changed the item: the fields keep what was typed, and say what is there now.
   * @param {Item} item
   */
  conflict(item) {
    const now = editOf(item);
    const names = { customer: item.customer?.name ?? this.#app.t("customer.unknown"), note: now.note || this.#app.t("item.empty"), urgent: this.#app.t(now.urgent ? "item.is_urgent" : "item.not_urgent") };
    const mine = this.values();
    const changed = differing(now, this.#base);
    // What this reader left alone follows the other's change.
    for (const name of changed) if (mine[name] === this.#base[name]) Object.assign(mine, { [name]: now[name] });
    this.#write(mine);
    for (const name of differing(now, mine)) this.#tell(name, names[name], now);
    this.#base = now;
    this.#save.disabled = !this.dirty;
  }

  /**
   * @param {keyof Edit} name
   * @param {string} shown
   * @param {Edit} now
   */
  #tell(name, shown, now) {
    const place = this.#now[name];
    const take = () => {
      this.#write({ ...this.values(), [name]: now[name] });
      this.#save.disabled = !this.dirty;
      fill(place);
    };
    const button = el("button", { type: "button", class: "quiet", onclick: take }, this.#app.t("item.take_theirs"));
    fill(place, el("span", {}, this.#app.t("item.now_there", { value: shown })), button);
  }

  /** @param {Edit} edit */
  #write({ customer, note, urgent }) {
    this.#customer.value = String(customer);
    if (this.#note.value.trim() !== note) this.#note.value = note;
    this.#urgent.checked = urgent;
  }
}

/**
 * A form with a reason, for what must be explained.
 * @param {App} app
 * @param {string} word what is decided
 * @param {{inner?: (HTMLElement | null)[], send: (reason: string) => void, close: () => void}} then
 */
export function reasonForm(app, word, { inner = [], send, close }) {
  const input = el("input", { id: "item-reason", maxlength: 200, required: true, autocomplete: "off" });
  const wrong = el("p", { class: "wrong", role: "alert" });
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const reason = input.value.trim();
    say(wrong, reason ? "" : app.t("item.reason_needed"));
    if (reason) send(reason);
    else input.focus();
  };
  return el(
    "form",
    { class: "entering", novalidate: true, onsubmit: submit, "aria-label": app.t(`decide.${word}`) },
    el("p", { class: "hint" }, app.t(`decide.${word}_hint`)),
    ...inner,
    field(app.t("item.reason"), input, wrong),
    buttons(app, word, close),
  );
}

/**
 * The end of a form that decides.
 * @param {App} app
 * @param {string} word
 * @param {() => void} close
 */
export function buttons(app, word, close) {
  return el(
    "div",
    { class: "foot" },
    el("button", { class: "main", type: "submit" }, app.t(`decide.${word}_now`)),
    el("button", { class: "quiet", type: "button", onclick: close }, app.t("cancel")),
  );
}
