/** Which pages there are, whose they are, and what the address bar says of them. Pure. */

/** @typedef {import("./api.js").Role} Role */

/**
 * The pages in the order of the header, with the roles that have them; none means everybody.
 * @type {Readonly<Record<string, readonly Role[]>>}
 */
export const PAGES = Object.freeze({
  sessions: ["technician", "billing", "admin"],
  browser: ["technician"],
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

/**
 * The page that the address bar asks for, else the first that this person has.
 * @param {string} hash of the address bar, `#` included
 * @param {readonly Role[]} roles
 * @returns {string}
 */
export function pageAt(hash, roles) {
  const names = pagesOf(roles);
  return names.find((name) => hash === `#${name}`) ?? names[0] ?? "security";
}
