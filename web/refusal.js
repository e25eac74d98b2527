/** What the broker says in the place of an answer. */

/** @typedef {import("./answers.js").Why} Why */

/** The broker said no; `code` is one of PROBLEMS, or "unreachable" where it said nothing. */
export class ApiError extends Error {
  /**
   * @param {string} code
   * @param {string} [field] which one was wrong, where the broker says so
   * @param {readonly Why[]} [why] all that is known to be wrong
   */
  constructor(code, field = "", why = []) {
    super(code);
    this.code = code;
    this.field = field;
    this.why = why;
  }
}

/**
 * @param {any} content what the broker said in the place of an answer; null where it said nothing
 */
export function refusal(content) {
  const { code = "unreachable", field, why } = content?.error ?? {};
  return new ApiError(code, field, why);
}
