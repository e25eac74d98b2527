/** Starts workers: all of the console's are of one text (workers/text.js). */

import { Helper } from "../workers/helper.js";
import { source } from "../workers/text.js";

/**
 * The part of Trusted Types (https://www.w3.org/TR/trusted-types/) that is used here.
 * @typedef {{createScriptURL: (text: string) => string | URL}} Rules
 * @typedef {{createPolicy: (name: string, rules: Rules) => Rules}} Types
 */

/** The one policy that the console's Content Security Policy allows, once in each page. */
export const POLICY = "affianco-worker";

/**
 * Whatever is asked of its policy, the answer is the address of the workers' own text: nobody can
 * make another script of it.
 */
export class Starter {
  /** @type {Rules | null} */
  #rules;
  #address = "";

  /** @param {Types | undefined} types undefined where the browser has none */
  constructor(types = /** @type {{trustedTypes?: Types}} */ (globalThis).trustedTypes) {
    const own = { createScriptURL: () => this.#own() };
    this.#rules = types ? claimed(types, own) : own;
  }

  /**
   * A new worker; null where there can be none. Nobody else knows the channel it broadcasts on.
   * @param {import("../workers/text.js").Role} role
   * @returns {Helper | null}
   */
  start(role) {
    if (!this.#rules || typeof Worker !== "function") return null;
    try {
      const worker = new Worker(this.#rules.createScriptURL(""), { name: POLICY });
      const channel = crypto.randomUUID();
      const helper = new Helper(worker, new BroadcastChannel(channel));
      helper.postMessage({ role, channel });
      return helper;
    } catch {
      return null;
    }
  }

  #own() {
    this.#address ||= URL.createObjectURL(new Blob([source()], { type: "text/javascript" }));
    return this.#address;
  }
}

/**
 * @param {Types} types
 * @param {Rules} rules
 * @returns {Rules | null} null where the page may make no such policy, or no second one
 */
function claimed(types, rules) {
  try {
    return types.createPolicy(POLICY, rules);
  } catch {
    return null;
  }
}
