/**
 * Decodes images and video: the same in a worker and, where none can be had, in the page.
 *
 * A worker is made of the text of this module's own functions (see workers/text.js), which the browser
 * has checked against the page's hashes like every other module: so they may use nothing but each other.
 */

/**
 * What is to be decoded. `image`: a whole file. `video`: the next frame of the one stream there is,
 * or the first of a new one.
 * @typedef {{width: number, height: number, data: Uint8Array} & ({kind: "image", type: string}
 *   | {kind: "video", begins: boolean})} Coded
 * @typedef {ImageBitmap | VideoFrame} Picture
 */

/** One VP9 stream. Its pictures come out in the order of the calls. */
export class Stream {
  static #AREAS = [36864, 73728, 122880, 245760, 552960, 983040, 2228224, 8912896, 35651584];
  static #LEVELS = ["10", "11", "20", "21", "30", "31", "40", "50", "60"];
  static #MOST_MS = 3000;
  /** Chromium does not read it from the stream. @type {VideoColorSpaceInit} */
  static #BT601 = {
    matrix: "smpte170m",
    primaries: "bt709",
    transfer: "iec61966-2-1",
    fullRange: false,
  };
  #decoder;
  #count = 0;
  /**
   * @type {{timestamp: number, late: ReturnType<typeof setTimeout>,
   *   give: (frame: VideoFrame) => void, fail: (why: unknown) => void}[]}
   */
  #waiting = [];

  /**
   * What a decoder has to be able to do for pictures of this size.
   * Source: VP9 levels by the area of a picture, as https://www.webmproject.org/vp9/levels/ has them.
   * @param {number} width
   * @param {number} height
   * @param {HardwareAcceleration} hardwareAcceleration
   * @returns {VideoDecoderConfig}
   */
  static wanted(width, height, hardwareAcceleration) {
    const level = Stream.#LEVELS[Stream.#AREAS.findIndex((most) => width * height <= most)] ?? "62";
    const size = { codedWidth: width, codedHeight: height };
    const codec = `vp09.01.${level}.08.03.01.13.06.00`;
    const colorSpace = Stream.#BT601;
    return { codec, ...size, colorSpace, hardwareAcceleration, optimizeForLatency: true };
  }

  /** @param {VideoDecoderConfig} wanted */
  constructor(wanted) {
    this.#decoder = new VideoDecoder({
      output: (frame) => this.#came(frame),
      error: (error) => this.#failed(error),
    });
    this.#decoder.configure(wanted);
  }

  /**
   * @param {boolean} begins whether it is a key frame
   * @param {Uint8Array} data
   * @returns {Promise<VideoFrame>} rejects where it is not decoded, or not soon
   */
  decode(begins, data) {
    const timestamp = this.#count;
    this.#count += 1;
    return new Promise((give, fail) => {
      const late = setTimeout(() => this.#failed(new Error("too late")), Stream.#MOST_MS);
      this.#waiting.push({ timestamp, late, give, fail });
      const chunk = { type: begins ? "key" : "delta", timestamp, data };
      try {
        this.#decoder.decode(new EncodedVideoChunk(/** @type {EncodedVideoChunkInit} */ (chunk)));
      } catch (error) {
        this.#failed(error);
      }
    });
  }

  /** Nothing more comes out. */
  close() {
    this.#failed(new Error("closed"));
    if (this.#decoder.state !== "closed") this.#decoder.close();
  }

  /** @param {VideoFrame} frame */
  #came(frame) {
    const [first] = this.#waiting;
    if (first?.timestamp !== frame.timestamp) {
      frame.close();
      if (first && first.timestamp < frame.timestamp) this.#failed(new Error("a picture is missing"));
      return;
    }
    this.#waiting.shift();
    clearTimeout(first.late);
    first.give(frame);
  }

  /** @param {unknown} why */
  #failed(why) {
    for (const { late, fail } of this.#waiting) {
      clearTimeout(late);
      fail(why);
    }
    this.#waiting = [];
  }
}

/** Decodes one thing after the other; a picture of another size than was said is none. */
export class Decoder {
  static #EXACT = /** @type {const} */ ({ colorSpaceConversion: "none", premultiplyAlpha: "none" });
  /** @type {HardwareAcceleration} */
  #preference = "no-preference";
  /** @type {Stream | null} */
  #stream = null;

  /**
   * Looks what this browser can do.
   * @returns {Promise<boolean>} whether it shows VP9
   */
  async prepare() {
    if (typeof VideoDecoder !== "function") return false;
    // By software every picture comes at once, of any size, however many decoders are in use.
    for (const preference of /** @type {const} */ (["prefer-software", "no-preference"])) {
      const wanted = Stream.wanted(1920, 1080, preference);
      const { supported } = await VideoDecoder.isConfigSupported(wanted).catch(() => ({ supported: false }));
      this.#preference = preference;
      if (supported) return true;
    }
    return false;
  }

  /**
   * @param {Coded} coded
   * @returns {Promise<Picture>} rejects where it cannot be decoded
   */
  async decode(coded) {
    const picture = await (coded.kind === "image" ? this.#image(coded) : this.#video(coded));
    const width = "displayWidth" in picture ? picture.displayWidth : picture.width;
    const height = "displayHeight" in picture ? picture.displayHeight : picture.height;
    if (width === coded.width && height === coded.height) return picture;
    picture.close();
    throw new RangeError("a picture of another size");
  }

  /** Forgets the video. */
  close() {
    this.#stream?.close();
    this.#stream = null;
  }

  /** @param {{type: string, data: Uint8Array}} coded */
  #image({ type, data }) {
    const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (data)], { type });
    return createImageBitmap(blob, Decoder.#EXACT);
  }

  /** @param {{begins: boolean, width: number, height: number, data: Uint8Array}} coded */
  async #video({ begins, width, height, data }) {
    if (begins) {
      this.close();
      this.#stream = new Stream(Stream.wanted(width, height, this.#preference));
    }
    if (this.#stream === null) throw new Error("no video has begun");
    return this.#stream.decode(begins, data);
  }
}

/**
 * Serves the page that started this worker: first says whether it shows VP9, then answers each
 * message with a picture or with the name of what was wrong, `soon` where the page says so.
 * @param {{onmessage: ((event: MessageEvent) => void) | null}} scope
 * @param {import("../workers/speaker.js").Speaker} speaker
 */
export function serve(scope, speaker) {
  const decoder = new Decoder();
  scope.onmessage = ({ data: { id, coded, soon } }) => {
    decoder.decode(coded).then(
      (picture) => speaker.say({ id, picture }, soon, [picture]),
      (error) => speaker.say({ id, fault: String(error?.name) }, soon, []),
    );
  };
  void decoder.prepare().then((video) => speaker.say({ video }, false, []));
}
