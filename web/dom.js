/**
 * The one module that makes and changes elements. Text goes in as text nodes only.
 */

/**
 * What may stand inside an element: another node, a text, or nothing.
 * @typedef {Node | string | null | undefined} Child
 */

/**
 * Attributes by name. `true` sets an empty attribute, `false` and null leave it out, a function
 * under `onclick` and the like listens. `class` and `for` are written as in HTML.
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Properties
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * A new HTML element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  dress(element, properties);
  element.append(...present(children));
  return element;
}

/**
 * A small drawing from the path data of a 24 × 24 field, hidden from screen readers.
 * @param {string} path
 * @returns {SVGSVGElement}
 */
export function icon(path) {
  const shape = { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" };
  return draw("svg", shape, draw("path", { d: path }));
}

/**
 * A new element of a drawing.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function draw(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  dress(element, properties);
  element.append(...present(children));
  return element;
}

/**
 * Puts children in the place of all that an element holds.
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

/**
 * Writes a text into an element, only where it differs, so that screen readers are not told twice.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Listens until the signal says stop.
 * @param {EventTarget} target
 * @param {string} type
 * @param {(event: any) => void} listener
 * @param {AddEventListenerOptions} [options]
 */
export function on(target, type, listener, options = {}) {
  target.addEventListener(type, listener, options);
}

/**
 * @param {Element} element
 * @param {Properties} properties
 */
function dress(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (isRisky(name, value)) throw new TypeError(`not an attribute for ${name}`);
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Whether an attribute could run a script, or lead off the page, were its text somebody else's.
 * @param {string} name
 * @param {unknown} value
 */
function isRisky(name, value) {
  if (name.startsWith("on")) return typeof value !== "function";
  if (name === "href") return !/^(#|blob:)/.test(String(value));
  if (name === "src") return !/^(icon\.svg$|blob:)/.test(String(value));
  return ["style", "srcdoc", "action", "formaction"].includes(name);
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
function present(children) {
  return /** @type {(Node | string)[]} */ (
    children.filter((child) => child !== null && child !== undefined && child !== "")
  );
}
