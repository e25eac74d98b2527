/**
 * The sentences that people read, one flat JSON file for each language in texts/.
 * The same idea as broker/wire/texts.py.
 */

export const LANGUAGES = ["it", "en"];

/** The sentences of the console in one language. */
export class Texts {
  /** @type {Readonly<Record<string, string>>} */
  #sentences;

  /**
   * @param {string} language
   * @param {Record<string, string>} sentences
   */
  constructor(language, sentences) {
    this.language = language;
    this.#sentences = Object.freeze({ ...sentences });
  }

  /**
   * The sentence under a key, with its places filled.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   * @throws {RangeError} where the key or a place is unknown
   */
  say(key, values = {}) {
    const sentence = this.#sentences[key];
    if (!this.has(key) || sentence === undefined) throw new RangeError(`no sentence under ${key}`);
    return sentence.replace(/\{(\w+)\}/g, (_, /** @type {string} */ place) => {
      const value = values[place];
      if (value === undefined) throw new RangeError(`${key} needs ${place}`);
      return String(value);
    });
  }

  /**
   * Whether there is a sentence under a key.
   * @param {string} key
   */
  has(key) {
    return Object.hasOwn(this.#sentences, key);
  }
}

/**
 * The first of the wanted languages that there is; English where none fits.
 * @param {readonly string[]} wanted such as navigator.languages
 * @returns {string}
 */
export function choose(wanted) {
  const short = wanted.map((name) => name.toLowerCase().split("-")[0] ?? "");
  return short.find((name) => LANGUAGES.includes(name)) ?? "en";
}

/**
 * Reads one language's file.
 * @param {string} language
 * @param {(url: URL) => Promise<{json: () => Promise<any>}>} [get]
 * @returns {Promise<Texts>}
 */
export async function load(language, get = (url) => fetch(url)) {
  const answer = await get(new URL(`./texts/${language}.json`, import.meta.url));
  return new Texts(language, await answer.json());
}
