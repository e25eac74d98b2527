/** For admins: who may do what, and where everybody is signed in. */

import { el, say } from "../../dom.js";
import { Listing } from "../listing.js";
import { problem } from "../parts.js";
import { SignIns } from "../account/signins.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").Account} Account */
/** @typedef {import("../../api.js").Role} Role */

/** @type {readonly Role[]} */
const ROLES = ["technician", "billing", "admin"];

/**
 * @param {App} app
 * @returns {import("../shell.js").Content}
 */
export function accounts(app) {
  const list = new Accounts(app);
  const signIns = new SignIns(app, true);
  void list.load();
  void signIns.load();
  const title = el("h1", { tabindex: -1 }, app.t("nav.accounts"));
  return { element: el("div", { class: "stack" }, title, list.element, signIns.element), begin: title };
}

class Accounts {
  #app;
  #list;
  #note = el("p", { class: "note", role: "status" });

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const heads = ["name", "roles", "may", "passkeys", "recovery"];
    const title = app.t("accounts.title");
    this.#list = new Listing([...heads.map((name) => app.t(`accounts.${name}`)), ""], title);
    this.element = el(
      "section",
      { class: "card", "aria-labelledby": "accounts-title" },
      el("h2", { id: "accounts-title" }, title),
      el("p", { class: "muted" }, app.t("accounts.hint")),
      this.#list.element,
      this.#note,
    );
  }

  async load() {
    try {
      const found = await this.#app.api.accounts();
      this.#list.clear();
      for (const account of found) this.#list.add(this.#row(account));
    } catch (error) {
      say(this.#note, problem(this.#app, error));
    }
  }

  /** @param {Account} account */
  #row(account) {
    const app = this.#app;
    const own = account.name === app.me.name;
    const note = el("span", { class: "saved", role: "status" });
    const tick = (/** @type {string} */ word, /** @type {boolean} */ on, /** @type {boolean} */ fixed) => {
      const change = () => void this.#save(account, boxes, note);
      const box = el("input", { type: "checkbox", checked: on, disabled: fixed, onchange: change });
      return { box, element: el("label", { class: "tick" }, box, app.t(word)) };
    };
    const roles = ROLES.map((role) =>
      tick(`role.${role}`, account.roles.includes(role), own && role === "admin"),
    );
    const may = tick("accounts.may_sign_in", !account.disabled, own);
    const boxes = { roles: roles.map(({ box }) => box), may: may.box };
    const group = { role: "group", class: "ticks", "aria-label": `${app.t("accounts.roles")}: ${account.name}` };
    return [
      el("span", { class: "two" }, el("strong", {}, account.name), el("span", {}, account.full_name)),
      el("div", group, ...roles.map(({ element }) => element)),
      may.element,
      String(account.passkeys),
      String(account.recovery_left),
      note,
    ];
  }

  /**
   * Keeps what the boxes say; puts them back where that fails.
   * @param {Account} account
   * @param {{roles: HTMLInputElement[], may: HTMLInputElement}} boxes
   * @param {HTMLElement} note
   */
  async #save(account, boxes, note) {
    const roles = ROLES.filter((_, at) => boxes.roles[at]?.checked);
    const change = { roles, disabled: !boxes.may.checked };
    try {
      await this.#app.api.changeAccount(account.id, change);
      Object.assign(account, change);
      say(note, this.#app.t("saved"));
    } catch (error) {
      boxes.may.checked = !account.disabled;
      for (const [at, role] of ROLES.entries()) {
        const box = boxes.roles[at];
        if (box) box.checked = account.roles.includes(role);
      }
      say(note, roles.length === 0 ? this.#app.t("accounts.no_role") : problem(this.#app, error));
    }
  }
}
