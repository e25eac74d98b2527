/** Work without a session, entered by hand: the same form for technicians and the office. */

import { localMinute, newWork, WORK_KINDS } from "../../billing/work.js";
import { el, say } from "../../dom.js";
import { Fields } from "./faults.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/api.js").AgreementsApi} AgreementsApi */
/** @typedef {import("../../billing/answers.js").Work} Work */

const NOTE_MOST = 2000;

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {() => number} customer 0 where none is chosen yet
 * @param {(work: Work) => void} done
 */
export function workForm(app, api, customer, done) {
  return new WorkForm(app, api, customer, done).element;
}

class WorkForm {
  #app;
  #fields;
  #note = el("p", { class: "saved", role: "status" });
  #kind;
  #began = el("input", { id: "work-began", type: "datetime-local", required: true });
  #minutes = el("input", { id: "work-minutes", type: "number", min: 1, max: 1440, step: 1 });
  #messages = el("input", { id: "work-messages", type: "number", min: 1, max: 1000, step: 1 });
  #session = el("input", { id: "work-session", type: "number", min: 1, step: 1 });
  #urgent = el("input", { type: "checkbox" });
  #text = el("textarea", { id: "work-note", maxlength: NOTE_MOST, rows: 2 });

  /**
   * @param {App} app
   * @param {AgreementsApi} api
   * @param {() => number} customer
   * @param {(work: Work) => void} done
   */
  constructor(app, api, customer, done) {
    this.#app = app;
    this.#fields = new Fields(app);
    const kinds = WORK_KINDS.map((kind) => el("option", { value: kind }, app.t(`work.kind_${kind}`)));
    this.#kind = el("select", { id: "work-kind", onchange: () => this.#fit() }, ...kinds);
    this.#began.value = localMinute(new Date());
    const send = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      await this.#send(customer(), api, done);
    };
    this.element = el("form", { class: "entering", novalidate: true, onsubmit: send }, this.#inputs(), this.#foot());
    this.#fit();
  }

  #inputs() {
    const { app, fields } = { app: this.#app, fields: this.#fields };
    const urgent = el("label", { class: "tick" }, this.#urgent, app.t("work.urgent"));
    const text = fields.add("note", app.t("work.note"), this.#text, app.t("work.note_hint"));
    text.className = "field wide";
    return el(
      "div",
      { class: "inline" },
      fields.add("kind", app.t("work.kind"), this.#kind),
      fields.add("began_at", app.t("work.began"), this.#began),
      fields.add("minutes", app.t("work.minutes"), this.#minutes),
      fields.add("messages", app.t("work.messages"), this.#messages),
      fields.add("session", app.t("work.session"), this.#session, app.t("work.session_hint")),
      text,
      urgent,
    );
  }

  #foot() {
    const button = el("button", { class: "main", type: "submit" }, this.#app.t("work.enter"));
    return el("div", { class: "foot" }, button, this.#note, this.#fields.error);
  }

  /** Each kind of work has its own measure. */
  #fit() {
    const kind = this.#kind.value;
    const shown = [this.#minutes, kind === "phone", this.#messages, kind === "email", this.#session, kind === "phone"];
    for (let at = 0; at < shown.length; at += 2) {
      const place = /** @type {HTMLElement} */ (shown[at]).closest(".field");
      if (place instanceof HTMLElement) place.hidden = shown[at + 1] !== true;
    }
  }

  /**
   * @param {number} customer
   * @param {AgreementsApi} api
   * @param {(work: Work) => void} done
   */
  async #send(customer, api, done) {
    this.#fields.clear();
    say(this.#note, "");
    const form = {
      kind: this.#kind.value,
      began: this.#began.value,
      minutes: this.#minutes.value,
      messages: this.#messages.value,
      urgent: this.#urgent.checked,
      note: this.#text.value,
      session: this.#session.value,
    };
    if (customer === 0) return say(this.#fields.error, this.#app.t("work.whose"));
    try {
      const kept = await api.addWork(customer, newWork(form));
      for (const control of [this.#minutes, this.#messages, this.#session, this.#text]) control.value = "";
      this.#urgent.checked = false;
      say(this.#note, this.#app.t("work.entered"));
      done(kept);
    } catch (error) {
      const fields = ["began_at", "minutes", "messages", "session"];
      this.#fields.refuse(error, Object.fromEntries(fields.map((one) => [`bad_request ${one}`, `work.bad_${one}`])));
    }
    return undefined;
  }
}
