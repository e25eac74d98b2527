/**
 * Looks at the canvas that shows the remote screen, from within the page that draws it.
 *
 * It is read when all that draws in a frame of the browser has drawn: an element changes its size in
 * requestAnimationFrame, and its ResizeObserver is called behind every other such callback. The
 * canvas is copied into one of our own, so that it does not matter how the page made it.
 */
(() => {
  const WHITE = 128;
  const LOOK_MS = 40;
  const contexts = new Map();
  let selector = "canvas";
  let watched = null;
  let kept = null;
  let points = null;
  let keys = [];

  const canvas = () => document.querySelector(selector);

  const context = (width, height) => {
    const name = `${width}x${height}`;
    const made = contexts.get(name);
    if (made) return made;
    const own = Object.assign(document.createElement("canvas"), { width, height });
    contexts.set(name, own.getContext("2d", { willReadFrequently: true, alpha: false }));
    return contexts.get(name);
  };

  const read = (x, y, width, height) => {
    const own = context(width, height);
    own.imageSmoothingEnabled = false;
    own.drawImage(canvas(), x, y, width, height, 0, 0, width, height);
    return own.getImageData(0, 0, width, height).data;
  };

  const number = (data, width, { bits, cell, guards }, top) => {
    const white = (at) => {
      const place = ((top + cell / 2) * width + (at + 0.5) * cell) * 4;
      return data[place + 1] > WHITE;
    };
    if (!white(0) || white(1)) return -1;
    let value = 0;
    let ones = 0;
    for (let at = 0; at < bits; at += 1) {
      value = value * 2 + (white(guards + at) ? 1 : 0);
      ones += white(guards + at) ? 1 : 0;
    }
    return white(guards + bits) === (ones % 2 === 1) ? value : -1;
  };

  const like = (most) => {
    if (!canvas()?.width) return 0;
    const { width, height } = canvas();
    const data = read(0, 0, width, height);
    let good = 0;
    for (let at = 0; at < points.length; at += 5) {
      const place = (points[at + 1] * width + points[at]) * 4;
      const off = [0, 1, 2].map((part) => Math.abs(data[place + part] - points[at + 2 + part]));
      good += Math.max(...off) <= most ? 1 : 0;
    }
    return good / (points.length / 5);
  };

  const look = () => {
    if (!watched || !canvas()?.width) return;
    const { x, y, code, film } = watched;
    const value = number(read(x, y, code.width, code.cell), code.width, code, 0);
    if (value < 0 || value === watched.last) return;
    watched.last = value;
    watched.seen.push([value, performance.now()]);
    if (film && watched.seen.length % film.every === 0) photograph();
  };

  const photograph = () => {
    const { x, y, code, film, frames } = watched;
    if (frames.length >= film.most) return;
    const data = read(x, y, film.width, film.height);
    const tops = [0, film.height - code.cell];
    const [above, below] = tops.map((top) => number(data, film.width, code, top));
    if (above === below && above >= 0) frames.push({ number: above, data });
    else watched.torn += 1;
  };

  const box = document.createElement("div");
  box.style.cssText =
    "position:fixed;left:0;top:0;width:1px;height:1px;visibility:hidden;contain:strict";
  let wide = false;
  const turn = () => {
    if (!watched) return;
    wide = !wide;
    box.style.width = wide ? "2px" : "1px";
    requestAnimationFrame(turn);
  };
  new ResizeObserver(look).observe(box);

  const base64 = (bytes) =>
    new Promise((done, fail) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = fail;
      reader.readAsDataURL(new Blob([bytes]));
    });

  addEventListener("keydown", (event) => keys.push(event.timeStamp), { capture: true });

  globalThis.benchProbe = {
    /** Which canvas is looked at. */
    target: (said) => {
      selector = said;
    },
    now: () => performance.now(),
    size: () => (canvas() ? [canvas().width, canvas().height] : [0, 0]),
    /** What the true screen shows at some points: x, y, red, green, blue, one after the other. */
    truth: (said) => {
      points = said;
    },
    /**
     * When the canvas was like the screen, within `most`, at such a share of these points; null
     * where it was not for so long.
     */
    near: async ([most, share, milliseconds]) => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end) {
        const now = performance.now();
        if (like(most) >= share) return now;
        // Looking must not keep the page from drawing.
        const wait = Math.max(LOOK_MS, 3 * (performance.now() - now));
        await new Promise((done) => setTimeout(done, wait));
      }
      return null;
    },
    /**
     * Keeps the canvas as it is now; gives a number that is the same for the same picture
     * (bench/screen/compare.py has its like).
     */
    keep: () => {
      if (!canvas()?.width) return 0;
      const { width, height } = canvas();
      kept = read(0, 0, width, height);
      const pixels = new Uint32Array(kept.buffer);
      let sum = 0;
      let weight = 1;
      for (let at = 0; at < pixels.length; at += 1) {
        weight = (Math.imul(weight, 1664525) + 1013904223) | 0;
        sum = (sum + Math.imul(pixels[at] & 0xffffff, weight | 1)) | 0;
      }
      return sum >>> 0;
    },
    kept: () => base64(kept),
    /** Begins to watch a barcode, and the film of which it is the first line if it is one's. */
    watch: (said) => {
      watched = { last: -1, seen: [], frames: [], torn: 0, film: null, ...said };
      document.body.append(box);
      requestAnimationFrame(turn);
    },
    /** Ends that; gives numbers with their instants, of the film how many frames were kept. */
    seen: () => {
      const { seen, frames, torn } = watched;
      kept = frames;
      watched = null;
      return { seen, torn, frames: frames.map((one) => one.number) };
    },
    frame: (at) => base64(kept[at].data),
    keys: () => {
      const said = keys;
      keys = [];
      return said;
    },
  };
})();
