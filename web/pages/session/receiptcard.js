/** The receipt after a session: what it says, who has signed it, and this console's own signature. */

import { isRight } from "../../bill.js";
import { download } from "../../download.js";
import { el, fill, say } from "../../dom.js";
import { receiptFile, receiptName } from "../../receipt/file.js";
import { facts } from "../../receipt/words.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../bill.js").Final} Final */
/** @typedef {import("../../receipt/answers.js").Kept} Kept */

/** Seconds until the broker is asked, and asked again: a receipt or a signature may come late. */
const WAITS = [1, 1, 2, 4, 8, 15, 30, 60];

/**
 * `heard` is told what the broker has, where the session's own leg did not bring it.
 * @typedef {{api: import("../../receipt/api.js").ReceiptsApi, entry: number,
 *   heard: (message: import("../../wire.js").ReceiptCame) => void}} Parts
 */

/** One session's receipt. It is signed also where the page has gone meanwhile. */
export class ReceiptCard {
  #app;
  #parts;
  /** @type {Final | null} */
  #final = null;
  /** What the broker keeps of it, with the others' signatures checked. @type {Kept | null} */
  #kept = null;
  #refused = false;
  #closed = false;
  #facts = el("dl");
  #lines = el("details", { hidden: true });
  #told;
  #verdict = el("p", { class: "muted" });
  #save;

  /**
   * @param {App} app
   * @param {Parts} parts
   */
  constructor(app, parts) {
    this.#app = app;
    this.#parts = parts;
    this.#told = el("p", { class: "signed", role: "status" }, app.t("receipt.waiting"));
    const save = { class: "quiet", hidden: true, onclick: () => this.#download() };
    this.#save = el("button", save, app.t("receipt.save"));
    this.element = el(
      "section",
      { class: "receipt", "aria-labelledby": "receipt-title" },
      el("div", { class: "row" }, el("h2", { id: "receipt-title" }, app.t("receipt.title")), this.#save),
      ...[this.#facts, this.#lines, this.#told, this.#verdict],
    );
    void this.#follow();
  }

  /** Nobody looks at it any more. */
  close() {
    this.#closed = true;
  }

  /** @param {Final | null} final as it came */
  paint(final) {
    if (final === null || final === this.#final) return;
    this.#final = final;
    void this.#sign();
    this.#show();
  }

  /** Asks the broker until all is there, or it is of no use any more. */
  async #follow() {
    const { api, entry, heard } = this.#parts;
    for (const seconds of WAITS) {
      await new Promise((done) => setTimeout(done, seconds * 1000));
      if (this.#isDone()) return;
      const kept = await api.receipt(entry).catch(() => null);
      if (!kept?.final) continue;
      const { text, key, signature } = kept;
      if (this.#final === null) heard({ type: "receipt", text, key, signature, ticket: "" });
      else await this.#keep(kept);
      await this.#sign();
      this.#show();
    }
    if (this.#final === null) say(this.#told, this.#app.t("receipt.none"));
  }

  #isDone() {
    const own = this.#kept !== null && (this.#kept.console_signature !== "" || this.#refused);
    return own && (this.#closed || this.#kept?.agent_signature !== "");
  }

  async #sign() {
    const { api, entry } = this.#parts;
    const proof = this.#final?.proof;
    if (!proof || this.#refused || this.#kept?.console_signature) return;
    try {
      await this.#keep(await api.sign(entry, proof));
    } catch (error) {
      this.#refused = /** @type {{code?: string}} */ (error).code === "conflict";
    }
    this.#show();
  }

  /**
   * Keeps what the broker says of this very text; a signature that is not right is as none.
   * @param {Kept} kept
   */
  async #keep(kept) {
    if (kept.text !== this.#final?.text) return;
    const agent = { key: kept.agent_key, signature: kept.agent_signature };
    const right = agent.signature !== "" && (await isRight(agent, kept.text));
    this.#kept = { ...kept, ...(right ? {} : { agent_key: "", agent_signature: "" }) };
  }

  #show() {
    const final = this.#final;
    if (final === null) return;
    const app = this.#app;
    const { receipt } = final;
    const pairs = facts(app, receipt).flatMap(([key, value]) => [
      el("dt", {}, app.t(key)),
      el("dd", key === "receipt.price" ? { class: "total" } : {}, value),
    ]);
    fill(this.#facts, ...pairs);
    const lines = receipt.lines.map((line) => el("li", {}, line));
    const more = receipt.more_lines ? app.t("receipt.more", { count: receipt.more_lines }) : "";
    fill(this.#lines, el("summary", {}, app.t("receipt.why")), el("ul", {}, ...lines), more);
    this.#lines.hidden = lines.length === 0;
    this.#save.hidden = false;
    say(this.#told, this.#signedBy(final));
    this.#told.classList.toggle("warn", final.fault !== null || this.#refused);
    say(this.#verdict, this.#judged());
    this.#verdict.hidden = this.#judged() === "";
  }

  /** @param {Final} final */
  #signedBy({ fault }) {
    const app = this.#app;
    if (fault) return app.t("receipt.differs", { why: app.t(`bill.${fault}`) });
    if (this.#refused) return app.t("receipt.not_kept");
    if (this.#kept === null) return app.t("receipt.signing");
    const { console_signature: own, agent_signature: theirs } = this.#kept;
    if (own) return app.t(theirs ? "receipt.by_both" : "receipt.by_you");
    return app.t(theirs ? "receipt.by_customer" : "receipt.by_none");
  }

  #judged() {
    const { verdict = "", note = "" } = this.#kept ?? {};
    if (verdict === "confirmed") return this.#app.t("receipt.confirmed");
    if (verdict !== "disputed") return "";
    return this.#app.t(note ? "receipt.disputed" : "receipt.disputed_plain", { note });
  }

  #download() {
    if (this.#final === null) return;
    const { text, broker, proof, receipt } = this.#final;
    const own = { console_key: proof?.key ?? "", console_signature: proof?.signature ?? "" };
    const none = { agent_key: "", agent_signature: "", verdict: "", note: "" };
    const kept = this.#kept ?? { text, final: true, ...broker, ...own, ...none };
    download(receiptName(receipt), receiptFile(kept));
  }
}
