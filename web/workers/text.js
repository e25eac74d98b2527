/** The one text of the console's workers: what one of them does, it is told first. */

import { Decoder, serve, Stream } from "../screen/worker.js";
import { carry } from "./carrier.js";
import { Speaker } from "./speaker.js";

/** @typedef {"serve" | "carry"} Role what a worker does: decode, or hold a WebSocket */

/** The text of a worker that waits for `{role, channel}`; `channel` is the name of a BroadcastChannel. */
export function source() {
  const parts = [Speaker, Stream, Decoder, serve, carry].join("\n");
  return `"use strict";
${parts}
self.onmessage = ({ data: { role, channel } }) => {
  const speaker = new Speaker(self, new BroadcastChannel(channel));
  ({ serve, carry })[role](self, speaker);
};
`;
}
