/** Puts operations on a canvas, pixel by pixel as they were sent. */

/** @typedef {import("../frames/picture.js").Operation} Operation */
/** @typedef {{width: number, height: number}} Size */

/** @type {CanvasRenderingContext2DSettings} */
const PLAIN = { alpha: false, colorSpace: "srgb" };

/** Draws on one canvas. What an operation may touch was checked where it was decoded. */
export class Painter {
  #canvas;
  #context;
  /** Holds what a move takes up, since a canvas that is drawn on itself is copied whole. */
  #taken;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", PLAIN));
    const taken = new OffscreenCanvas(1, 1).getContext("2d", PLAIN);
    this.#taken = /** @type {OffscreenCanvasRenderingContext2D} */ (taken);
  }

  /**
   * Gives the canvas its size, where it is another; then it is empty.
   * @param {Size} size
   * @returns {boolean} whether it was another
   */
  resize({ width, height }) {
    if (this.#canvas.width === width && this.#canvas.height === height) return false;
    for (const canvas of [this.#canvas, this.#taken.canvas]) {
      canvas.width = width;
      canvas.height = height;
    }
    this.#context.imageSmoothingEnabled = false;
    return true;
  }

  /**
   * @param {Operation} operation
   * @param {ImageBitmap | VideoFrame | null} picture what was decoded of it, where there is something
   */
  draw(operation, picture) {
    const { x, y, width, height } = operation;
    if (operation.kind === "fill") {
      this.#context.fillStyle = `rgb(${operation.rgb.join(",")})`;
      this.#context.fillRect(x, y, width, height);
    } else if (operation.kind === "move") {
      const { fromX, fromY } = operation;
      this.#taken.drawImage(this.#canvas, fromX, fromY, width, height, 0, 0, width, height);
      this.#context.drawImage(this.#taken.canvas, 0, 0, width, height, x, y, width, height);
    } else if (picture) {
      this.#context.drawImage(picture, x, y, width, height);
    }
  }
}
