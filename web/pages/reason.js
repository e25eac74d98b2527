/** Why the technician comes: read by the customer, kept in the ledger, remembered nowhere here. */

import { el } from "../dom.js";
import { isReason, REASON_MAX } from "../wire.js";
import { field } from "./parts.js";

/**
 * `read` gives the reason, or null where it may not be sent as it is.
 * @param {import("../app.js").App} app
 * @param {string} id
 * @param {boolean} needed
 * @returns {{element: HTMLElement, input: HTMLInputElement, read: () => string | null}}
 */
export function reasonField(app, id, needed) {
  const input = el("input", {
    ...{ id, maxlength: REASON_MAX, autocomplete: "off", required: needed },
    "aria-describedby": `${id}-hint`,
  });
  const hint = el("p", { class: "hint", id: `${id}-hint` }, app.t("reason.hint"));
  const read = () => {
    const reason = input.value.trim();
    const good = isReason(reason) && !(needed && reason === "");
    input.setAttribute("aria-invalid", String(!good));
    if (!good) input.focus();
    return good ? reason : null;
  };
  return { element: field(app.t(needed ? "reason.label" : "reason.label_free"), input, hint), input, read };
}
