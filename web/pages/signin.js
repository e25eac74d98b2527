/** Sign in with name, password and the six digits of the authenticator. */

import { el, say } from "../dom.js";
import { brand, field, problem } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/**
 * @param {App} app
 * @returns {import("../app.js").Page}
 */
export function signIn(app) {
  const fields = makeFields();
  const error = el("p", { class: "error", role: "alert", id: "sign-in-error" });
  const button = el("button", { class: "main", type: "submit" }, app.t("sign_in.button"));
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void send(app, fields, { error, button });
  };
  const form = el(
    "form",
    { onsubmit: submit, "aria-labelledby": "sign-in-title", "aria-describedby": "sign-in-error" },
    field(app.t("sign_in.name"), fields.name),
    field(app.t("sign_in.password"), fields.password),
    field(app.t("sign_in.code"), fields.code, el("p", { class: "hint" }, app.t("sign_in.code_hint"))),
    error,
    button,
  );
  const header = el("header", { class: "row" }, brand(), app.languageButton());
  const title = el("h1", { id: "sign-in-title" }, app.t("sign_in.title"));
  const where = el("p", { class: "muted" }, app.broker);
  const card = el("section", { class: "card" }, header, title, where, form);
  const element = el("main", { class: "entrance" }, card);
  return { element, title: `${app.t("sign_in.title")} · Affianco`, begin: fields.name };
}

function makeFields() {
  const shared = { required: true, spellcheck: "false", autocapitalize: "none" };
  return {
    name: el("input", { id: "name", name: "username", autocomplete: "username", maxlength: 64, ...shared }),
    password: el("input", {
      ...{ id: "password", name: "password", type: "password", ...shared },
      autocomplete: "current-password",
    }),
    code: el("input", {
      ...{ id: "code", name: "code", inputmode: "numeric", maxlength: 7, class: "code", ...shared },
      autocomplete: "one-time-code",
      pattern: "[0-9]{3} ?[0-9]{3}",
    }),
  };
}

/**
 * @param {App} app
 * @param {ReturnType<typeof makeFields>} fields
 * @param {{error: HTMLElement, button: HTMLButtonElement}} shown
 */
async function send(app, { name, password, code }, { error, button }) {
  const proof = { name: name.value.trim(), password: password.value, code: code.value.replace(" ", "") };
  button.disabled = true;
  say(error, "");
  try {
    app.me = await app.api.signIn(proof);
    app.home();
  } catch (failure) {
    say(error, problem(app, failure));
    code.value = "";
    code.focus();
  } finally {
    button.disabled = false;
  }
}
