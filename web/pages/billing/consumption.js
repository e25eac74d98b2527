/** A small picture of how a pack was used, month by month, and the same in words. */

import { bars, FOOT, HEIGHT, WIDTH } from "../../billing/bars.js";
import { monthName } from "../../billing/money.js";
import { draw, el } from "../../dom.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/answers.js").Pack} Pack */

/**
 * @param {App} app
 * @param {Pack} pack
 * @param {string} today YYYY-MM-DD
 */
export function consumption(app, pack, today) {
  const used = pack.months.filter(({ units }) => units !== 0);
  const said = used.map(({ month, units }) =>
    app.t("packs.month", { month: monthName(month, app.language), units }),
  );
  const label = said.length > 0 ? app.t("packs.picture", { months: said.join("; ") }) : app.t("packs.unused");
  if (used.length === 0) return el("p", { class: "muted small" }, label);
  const { bars: found, line } = bars(pack.months, pack.session_units, "units", today);
  const letters = found.map(({ x, width, month }) =>
    draw("text", { x: x + width / 2, y: HEIGHT - 3, "text-anchor": "middle" }, monthName(month, app.language, "short")),
  );
  const columns = found.map(({ x, y, width, height, month }, at) =>
    draw("rect", { x, y, width, height, rx: 1.5 }, draw("title", {}, tip(app, month, pack.months[at]?.units ?? 0))),
  );
  const picture = draw(
    "svg",
    { viewBox: `0 -2 ${WIDTH} ${HEIGHT + 2}`, role: "img", "aria-label": label },
    draw("path", { class: "ground", d: `M0 ${HEIGHT - FOOT}H${WIDTH}` }),
    ...columns,
    line ? draw("path", { class: "left", d: line }) : null,
    ...letters,
  );
  const key = el(
    "figcaption",
    { class: "muted small" },
    el("span", { class: "key bars" }, app.t("packs.key_used")),
    el("span", { class: "key line" }, app.t("packs.key_left")),
  );
  const figure = el("figure", { class: "consumption" });
  figure.append(picture, key);
  return figure;
}

/**
 * @param {App} app
 * @param {string} month
 * @param {number} units
 */
function tip(app, month, units) {
  return app.t("packs.month", { month: monthName(month, app.language), units });
}
