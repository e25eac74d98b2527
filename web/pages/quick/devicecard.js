/** How this browser's key stands, its request to the office, and the way to be rid of it. */

import { utf8 } from "../../bytes.js";
import { devicesIn } from "../../quick/device.js";
import { encodeRequest } from "../../quick/documents.js";
import { el, say } from "../../dom.js";
import { download, requestName } from "../../download.js";
import { fingerprint } from "../../words.js";
import { problem } from "../parts.js";
import { WordList } from "./wordlist.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../quick/device.js").Device} Device */

/**
 * @param {App} app
 * @param {import("../../quick/trust.js").Standing & {device: Device}} standing
 * @param {() => void} changed
 * @returns {Promise<HTMLElement>}
 */
export async function deviceCard(app, { state, device, roster }, changed) {
  const day = new Intl.DateTimeFormat(app.language, { dateStyle: "long" });
  const until = roster ? day.format(new Date(roster.expires)) : "";
  const said = app.t(`standing.${state}`, { until });
  const card = el(
    "section",
    { class: "card", "aria-labelledby": "standing-title" },
    el("h2", { id: "standing-title" }, app.t("browser.standing")),
    el("p", { class: `standing ${state === "enrolled" ? "good" : "wanting"}`, role: "status" }, said),
    device.passkey ? el("p", { class: "muted" }, app.t("browser.with_passkey", { host: device.passkey.rp })) : null,
    await words(app, "browser.root_words", device.root),
    state === "enrolled" ? null : await request(app, device),
    forget(app, device, changed),
  );
  return card;
}

/**
 * @param {App} app
 * @param {string} said key of what the words are
 * @param {import("../../bytes.js").Bytes} bytes
 */
async function words(app, said, bytes) {
  const list = new WordList(app);
  list.show(await fingerprint(bytes));
  return el("div", { class: "compare" }, el("p", {}, app.t(said)), list.element);
}

/**
 * @param {App} app
 * @param {Device} device
 */
async function request(app, device) {
  const text = encodeRequest({ ...device, key: device.publicKey });
  const note = el("p", { role: "status", class: "saved" });
  const error = el("p", { role: "alert", class: "error" });
  const send = async () => {
    say(error, "");
    try {
      await app.api.requestDevice(text);
      say(note, app.t("browser.sent"));
    } catch (failure) {
      say(error, problem(app, failure));
    }
  };
  const keep = () => download(requestName(device.technician), text);
  return el(
    "div",
    { class: "request" },
    await words(app, "browser.request_words", utf8(text)),
    el(
      "div",
      { class: "foot" },
      el("button", { class: "main", onclick: send }, app.t("browser.send")),
      el("button", { onclick: keep }, app.t("browser.download")),
      note,
      error,
    ),
  );
}

/**
 * @param {App} app
 * @param {Device} device
 * @param {() => void} changed
 */
function forget(app, device, changed) {
  const away = async () => {
    await devicesIn(indexedDB).forget(device.technician);
    changed();
  };
  const sure = el("button", { class: "danger", onclick: away, hidden: true }, app.t("browser.forget_sure"));
  const ask = () => {
    sure.hidden = false;
    sure.focus();
  };
  return el(
    "div",
    { class: "foot forget" },
    el("button", { class: "quiet", onclick: ask }, app.t("browser.forget")),
    sure,
    el("p", { class: "hint" }, app.t("browser.lost")),
  );
}
