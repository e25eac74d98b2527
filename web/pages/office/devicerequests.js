/** Requests of technicians' browsers: to compare, to take to where the root is, and to drop. */

import { utf8 } from "../../bytes.js";
import { moment } from "../../clock.js";
import { BadDocument, decodeRequest } from "../../quick/documents.js";
import { el, fill, say } from "../../dom.js";
import { download, requestName } from "../../download.js";
import { fingerprint } from "../../words.js";
import { problem } from "../parts.js";
import { WordList } from "../quick/wordlist.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").DeviceRequest} DeviceRequest */

/** @param {App} app */
export function deviceRequests(app) {
  const list = el("ul", { class: "requests" });
  const note = el("p", { class: "muted", role: "status" });
  const show = async () => {
    try {
      const requests = await app.api.deviceRequests();
      fill(list, ...(await Promise.all(requests.map((one) => row(app, one, show, note)))));
      say(note, requests.length === 0 ? app.t("requests.none") : "");
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  void show();
  return el(
    "section",
    { class: "card", "aria-labelledby": "requests-title" },
    el("h2", { id: "requests-title" }, app.t("requests.title")),
    el("p", { class: "muted" }, app.t("requests.what")),
    list,
    note,
  );
}

/**
 * @param {App} app
 * @param {DeviceRequest} one
 * @param {() => Promise<void>} again
 * @param {HTMLElement} note
 */
async function row(app, { id, technician, request, at }, again, note) {
  const drop = async () => {
    try {
      await app.api.dropDeviceRequest(id);
      await again();
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  const good = fits(request, technician, app.me.organisation);
  const words = new WordList(app);
  if (good) words.show(await fingerprint(utf8(request)));
  const keep = () => download(requestName(technician), request);
  return el(
    "li",
    {},
    el("strong", {}, technician),
    el("time", { class: "muted", datetime: at }, moment(at, app.language)),
    good ? words.element : el("p", { class: "warning" }, app.t("requests.bad")),
    el(
      "div",
      { class: "foot" },
      good ? el("button", { onclick: keep }, app.t("requests.download")) : null,
      el("button", { class: "quiet danger", onclick: drop }, app.t("requests.drop")),
    ),
  );
}

/**
 * Whether a request is what the account that sent it may ask for.
 * @param {string} text
 * @param {string} technician
 * @param {string} organisation
 */
function fits(text, technician, organisation) {
  try {
    const request = decodeRequest(text);
    return request.technician === technician && request.organisation === organisation;
  } catch (error) {
    if (error instanceof BadDocument) return false;
    throw error;
  }
}
