/** A table that turns into a list of cards where the window is narrow. */

import { el, fill } from "../dom.js";

/** @typedef {import("../dom.js").Child} Child */

/** Rows under headings, and one sentence in their place where there are none. */
export class Listing {
  #heads;
  #rows = el("tbody", { role: "rowgroup" });

  /**
   * @param {string[]} heads what each column holds; empty where the cells say it themselves
   * @param {string} label of the table
   */
  constructor(heads, label) {
    this.#heads = heads;
    const cells = heads.map((head) => el("th", { scope: "col", role: "columnheader" }, head));
    this.element = el(
      "table",
      { class: "listing", role: "table", "aria-label": label },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...cells)),
      this.#rows,
    );
  }

  get size() {
    return this.#rows.children.length;
  }

  /**
   * Adds a row at the end.
   * @param {Child[]} cells as many as there are headings
   */
  add(cells) {
    const cell = (/** @type {Child} */ content, /** @type {number} */ at) =>
      el("td", { role: "cell", "data-head": this.#heads[at] }, el("div", {}, content));
    const row = el("tr", { role: "row" }, ...cells.map(cell));
    this.#rows.append(row);
    return row;
  }

  clear() {
    fill(this.#rows);
  }
}
