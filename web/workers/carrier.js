/**
 * A worker that holds a WebSocket for its page. Its text is a worker's: see speaker.js.
 */

/**
 * What the page asks: first to connect; then to send, after which what comes is broadcast for so
 * many milliseconds; and to close.
 * @typedef {{address: string} | {frame: string | Uint8Array<ArrayBuffer>, soon: number}
 *   | {close: number | undefined}} Request
 */

/**
 * What it says, counted by `at` from 0.
 * @typedef {{type: "begun"} | {type: "open"} | {type: "message", data: string | ArrayBuffer}
 *   | {type: "close", code: number}} Happening
 */

/**
 * Carries frames between the page that started this worker and one WebSocket.
 * @param {{onmessage: ((event: MessageEvent) => void) | null}} scope
 * @param {import("./speaker.js").Speaker} speaker
 */
export function carry(scope, speaker) {
  const OPEN = 1;
  /** @type {WebSocket | null} */
  let socket = null;
  let soonUntil = 0;
  let count = 0;
  const say = (/** @type {Happening} */ happening, /** @type {Transferable[]} */ owned = []) => {
    speaker.say({ at: count, happening }, performance.now() < soonUntil, owned);
    count += 1;
  };
  const connect = (/** @type {string} */ address) => {
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => say({ type: "open" });
    socket.onmessage = ({ data }) => say({ type: "message", data }, data.byteLength ? [data] : []);
    socket.onclose = ({ code }) => say({ type: "close", code });
    say({ type: "begun" });
  };
  scope.onmessage = ({ data }) => {
    if ("address" in data) connect(data.address);
    else if ("frame" in data) {
      soonUntil = Math.max(soonUntil, performance.now() + data.soon);
      if (socket?.readyState === OPEN) socket.send(data.frame);
    } else socket?.close(data.close);
  };
}
