/** Puts operations on a canvas, pixel by pixel as they were sent. */

/** @typedef {import("../frames/picture.js").Operation} Operation */
/** @typedef {{width: number, height: number}} Size */

/** @type {CanvasRenderingContext2DSettings} */
const PLAIN = { alpha: false, colorSpace: "srgb" };

const BLACK = "rgb(0,0,0)";

/** Draws on one canvas. What an operation may touch was checked where it was decoded. */
export class Painter {
  #canvas;
  #context;
  #lost;
  /** Holds what a move takes up, since a canvas that is drawn on itself is copied whole. */
  #taken;
  /**
   * Has the canvas's size; null while nothing was stowed, which is as good as black.
   * @type {OffscreenCanvasRenderingContext2D | null}
   */
  #shelf = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} lost called where the browser lost what was stowed
   */
  constructor(canvas, lost) {
    this.#canvas = canvas;
    this.#lost = lost;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", PLAIN));
    const taken = new OffscreenCanvas(1, 1).getContext("2d", PLAIN);
    this.#taken = /** @type {OffscreenCanvasRenderingContext2D} */ (taken);
  }

  /** Lets go of what was stowed. */
  clear() {
    if (this.#shelf === null) return;
    // A canvas without a size holds no memory, however late it is collected.
    this.#shelf.canvas.width = this.#shelf.canvas.height = 0;
    this.#shelf = null;
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
      this.#fill(operation, `rgb(${operation.rgb.join(",")})`);
    } else if (operation.kind === "stow") {
      this.#stowed().drawImage(this.#canvas, x, y, width, height, x, y, width, height);
    } else if (operation.kind === "restore") {
      if (this.#shelf === null) this.#fill(operation, BLACK);
      else this.#context.drawImage(this.#shelf.canvas, x, y, width, height, x, y, width, height);
    } else if (operation.kind === "move") {
      const { fromX, fromY } = operation;
      this.#taken.drawImage(this.#canvas, fromX, fromY, width, height, 0, 0, width, height);
      this.#context.drawImage(this.#taken.canvas, 0, 0, width, height, x, y, width, height);
    } else if (picture) {
      this.#context.drawImage(picture, x, y, width, height);
    }
  }

  /** @param {import("../frames/picture.js").Box} box @param {string} colour */
  #fill({ x, y, width, height }, colour) {
    this.#context.fillStyle = colour;
    this.#context.fillRect(x, y, width, height);
  }

  /** The shelf, made where there is none yet. */
  #stowed() {
    if (this.#shelf !== null) return this.#shelf;
    const { width, height } = this.#canvas;
    const canvas = new OffscreenCanvas(width, height);
    const shelf = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", PLAIN));
    canvas.addEventListener("contextrestored", () => this.#shelf === shelf && this.#lost());
    shelf.imageSmoothingEnabled = false;
    this.#shelf = shelf;
    return shelf;
  }
}
