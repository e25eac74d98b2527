/**
 * What a worker says to its page, in either of two ways.
 *
 * From a key or a button that was pressed until the page's next animation frame, Chromium keeps from
 * a page whatever comes by postMessage or by a WebSocket of its own, 4 to 16 ms
 * (`DeferRendererTasksAfterInput`), but not what is broadcast: so what the key did would be drawn a
 * frame late. Broadcasting copies, hence only what is small or soon wanted is. The text of this
 * module's functions is a worker's, so they use nothing but each other.
 */

/**
 * `scope`: where postMessage is; `channel`: a BroadcastChannel that the page listens to.
 * @typedef {{postMessage: (message: unknown, owned: Transferable[]) => void}} Scope
 * @typedef {{postMessage: (message: unknown) => void}} Channel
 */

/** A worker's voice. What is said by one way may overtake what was said by the other. */
export class Speaker {
  #scope;
  #channel;

  /** @param {Scope} scope @param {Channel} channel */
  constructor(scope, channel) {
    this.#scope = scope;
    this.#channel = channel;
  }

  /**
   * @param {unknown} message
   * @param {boolean} soon whether it is broadcast, where the browser can copy it
   * @param {Transferable[]} owned what is given away with it
   */
  say(message, soon, owned) {
    if (!soon || !this.#broadcast(message)) this.#scope.postMessage(message, owned);
  }

  /** @param {unknown} message */
  #broadcast(message) {
    try {
      this.#channel.postMessage(message);
      return true;
    } catch {
      return false;
    }
  }
}
