/** Words that two people compare, as a list. */

import { el, fill } from "../../dom.js";
import { load, spelled } from "../../words.js";

/** A place for words, empty until both they and the list of words are there. */
export class WordList {
  #language;
  #key = "";
  element = el("ol", { class: "words", hidden: true });

  /** @param {{language: string}} app */
  constructor({ language }) {
    this.#language = language;
  }

  /**
   * Shows these words; the same again changes nothing.
   * @param {readonly number[]} numbers
   */
  show(numbers) {
    if (numbers.join() === this.#key) return;
    this.#key = numbers.join();
    void this.#load(numbers);
  }

  /** @param {readonly number[]} numbers */
  async #load(numbers) {
    const lists = await load();
    if (numbers.join() !== this.#key) return;
    const words = spelled(lists, numbers, this.#language);
    fill(this.element, ...words.map((word) => el("li", {}, word)));
    this.element.hidden = words.length === 0;
  }
}
