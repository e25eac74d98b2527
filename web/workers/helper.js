/** A worker as its page has it: one ear for both ways in which it speaks. */

/** What of a worker is used; `onmessage` and `onerror` are called once they are set. */
export class Helper {
  #worker;
  #channel;
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  /** @type {(event: {preventDefault: () => void}) => void} */
  onerror = () => {};

  /**
   * @param {Worker} worker
   * @param {BroadcastChannel} channel
   */
  constructor(worker, channel) {
    this.#worker = worker;
    this.#channel = channel;
    worker.onmessage = (event) => this.onmessage(event);
    channel.onmessage = (event) => this.onmessage(event);
    worker.onerror = (event) => this.onerror(event);
  }

  /**
   * @param {unknown} message
   * @param {Transferable[]} [owned]
   */
  postMessage(message, owned = []) {
    this.#worker.postMessage(message, owned);
  }

  /** Ends it; nothing more is heard. */
  terminate() {
    this.onmessage = () => {};
    this.#worker.terminate();
    this.#channel.close();
  }
}
