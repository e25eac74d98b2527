/** Small pieces that several pages use. */

import { el, icon } from "../dom.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").Customer} Customer */

/** Outlines on a 24 × 24 field. */
export const ICONS = {
  sides: "M12 6a6 6 0 1 0 0 12M12 6a6 6 0 1 1 0 12",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  keys: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M17 14H7",
  text: "M5 6h14M12 6v13M9 19h6",
  picture: "M3 5h18v14H3zM7 9.5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M4 18l6-5l4 3l3-3l4 4",
  about: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v6M12 7.5v.01",
};

/** The name of the program with its mark. */
export function brand() {
  const mark = el("img", { src: "icon.svg", alt: "", width: 24, height: 24 });
  return el("span", { class: "brand" }, mark, el("span", {}, "Affianco"));
}

/**
 * A label above its control.
 * @param {string} label
 * @param {HTMLElement} control its id ties the two together
 * @param {HTMLElement | null} [hint]
 */
export function field(label, control, hint = null) {
  return el("div", { class: "field" }, el("label", { for: control.id }, label), control, hint);
}

/**
 * A button with a drawing and a word.
 * @param {string} drawing path data
 * @param {string} label
 * @param {import("../dom.js").Properties} properties
 */
export function tool(drawing, label, properties) {
  const button = el("button", { class: "tool", ...properties });
  button.append(icon(drawing), el("span", {}, label));
  return button;
}

/**
 * A list of the customers, "unknown" first.
 * @param {App} app
 * @param {Customer[]} customers
 * @param {number} chosen 0 for unknown
 * @param {import("../dom.js").Properties} properties
 */
export function customerList(app, customers, chosen, properties) {
  const list = el("select", properties);
  const all = [{ id: 0, name: app.t("customer.unknown") }, ...customers];
  list.append(...all.map(({ id, name }) => el("option", { value: id, selected: id === chosen }, name)));
  return list;
}

/**
 * The digits of the authenticator, asked again before what must not be done by a passer-by.
 * @param {App} app
 * @param {string} id
 */
export function codeField(app, id) {
  const input = el("input", {
    ...{ id, class: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 7 },
    ...{ required: true, pattern: "[0-9]{3} ?[0-9]{3}", spellcheck: "false" },
    "aria-describedby": `${id}-hint`,
  });
  const hint = el("p", { class: "hint", id: `${id}-hint` }, app.t("code.hint"));
  return { input, element: field(app.t("code.label"), input, hint) };
}

/**
 * A code as people write it, without what stands between its groups.
 * @param {string} code
 */
export function written(code) {
  return code.replace(/\s/g, "");
}

/**
 * What an API error says to the reader; signs out where the sign-in is over.
 * @param {App} app
 * @param {unknown} error
 * @returns {string}
 */
export function problem(app, error) {
  const code = /** @type {{code?: string}} */ (error).code;
  if (code === undefined) throw error;
  if (code === "not_signed_in") app.signedOut("problem.not_signed_in");
  return app.tOr(`problem.${code}`, "problem.broker_fault");
}
