/** What all pages share: the texts, the broker's API, who is signed in, and which page is shown. */

import { el, fill, on } from "./dom.js";
import { supported } from "./handshake.js";
import { accounts } from "./pages/office/accounts.js";
import { audit } from "./pages/office/audit.js";
import { browser } from "./pages/quick/browser.js";
import { customers } from "./pages/billing/customers.js";
import { items } from "./pages/billing/items.js";
import { month } from "./pages/billing/month.js";
import { simulation } from "./pages/billing/simulation.js";
import { tariffs } from "./pages/billing/tariffs.js";
import { work } from "./pages/billing/work.js";
import { home } from "./pages/home.js";
import { notice } from "./pages/notice.js";
import { quickAdmin } from "./pages/office/quickadmin.js";
import { security } from "./pages/account/security.js";
import { shell } from "./pages/shell.js";
import { signIn } from "./pages/account/signin.js";
import { hashOf, pagesOf, placeAt } from "./routes.js";
import { choose, LANGUAGES, load } from "./texts.js";
import { Tries } from "./tries.js";

/** @typedef {import("./texts.js").Texts} Texts */
/** @typedef {import("./frames/control.js").Look["quality"]} Quality */

/**
 * A page: what it shows, what to call when it goes, and where the reader starts. While it `holds`,
 * the browser's Back does not lead away from it.
 * @typedef {{element: HTMLElement, title: string, close?: () => void, begin?: HTMLElement,
 *   holds?: () => boolean}} Page
 */

const KEPT = "affianco-language";
/** @type {import("./api.js").Me} */
const NOBODY = { name: "", technician: "", organisation: "", roles: [] };
/** @type {Readonly<Record<string, (app: App, record: number) => import("./pages/shell.js").Content>>} */
const CONTENTS = {
  sessions: home,
  browser,
  work,
  month,
  items,
  simulation,
  customers,
  tariffs,
  quick: quickAdmin,
  accounts,
  audit,
  security,
};

/** The console in one browser tab. */
export class App {
  #root;
  /** @type {Texts | null} */
  #texts = null;
  /** @type {Page | null} */
  #page = null;
  /** What the address bar says of the page. */
  #hash = "";
  /** @type {(app: App) => Page} */
  #make = (app) => signIn(app);
  me = NOBODY;
  /** The broker's name. */
  broker = "";
  tries = new Tries();
  /** How the technician wants to see: kept from one session to the next, and no longer. */
  look = { quality: /** @type {Quality} */ ("auto"), half: false, grey: false };

  /**
   * @param {HTMLElement} root
   * @param {import("./api.js").Api} api
   * @param {import("./screen/starter.js").Starter} starter the page's only one
   */
  constructor(root, api, starter) {
    this.#root = root;
    this.api = api;
    this.starter = starter;
  }

  get language() {
    return this.#texts?.language ?? "en";
  }

  /**
   * The sentence under a key.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  t(key, values = {}) {
    return this.#texts?.say(key, values) ?? "";
  }

  /**
   * A sentence that may be missing: what a newer broker says that this console does not know.
   * @param {string} key
   * @param {string} otherwise key
   */
  tOr(key, otherwise) {
    return this.t(this.known(key) ? key : otherwise);
  }

  /**
   * Whether there is a sentence under a key.
   * @param {string} key
   */
  known(key) {
    return this.#texts?.has(key) ?? false;
  }

  /**
   * What a key is called on the reader's keyboard.
   * @param {string} key KeyboardEvent.key
   */
  keyName(key) {
    if (this.#texts?.has(`key.${key}`)) return this.t(`key.${key}`);
    return key.length === 1 ? key.toUpperCase() : key;
  }

  /** Looks at the browser and at who is signed in, then shows the first page. */
  async start() {
    on(window, "hashchange", () => this.#moved());
    await this.#speak(choose([this.#kept(), ...navigator.languages]));
    if (!globalThis.isSecureContext) this.show((app) => notice(app, "insecure"));
    else if (!(await supported())) this.show((app) => notice(app, "old_browser"));
    else await this.#enter();
  }

  /**
   * Puts a page in the place of the one before.
   * @param {(app: App) => Page} make
   */
  show(make) {
    this.#make = make;
    this.mount(make(this));
  }

  /**
   * Puts a page that is there already in the place of the one before.
   * @param {Page} page
   */
  mount(page) {
    const old = this.#page;
    this.#page = page;
    old?.close?.();
    document.title = page.title;
    fill(this.#root, page.element);
    page.begin?.focus();
  }

  /** After signing in, or on coming back: the page that the address bar asks for. */
  home() {
    const place = placeAt(location.hash, this.me.roles);
    this.#hash = hashOf(place);
    history.replaceState(null, "", this.#hash);
    const content = CONTENTS[place.name] ?? security;
    this.show((app) => shell(app, place.name, pagesOf(app.me.roles), content(app, place.record)));
  }

  /**
   * The sign-in is over.
   * @param {string} [why] key of the sentence that says so, where it was not the reader's doing
   */
  signedOut(why) {
    if (this.me === NOBODY && this.#page) return;
    this.me = NOBODY;
    this.show((app) => signIn(app, why));
  }

  /** A button that changes to the other language. */
  languageButton() {
    const other = LANGUAGES.find((name) => name !== this.language) ?? "en";
    const change = () => void this.#change(other);
    return el("button", { class: "quiet", lang: other, onclick: change }, this.t("language.other"));
  }

  /** The address bar says another page: by a link, by Back, or by hand. */
  #moved() {
    if (this.me === NOBODY) return;
    if (this.#page?.holds?.()) history.pushState(null, "", this.#hash);
    else if (location.hash !== this.#hash) this.home();
  }

  async #enter() {
    try {
      this.broker = (await this.api.about()).name;
      this.me = await this.api.me();
    } catch (error) {
      const code = /** @type {{code?: string}} */ (error).code;
      if (code === "not_signed_in") this.signedOut();
      else this.show((app) => notice(app, "unreachable"));
      return;
    }
    this.home();
  }

  /** @param {string} language */
  async #change(language) {
    localStorage.setItem(KEPT, language);
    await this.#speak(language);
    this.show(this.#make);
  }

  /** @param {string} language */
  async #speak(language) {
    this.#texts = await load(language);
    document.documentElement.lang = language;
  }

  #kept() {
    return localStorage.getItem(KEPT) ?? "";
  }
}
