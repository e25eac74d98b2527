/** Where an item stands, what may be decided about it, and what counts for it. Pure. */

/** @typedef {import("./monthanswers.js").Item} Item */
/** @typedef {import("./monthanswers.js").WholeItem} WholeItem */
/** @typedef {import("./monthanswers.js").Charge} Charge */
/** @typedef {import("./monthanswers.js").Edit} Edit */

/**
 * What the office may decide about an item, by where it stands.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const DECISIONS = Object.freeze({
  open: ["approve", "exclude", "merge"],
  approved: ["reopen", "exclude"],
  excluded: ["include"],
  merged: ["split"],
  closed: ["correct"],
});

/**
 * Where an item stands: its state, or that it is excluded or a part of another.
 * @param {Item} item
 */
export function standing({ state, excluded, merged_into }) {
  if (state === "closed") return "closed";
  if (merged_into !== null) return "merged";
  return excluded ? "excluded" : state;
}

/**
 * What the office may decide about an item now.
 * @param {Item} item
 */
export function decisions(item) {
  const all = DECISIONS[standing(item)] ?? [];
  const bill = item.excluded === "" && item.merged_into === null;
  return all.filter((word) => {
    if (word === "approve") return item.charge !== null;
    if (word === "merge") return item.entry !== null && item.customer !== null;
    return word !== "correct" || bill;
  });
}

/**
 * Whether customer, note and urgency may be set: by the office until the month is closed, by the
 * technician until the item is approved.
 * @param {Item} item
 * @param {boolean} office
 */
export function editable(item, office) {
  return office ? item.state !== "closed" : item.state === "open";
}

/**
 * The charge that counts today: the last that takes nothing back and is not taken back.
 * @param {WholeItem} item
 * @returns {Charge | null}
 */
export function counting({ charges }) {
  const taken = new Set(charges.map(({ reverses }) => reverses));
  return charges.findLast(({ id, reverses }) => reverses === null && !taken.has(id)) ?? null;
}

/**
 * What can be edited, as it is.
 * @param {Item} item
 * @returns {Edit}
 */
export function editOf({ customer, note, urgent }) {
  return { customer: customer?.id ?? 0, note, urgent };
}

/**
 * The fields in which two edits differ.
 * @param {Edit} one
 * @param {Edit} other
 */
export function differing(one, other) {
  const names = /** @type {const} */ (["customer", "note", "urgent"]);
  return names.filter((name) => one[name] !== other[name]);
}

/**
 * The items that one may be merged into: other sessions of its customer and month that are billed for
 * themselves, the nearest in time first.
 * @param {Item} item
 * @param {readonly Item[]} others
 */
export function mergeable(item, others) {
  const at = Date.parse(item.began_at);
  const away = (/** @type {Item} */ one) => Math.abs(Date.parse(one.began_at) - at);
  const good = others.filter(
    (one) =>
      one.item !== item.item && one.entry !== null && one.month === item.month && standing(one) in { open: 1, approved: 1 },
  );
  return good.sort((one, other) => away(one) - away(other));
}

/** What is missing before a month can be closed, where the broker was not asked yet.
 * @param {import("./monthanswers.js").Summary} summary
 * @param {import("./monthanswers.js").Months} months
 * @returns {{why: "not_over" | "older_open" | "undecided", month: string, count: number}[]}
 */
export function missing({ month, present, counts }, { months }) {
  const older = months.find((one) => one.month < month && one.items > 0 && !one.closed);
  const open = counts["open"] ?? 0;
  /** @type {ReturnType<typeof missing>} */
  const found = [];
  if (month >= present) found.push({ why: "not_over", month, count: 0 });
  if (older) found.push({ why: "older_open", month: older.month, count: 0 });
  if (open > 0) found.push({ why: "undecided", month, count: open });
  return found;
}
