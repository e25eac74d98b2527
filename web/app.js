/** What all pages share: the texts, the broker's API, who is signed in, and which page is shown. */

import { el, fill } from "./dom.js";
import { supported } from "./handshake.js";
import { home } from "./pages/home.js";
import { notice } from "./pages/notice.js";
import { signIn } from "./pages/signin.js";
import { choose, LANGUAGES, load } from "./texts.js";
import { Tries } from "./tries.js";

/** @typedef {import("./texts.js").Texts} Texts */

/**
 * A page: what it shows, what to call when it goes, and where the reader starts.
 * @typedef {{element: HTMLElement, title: string, close?: () => void, begin?: HTMLElement}} Page
 */

const KEPT = "affianco-language";

/** The console in one browser tab. */
export class App {
  #root;
  /** @type {Texts | null} */
  #texts = null;
  /** @type {Page | null} */
  #page = null;
  /** @type {(app: App) => Page} */
  #make = signIn;
  /** @type {import("./api.js").Me} */
  me = { technician: "", organisation: "" };
  /** The broker's name. */
  broker = "";
  tries = new Tries();

  /**
   * @param {HTMLElement} root
   * @param {import("./api.js").Api} api
   */
  constructor(root, api) {
    this.#root = root;
    this.api = api;
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
    return this.t(this.#texts?.has(key) ? key : otherwise);
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

  /** After signing in, or on coming back. */
  home() {
    this.show(home);
  }

  /** The sign-in is over. */
  signedOut() {
    this.show(signIn);
  }

  /** A button that changes to the other language. */
  languageButton() {
    const other = LANGUAGES.find((name) => name !== this.language) ?? "en";
    const change = () => void this.#change(other);
    return el("button", { class: "quiet", lang: other, onclick: change }, this.t("language.other"));
  }

  async #enter() {
    try {
      this.broker = (await this.api.about()).name;
      this.me = await this.api.me();
      this.home();
    } catch (error) {
      const code = /** @type {{code?: string}} */ (error).code;
      if (code === "not_signed_in") this.signedOut();
      else this.show((app) => notice(app, "unreachable"));
    }
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
