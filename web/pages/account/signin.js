/** Sign in: with name, password and a code, or with a passkey. */

import { el, say } from "../../dom.js";
import { NoPasskey, passkeysHere, usePasskey } from "../../passkeys.js";
import { brand, field, problem, written } from "../parts.js";

/** @typedef {import("../../app.js").App} App */

/**
 * @param {App} app
 * @param {string} [why] key of the sentence that says why the reader is here again
 * @returns {import("../../app.js").Page}
 */
export function signIn(app, why) {
  const fields = makeFields();
  const error = el("p", { class: "error", role: "alert", id: "sign-in-error" }, why && app.t(why));
  const button = el("button", { class: "main", type: "submit" }, app.t("sign_in.button"));
  const passkey = passkeysHere() ? passkeyButton(app, error) : null;
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void send(app, fields, { error, button });
  };
  const form = el(
    "form",
    { onsubmit: submit, "aria-labelledby": "sign-in-title", "aria-describedby": "sign-in-error" },
    field(app.t("sign_in.name"), fields.name),
    field(app.t("sign_in.password"), fields.password),
    field(app.t("sign_in.code"), fields.code, hint(app)),
    error,
    button,
    passkey,
  );
  const header = el("header", { class: "row" }, brand(), app.languageButton());
  const title = el("h1", { id: "sign-in-title" }, app.t("sign_in.title"));
  const where = el("p", { class: "muted" }, app.broker);
  const card = el("section", { class: "card" }, header, title, where, form);
  const element = el("main", { class: "entrance" }, card);
  return { element, title: `${app.t("sign_in.title")} · Affianco`, begin: fields.name };
}

/** @param {App} app */
function hint(app) {
  return el("p", { class: "hint", id: "code-hint" }, app.t("sign_in.code_hint"));
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
      ...{ id: "code", name: "code", maxlength: 40, class: "code", ...shared },
      ...{ autocomplete: "one-time-code", "aria-describedby": "code-hint" },
    }),
  };
}

/**
 * @param {App} app
 * @param {ReturnType<typeof makeFields>} fields
 * @param {{error: HTMLElement, button: HTMLButtonElement}} shown
 */
async function send(app, { name, password, code }, { error, button }) {
  const proof = { name: name.value.trim(), password: password.value, code: written(code.value) };
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

/**
 * @param {App} app
 * @param {HTMLElement} error
 */
function passkeyButton(app, error) {
  const button = el("button", { type: "button", onclick: () => go() }, app.t("sign_in.passkey"));
  const go = async () => {
    button.disabled = true;
    say(error, "");
    try {
      const credential = await usePasskey(await app.api.signInOptions());
      app.me = await app.api.signInByPasskey(credential);
      app.home();
    } catch (failure) {
      say(error, failed(app, failure));
    } finally {
      button.disabled = false;
    }
  };
  return button;
}

/**
 * @param {App} app
 * @param {unknown} failure
 */
function failed(app, failure) {
  if (failure instanceof NoPasskey) return app.t("passkey.stopped");
  const { code } = /** @type {{code?: string}} */ (failure);
  return code === "sign_in_failed" ? app.t("passkey.refused") : problem(app, failure);
}
