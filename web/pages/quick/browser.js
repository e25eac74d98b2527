/** "This browser": the key by which customers' PCs know the technician, and how it stands. */

import { el, fill } from "../../dom.js";
import { trustOf } from "../../quick/trust.js";
import { deviceCard } from "./devicecard.js";
import { newDevice } from "./newdevice.js";
import { problem } from "../parts.js";

/**
 * @param {import("../../app.js").App} app
 * @returns {import("../shell.js").Content}
 */
export function browser(app) {
  const place = el("div", { class: "key" });
  const title = el("h1", { tabindex: -1 }, app.t("browser.title"));
  const what = el("p", { class: "muted" }, app.t("browser.what"));
  const element = el("div", { class: "stack narrow" }, el("div", {}, title, what), place);
  const show = async () => {
    try {
      const standing = await trustOf(app).look();
      const { device } = standing;
      fill(place, device ? await deviceCard(app, { ...standing, device }, show) : newDevice(app, show));
    } catch (error) {
      fill(place, el("p", { class: "error", role: "alert" }, problem(app, error)));
    }
  };
  void show();
  return { element, begin: title };
}
