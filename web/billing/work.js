/** Work entered by hand as the form holds it and as the broker takes it. Pure. */

/** @typedef {import("./answers.js").NewWork} NewWork */

/** @type {readonly string[]} */
export const WORK_KINDS = ["phone", "email", "wrong_channel"];

/**
 * What a form says, as the broker takes it: only the measure of the kind counts.
 * @param {{kind: string, began: string, minutes: string, messages: string, urgent: boolean,
 *   note: string, session: string}} form began: local, YYYY-MM-DDThh:mm
 * @returns {NewWork}
 */
export function newWork({ kind, began, minutes, messages, urgent, note, session }) {
  const when = new Date(began);
  return {
    kind,
    began_at: Number.isNaN(when.getTime()) ? "" : when.toISOString(),
    minutes: kind === "phone" ? Number(minutes) : 0,
    messages: kind === "email" ? Number(messages) : 0,
    urgent,
    note: note.trim(),
    session: kind === "phone" ? Number(session) : 0,
  };
}

/**
 * A moment as an input of kind datetime-local holds it, in the reader's zone.
 * @param {Date} when
 */
export function localMinute(when) {
  const pair = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const day = `${when.getFullYear()}-${pair(when.getMonth() + 1)}-${pair(when.getDate())}`;
  return `${day}T${pair(when.getHours())}:${pair(when.getMinutes())}`;
}
