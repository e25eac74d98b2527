/** How the technician wants to see the remote screen: what gives way on a bad line. */

import { el, say } from "../../dom.js";
import { QUALITIES } from "../../frames/control.js";
import { ICONS } from "../parts.js";
import { popover } from "./popover.js";

/** @typedef {import("../../app.js").App} App */

const SWITCHES = /** @type {const} */ (["half", "grey"]);

/** The panel of the toolbar with the choices; `changed` is told once the app has them. */
export class LookMenu {
  #app;
  #changed;
  #menu;
  #answer = el("p", { class: "hint" });

  /**
   * @param {App} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.#changed = changed;
    this.#menu = popover("look-panel", ICONS.picture, app.t("look.title"));
    this.element = this.#menu.element;
    const group = { class: "choices", "aria-label": app.t("look.title") };
    this.#menu.panel.append(
      el("fieldset", group, ...QUALITIES.map((quality) => this.#quality(quality))),
      el("div", { class: "choices" }, ...SWITCHES.map((name) => this.#switch(name))),
      this.#answer,
    );
    this.answer(null);
  }

  /** @param {boolean} shown */
  show(shown) {
    this.element.hidden = !shown;
  }

  /** @param {number | null} milliseconds from a click or key to the next picture, median */
  answer(milliseconds) {
    const number = new Intl.NumberFormat(this.#app.language, { maximumFractionDigits: 0 });
    const answer = milliseconds === null ? "–" : number.format(milliseconds);
    say(this.#answer, this.#app.t("look.answer", { answer }));
  }

  /** @param {typeof QUALITIES[number]} quality */
  #quality(quality) {
    const { look } = this.#app;
    const onchange = () => {
      look.quality = quality;
      this.#changed();
    };
    const radio = { type: "radio", name: "quality", checked: look.quality === quality, onchange };
    return this.#choice(quality, radio);
  }

  /** @param {typeof SWITCHES[number]} name */
  #switch(name) {
    const { look } = this.#app;
    const onchange = () => {
      look[name] = !look[name];
      this.#changed();
    };
    return this.#choice(name, { type: "checkbox", checked: look[name], onchange });
  }

  /**
   * @param {string} name
   * @param {import("../../dom.js").Properties} properties
   */
  #choice(name, properties) {
    const id = `look-${name}`;
    const input = el("input", { id, "aria-describedby": `${id}-hint`, ...properties });
    const label = el("label", { for: id }, this.#app.t(`look.${name}`));
    const hint = el("span", { class: "hint", id: `${id}-hint` }, this.#app.t(`look.${name}_hint`));
    return el("div", { class: "choice" }, input, el("div", {}, label, hint));
  }
}
