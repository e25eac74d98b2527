/** One customer: what was agreed, prepaid packs, the invoice's data, work entered by hand. */

import { AgreementsApi } from "../../billing/api.js";
import { el, fill, say } from "../../dom.js";
import { problem } from "../parts.js";
import { contractCard } from "./contracts.js";
import { detailsForm } from "./detailsform.js";
import { packsCard } from "./packs.js";
import { workCard } from "./workcard.js";

/** @typedef {import("../../app.js").App} App */

/**
 * @param {App} app
 * @param {number} number
 * @returns {import("../shell.js").Content}
 */
export function customerPage(app, number) {
  const api = new AgreementsApi(app.api);
  const title = el("h1", { tabindex: -1 });
  const note = el("p", { class: "error note", role: "alert" });
  const cards = el("div", { class: "cards" });
  const back = el("a", { href: "#customers", class: "back" }, app.t("customers.back"));
  const load = async () => {
    try {
      const record = await api.customer(number);
      say(title, record.customer.name);
      document.title = `${record.customer.name} · Affianco`;
      fill(
        cards,
        contractCard(app, api, number),
        packsCard(app, api, number),
        detailsForm(app, api, record),
        workCard(app, api, number),
      );
    } catch (error) {
      const { code } = /** @type {{code?: string}} */ (error);
      say(note, code === "not_found" ? app.t("customers.gone") : problem(app, error));
    }
  };
  void load();
  const element = el("div", { class: "stack" }, el("div", {}, back, title), note, cards);
  return { element, begin: title };
}
