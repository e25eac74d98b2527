/** Which pages there are, whose they are, and what the address bar says of them. Pure. */

/** @typedef {import("./api.js").Role} Role */

/**
 * The pages in the order of the header, with the roles that have them; none means everybody.
 * @type {Readonly<Record<string, readonly Role[]>>}
 */
export const PAGES = Object.freeze({
  sessions: ["technician", "billing", "admin"],
  browser: ["technician"],
  work: ["technician"],
  month: ["billing", "admin"],
  items: ["technician", "billing", "admin"],
  simulation: ["billing", "admin"],
  customers: ["billing", "admin"],
  tariffs: ["billing", "admin"],
  quick: ["admin", "billing"],
  accounts: ["admin"],
  audit: ["admin"],
  security: [],
});

/**
 * The names of the pages that somebody with these roles has.
 * @param {readonly Role[]} roles
 */
export function pagesOf(roles) {
  const names = Object.keys(PAGES);
  return names.filter((name) => {
    const wanted = PAGES[name] ?? [];
    return wanted.length === 0 || wanted.some((role) => roles.includes(role));
  });
}

/** The pages that show a list, or one record of it by its number: `#customers/12`, `#month/202603`. */
const RECORDS = ["customers", "tariffs", "items", "month"];

/**
 * The page that somebody begins with: who bills and has no sessions of their own, with the month.
 * @param {readonly Role[]} roles
 */
function firstOf(roles) {
  if (roles.includes("billing") && !roles.includes("technician")) return "month";
  return pagesOf(roles)[0] ?? "security";
}

/**
 * The page that the address bar asks for, else the one that this person begins with.
 * @param {string} hash of the address bar, `#` included
 * @param {readonly Role[]} roles
 * @returns {string}
 */
export function pageAt(hash, roles) {
  return placeAt(hash, roles).name;
}

/**
 * The page that the address bar asks for, and the number of its record; 0 where it names none.
 * @param {string} hash of the address bar, `#` included
 * @param {readonly Role[]} roles
 * @returns {{name: string, record: number}}
 */
export function placeAt(hash, roles) {
  const names = pagesOf(roles);
  const [, head = "", number = ""] = /^#(\w+)(?:\/([1-9][0-9]{0,14}))?$/.exec(hash) ?? [];
  const whole = number === "" || RECORDS.includes(head);
  const name = names.find((one) => whole && one === head);
  if (name !== undefined) return { name, record: Number(number) };
  return { name: firstOf(roles), record: 0 };
}

/**
 * What the address bar says of a place.
 * @param {{name: string, record: number}} place
 */
export function hashOf({ name, record }) {
  return record === 0 ? `#${name}` : `#${name}/${record}`;
}
