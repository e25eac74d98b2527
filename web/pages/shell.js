/** What stands around every page of the signed-in: the name, the pages, who is signed in. */

import { el } from "../dom.js";
import { brand } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/**
 * What a page of the console shows between the header and the end.
 * @typedef {{element: HTMLElement, begin?: HTMLElement, close?: () => void}} Content
 */

/**
 * @param {App} app
 * @param {string} current name of the page shown
 * @param {readonly string[]} names of the pages that this person has
 * @param {Content} content
 * @returns {import("../app.js").Page}
 */
export function shell(app, current, names, { element: shown, ...rest }) {
  const main = el("main", { id: "main", tabindex: -1 }, shown);
  const element = el("div", { class: "page" }, skip(app, main), header(app, current, names), main);
  const title = `${app.t(`nav.${current}`)} · Affianco`;
  const begin = rest.begin ?? /** @type {HTMLElement | null} */ (main.querySelector("h1")) ?? main;
  return { ...rest, element, title, begin };
}

/**
 * The first stop of the Tab key: past the header.
 * @param {App} app
 * @param {HTMLElement} main
 */
function skip(app, main) {
  return el("button", { class: "skip", onclick: () => main.focus() }, app.t("nav.skip"));
}

/**
 * @param {App} app
 * @param {string} current
 * @param {readonly string[]} names
 */
function header(app, current, names) {
  const signOut = async () => {
    await app.api.signOut().catch(() => {});
    app.signedOut();
  };
  const link = (/** @type {string} */ name) =>
    el("a", { href: `#${name}`, "aria-current": name === current && "page" }, app.t(`nav.${name}`));
  return el(
    "header",
    { class: "top" },
    el("div", { class: "name" }, brand(), el("span", { class: "muted broker" }, app.broker)),
    el("nav", { "aria-label": app.t("nav.title") }, ...names.map(link)),
    el(
      "div",
      { class: "own" },
      el("span", { class: "who" }, el("span", {}, app.me.technician), el("small", {}, app.me.organisation)),
      app.languageButton(),
      el("button", { class: "quiet", onclick: signOut }, app.t("sign_out")),
    ),
  );
}
