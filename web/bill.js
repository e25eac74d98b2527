/** The bill of a session as the console hears of it, and what it signs of it. */

import { hex, unhex } from "./bytes.js";
import { Count } from "./receipt/count.js";
import { read, signed } from "./receipts.js";
import { encodeAgreed } from "./wire.js";

/** @typedef {import("./handshake.js").DeviceKey} DeviceKey */
/** @typedef {import("./wire.js").Cost} Cost */
/** @typedef {import("./wire.js").Tally} Tally */
/** @typedef {import("./wire.js").ReceiptCame} ReceiptCame */
/** @typedef {import("./receipts.js").Receipt} Receipt */

/**
 * Why this console does not agree; each is a key of the texts under `bill.`.
 * @typedef {"not_one" | "not_signed" | "other_session" | "other_key" | "too_long"} Fault
 */
/** @typedef {{key: string, signature: string}} Proof in hexadecimal digits */

/**
 * A final receipt: `proof` is this console's signature, null where it does not agree for `fault`.
 * @typedef {{text: string, receipt: Receipt, broker: Proof, proof: Proof | null,
 *   fault: Fault | null}} Final
 */

/**
 * What is known of the bill. `tally` is the receipt so far as the broker has signed it,
 * `disagreed` why this console has not signed the last one.
 * @typedef {{cost: Cost | null, tally: Receipt | null, disagreed: Fault | null,
 *   final: Final | null}} Billed
 */

/**
 * Whether this key has signed this text.
 * @param {Proof} proof
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function isRight({ key, signature }, text) {
  const [bytes, proof] = [unhex(key), unhex(signature)];
  if (!bytes || !proof) return false;
  try {
    const known = await crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, proof, signed(text));
  } catch {
    return false;
  }
}

/** A key for this session alone, where the browser has none. @returns {Promise<DeviceKey>} */
async function ownKey() {
  const made = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const { publicKey, privateKey } = /** @type {CryptoKeyPair} */ (made);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return {
    publicKey: raw,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, message)),
  };
}

/** One session's. What is not right is not signed; nothing here ends a session. */
export class Bill {
  #parts;
  /** @type {Promise<DeviceKey> | null} */
  #key = null;
  #brokerKey = "";
  #agentKey = "";
  #count = new Count();
  /** @type {import("./wire.js").Joined | null} */
  #joined = null;
  /** @type {Receipt | null} */
  #first = null;
  /** What was heard is dealt with one after another, beside everything else. */
  #last = Promise.resolve();

  /**
   * @param {{device: DeviceKey | null, session: string, reason: string, quick: boolean,
   *   send: (frame: string) => void, changed: (change: Partial<Billed>) => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {import("./wire.js").Joined} joined that resumes nothing: what the broker says it is */
  join(joined) {
    this.#joined = joined;
  }

  /**
   * What becomes of the session, as far as it counts here.
   * @param {{state?: import("./wire.js").State, agentKey?: import("./bytes.js").Bytes}} change
   *   `agentKey`: of the handshake, empty where the agent showed none
   * @param {number} now milliseconds
   */
  follow({ state, agentKey }, now) {
    if (state) this.#count.enter(state, now);
    if (agentKey) this.#agentKey = hex(agentKey);
  }

  /**
   * @param {Cost | Tally | ReceiptCame} message
   * @param {number} now milliseconds
   * @returns {Promise<void>} when it is dealt with; never rejects
   */
  hear(message, now) {
    const most = this.#count.most(now);
    this.#last = this.#last.then(() => this.#deal(message, most)).catch(() => {});
    return this.#last;
  }

  /**
   * @param {Cost | Tally | ReceiptCame} message
   * @param {number} most seconds agreed to when it came
   */
  async #deal(message, most) {
    const { changed, send } = this.#parts;
    if (message.type === "cost") return changed({ cost: message });
    const { text, key, signature } = message;
    const { receipt, fault } = await this.#judge(message, most);
    const proof = receipt && !fault ? await this.#sign(text) : null;
    if (message.type === "receipt") {
      if (receipt) changed({ final: { text, receipt, broker: { key, signature }, proof, fault } });
      else changed({ disagreed: fault });
      return;
    }
    changed({ disagreed: fault, ...(receipt && !fault && { tally: receipt }) });
    if (proof) send(encodeAgreed({ number: message.number, ...proof }));
  }

  /**
   * The receipt where the broker has signed it, and why this console does not agree.
   * @param {Tally | ReceiptCame} message
   * @param {number} most
   * @returns {Promise<{receipt: Receipt | null, fault: Fault | null}>}
   */
  async #judge({ type, text, key, signature }, most) {
    const receipt = read(text);
    if (!receipt || receipt.final !== (type === "receipt")) return { receipt: null, fault: "not_one" };
    const sameKey = this.#brokerKey === "" || this.#brokerKey === key;
    if (!sameKey || !(await isRight({ key, signature }, text))) {
      return { receipt: null, fault: "not_signed" };
    }
    this.#brokerKey = key;
    if (!this.#isMine(receipt)) return { receipt, fault: "other_session" };
    this.#first ??= receipt;
    if (!(await this.#namesOurKeys(receipt))) return { receipt, fault: "other_key" };
    return { receipt, fault: receipt.seconds > most ? "too_long" : null };
  }

  /**
   * Whether it is about this session, and says of it what the first one said.
   * @param {Receipt} receipt
   */
  #isMine(receipt) {
    const { session, reason, quick } = this.#parts;
    const { entry, broker, organisation, technician, pc } = this.#joined ?? {};
    const names = { entry, broker, organisation, technician, pc, session, reason };
    const same = Object.entries(names).every(
      ([name, value]) => receipt[/** @type {keyof typeof names} */ (name)] === value,
    );
    const joined = (this.#first ?? receipt).joined.utc;
    return same && (receipt.mode === "quick") === quick && receipt.joined.utc === joined;
  }

  /** @param {Receipt} receipt */
  async #namesOurKeys({ agent_key, console_key }) {
    const { publicKey } = await this.#own();
    const isAgents = agent_key === "" || this.#agentKey === "" || agent_key === this.#agentKey;
    return isAgents && (console_key === "" || console_key === hex(publicKey));
  }

  /**
   * @param {string} text
   * @returns {Promise<Proof>}
   */
  async #sign(text) {
    const { publicKey, sign } = await this.#own();
    return { key: hex(publicKey), signature: hex(await sign(signed(text))) };
  }

  #own() {
    this.#key ??= this.#parts.device ? Promise.resolve(this.#parts.device) : ownKey();
    return this.#key;
  }
}
