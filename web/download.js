/** Hands files to the reader. */

import { el } from "./dom.js";

/**
 * @param {string} name of the file
 * @param {string} text
 */
export function download(name, text) {
  saveBlob(name, new Blob([text], { type: "application/json" }));
}

/**
 * @param {string} name of the file
 * @param {Blob} blob
 */
export function saveBlob(name, blob) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  // The browser has begun to read by the next turn; kept longer, it would only hold memory.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/**
 * The name of a device request's file, made of what every file system takes.
 * @param {string} technician
 */
export function requestName(technician) {
  const plain = technician.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-");
  return `affianco-${plain.replace(/^-+|-+$/g, "").toLowerCase() || "device"}.json`;
}
