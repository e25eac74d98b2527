/** One item with all that is known of it, and what may be decided about it. */

import { decisions, editable, standing } from "../../billing/standing.js";
import { moment } from "../../clock.js";
import { el, fill, say } from "../../dom.js";
import { customerList, field, problem } from "../parts.js";
import { EditForm, reasonForm } from "./editform.js";
import { badge, chargesBlock, eventsBlock, flagsBlock, priceBlock } from "./explained.js";
import { about, facts, partsBlock, receiptBlock } from "./itemparts.js";
import { mergeForm } from "./mergeform.js";
import { timeline } from "./timeline.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").Customer} Customer */
/** @typedef {import("../../billing/monthapi.js").MonthApi} MonthApi */
/** @typedef {import("../../billing/monthanswers.js").WholeItem} WholeItem */
/** @typedef {import("../../billing/monthanswers.js").Edit} Edit */

/** Decisions that need no more than a click. */
const AT_ONCE = ["approve", "reopen", "include", "split"];
/** What was typed and not saved, by item, until the page is loaded again. @type {WeakMap<App, Map<number, Edit>>} */
const TYPED = new WeakMap();

/** Shows one item after the other in the same place. */
export class ItemView {
  #app;
  #api;
  #customers;
  #changed;
  #office;
  #edit;
  #busy = false;
  /** @type {WholeItem | null} */
  #item = null;
  #title = el("h3", { tabindex: -1 });
  #note = el("p", { class: "saved", role: "status" });
  #error = el("p", { class: "error", role: "alert" });
  #body = el("div", { class: "item-body" });
  #acts = el("div", { class: "foot acts" });
  #place = el("div", { class: "deciding" });

  /**
   * @param {App} app
   * @param {MonthApi} api
   * @param {Customer[]} customers
   * @param {(item: WholeItem, word: string) => void} changed after each change; word: what was decided
   */
  constructor(app, api, customers, changed) {
    this.#app = app;
    this.#api = api;
    this.#customers = customers;
    this.#changed = changed;
    this.#office = app.me.roles.some((role) => role !== "technician");
    this.#edit = new EditForm(app, customers, { save: () => void this.#save(), typed: () => this.#typed() });
    this.element = el("article", { class: "item" }, this.#title, this.#note, this.#error, this.#body);
  }

  /** The item on show, once it is there. */
  get item() {
    return this.#item;
  }

  /**
   * Reads an item and shows it.
   * @param {number} number
   * @returns {Promise<boolean>} whether it is there
   */
  async show(number) {
    this.#say("", "");
    fill(this.#place);
    try {
      const item = await this.#api.item(number);
      this.#edit.set(item);
      const typed = this.#drafts.get(number);
      if (typed) this.#edit.type(typed);
      this.#paint(item);
      return true;
    } catch (error) {
      const { code } = /** @type {{code?: string}} */ (error);
      say(this.#error, code === "not_found" ? this.#app.t("item.gone") : problem(this.#app, error));
      return false;
    }
  }

  focus() {
    this.#title.focus();
  }

  /** Approves the item, after what was typed is saved; whether it is approved now. */
  async approve() {
    const item = this.#item;
    if (!item || !this.#office || standing(item) !== "open") return false;
    if (this.#edit.dirty && !(await this.#save())) return false;
    const seen = this.#item;
    if (!seen || seen.charge === null) return this.#refuse(this.#app.t("hinder.not_priced"));
    return this.#do("approve", () => this.#api.decide(seen.item, "approve", { version: seen.version }));
  }

  get #drafts() {
    const known = TYPED.get(this.#app) ?? new Map();
    TYPED.set(this.#app, known);
    return known;
  }

  #typed() {
    const number = this.#item?.item ?? 0;
    if (this.#edit.dirty) this.#drafts.set(number, this.#edit.values());
    else this.#drafts.delete(number);
    // The button stays the same: a click that has begun on it must end on it.
    const approve = this.#acts.querySelector("[data-word=approve]");
    if (approve) say(approve, this.#approving());
  }

  #approving() {
    return this.#app.t(this.#edit.dirty ? "decide.approve_saved" : "decide.approve");
  }

  async #save() {
    const item = this.#item;
    if (!item) return false;
    const done = await this.#do("edit", () => this.#api.edit(item.item, item.version, this.#edit.values()));
    if (done && this.#item) this.#edit.set(this.#item);
    if (done) this.#typed();
    return done;
  }

  /**
   * Takes a decision and shows the item as it is then.
   * @param {string} word
   * @param {() => Promise<WholeItem>} work
   */
  async #do(word, work) {
    if (this.#busy) return false;
    this.#busy = true;
    this.#say("", "");
    try {
      const item = await work();
      fill(this.#place);
      if (!this.#edit.dirty) this.#edit.set(item);
      this.#paint(item);
      say(this.#note, this.#app.t(`done.${word}`));
      // The button that was pressed may be gone, and the reader's place with it.
      if (document.activeElement === document.body) this.#title.focus();
      this.#changed(item, word);
      return true;
    } catch (error) {
      return await this.#refused(error);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Says why not. Where somebody else was faster, the item is shown as it is now, and what was typed
   * stays.
   * @param {unknown} failure an ApiError
   */
  async #refused(failure) {
    const { code, why = [] } = /** @type {{code?: string, why?: import("../../answers.js").Why[]}} */ (failure);
    const reason = why[0]?.reason ?? "";
    const said = this.#app.known(`hinder.${reason}`) ? this.#app.t(`hinder.${reason}`) : problem(this.#app, failure);
    if (code !== "conflict" || !this.#item) return this.#refuse(said);
    try {
      const item = await this.#api.item(this.#item.item);
      this.#edit.conflict(item);
      this.#paint(item);
      this.#changed(item, "");
      const last = item.events.findLast(({ by }) => by !== "");
      const who = last && reason === "stale" ? this.#app.t("item.changed_by", { by: last.by, at: moment(last.at, this.#app.language) }) : "";
      return this.#refuse([said, who].filter(Boolean).join(" "));
    } catch {
      return this.#refuse(said);
    }
  }

  /** @param {string} said */
  #refuse(said) {
    this.#say("", said);
    return false;
  }

  /**
   * @param {string} note
   * @param {string} error
   */
  #say(note, error) {
    say(this.#note, note);
    say(this.#error, error);
  }

  /** @param {WholeItem} item */
  #paint(item) {
    const app = this.#app;
    this.#item = item;
    const name = item.entry === null ? app.t(`itemkind.${item.kind}`) : app.t("item.session", { entry: item.entry });
    fill(this.#title, name, " ", badge(app, item));
    this.#buttons();
    const form = editable(item, this.#office) ? this.#edit.element : facts(app, item);
    const main = [
      el("p", { class: "muted" }, about(app, item)),
      flagsBlock(app, item),
      priceBlock(app, item),
      item.intervals.length > 0 ? timeline(app, item) : null,
    ];
    const side = [form, this.#office ? this.#acts : null, this.#place, receiptBlock(app, this.#api, item), partsBlock(app, item)];
    const more = el("div", { class: "item-more" }, chargesBlock(app, item), eventsBlock(app, item));
    fill(this.#body, el("div", { class: "item-main" }, ...main), el("div", { class: "item-side" }, ...side), more);
  }

  #buttons() {
    const item = this.#item;
    if (!item) return;
    const words = decisions(item);
    fill(this.#acts, ...words.map((word) => this.#button(item, word)));
  }

  /**
   * @param {WholeItem} item
   * @param {string} word
   */
  #button(item, word) {
    const app = this.#app;
    if (word === "approve") {
      return el("button", { class: "main", "data-word": word, onclick: () => void this.approve() }, this.#approving());
    }
    const { item: number, version } = item;
    const click = AT_ONCE.includes(word)
      ? () => void this.#do(word, () => this.#api.decide(number, word, { version }))
      : () => this.#open(item, word);
    return el("button", { "data-word": word, onclick: click }, app.t(`decide.${word}`));
  }

  /**
   * @param {WholeItem} item
   * @param {string} word that needs a form
   */
  #open(item, word) {
    const close = () => {
      fill(this.#place);
      /** @type {HTMLElement | null} */ (this.#acts.querySelector(`[data-word=${word}]`))?.focus();
    };
    const seen = () => this.#item?.version ?? item.version;
    const decide = (/** @type {Record<string, unknown>} */ body) =>
      void this.#do(word, () => this.#api.decide(item.item, word, { version: seen(), ...body }));
    const form = {
      exclude: () => reasonForm(this.#app, word, { send: (reason) => decide({ reason }), close }),
      merge: () =>
        mergeForm(this.#app, this.#api, item, {
          send: (into) => decide({ into: into.item, into_version: into.version }),
          close,
        }),
      correct: () => this.#correction(item, decide, close),
    }[/** @type {"exclude" | "merge" | "correct"} */ (word)];
    fill(this.#place, form());
    /** @type {HTMLElement | null} */ (this.#place.querySelector("input, select"))?.focus();
  }

  /**
   * @param {WholeItem} item
   * @param {(body: Record<string, unknown>) => void} decide
   * @param {() => void} close
   */
  #correction(item, decide, close) {
    const app = this.#app;
    const whose = item.customer?.id ?? 0;
    const list = customerList(app, this.#customers, whose, { id: "correct-customer", disabled: item.entry === null });
    const billed = el("input", { id: "correct-billed", type: "checkbox", checked: true });
    const inner = [
      field(app.t("decide.correct_customer"), list),
      el("label", { class: "tick" }, billed, app.t("decide.correct_billed")),
    ];
    const send = (/** @type {string} */ reason) =>
      decide({ reason, customer: Number(list.value), billed: billed.checked });
    return reasonForm(app, "correct", { inner, send, close });
  }
}
