/** What the customer allowed, as the agent's sealed records say it. The console only believes it. */

import { BadFrame } from "./frames/kinds.js";

/** @typedef {import("./wire.js").Asks} Asks */

/**
 * `held`: the customer paused. `refused`: why, where the agent said no.
 * @typedef {{asks: Asks, allowed: Asks | null, held: boolean,
 *   refused: import("./frames/control.js").Why | null}} Consent
 */

/**
 * Nothing is allowed at first.
 * @param {Asks} asks what the technician asks for
 * @returns {Consent}
 */
export function asked(asks) {
  return { asks, allowed: null, held: false, refused: null };
}

/**
 * The consent after a control record from the agent.
 * @param {Consent} consent
 * @param {import("./frames/control.js").Message} message
 * @returns {Consent}
 * @throws {BadFrame} for what an agent may not say
 */
export function hear(consent, message) {
  switch (message.type) {
    case "asking":
    case "screen":
      return consent;
    case "allowed":
      if (consent.asks === "see" && message.asks !== "see") throw new BadFrame("more than asked");
      return { ...consent, allowed: message.asks };
    case "refused":
      return { ...consent, allowed: null, refused: message.why };
    case "paused":
    case "resumed":
      return { ...consent, held: message.type === "paused" };
    default:
      throw new BadFrame(`${message.type}: not from an agent`);
  }
}
