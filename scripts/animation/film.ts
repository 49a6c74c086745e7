/** Frames of a page with a caption each, and one animated picture made of them. */
import { decode } from 'fast-png';
import gifenc from 'gifenc';
import type { Page } from 'playwright-core';

const { applyPalette, GIFEncoder, quantize } = gifenc;

interface Frame {
  readonly png: Buffer;
  /** Milliseconds. */
  readonly shown: number;
}

/** Colours of a frame; one more place in its palette stands for "as before". */
const COLOURS = 255;
const SAME = COLOURS;
const CAPTION = 'cairn-caption';
const LOOK = [
  'position:fixed;left:50%;bottom:34px;transform:translateX(-50%);z-index:100000;padding:8px 18px;border-radius:6px',
  'background:#1f6feb;color:#fff;font:600 16px system-ui,sans-serif;white-space:nowrap;pointer-events:none',
].join(';');

export class Film {
  readonly frames: Frame[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get seconds(): number {
    return this.frames.reduce((sum, { shown }) => sum + shown, 0) / 1_000;
  }

  /** Takes what the page shows now. @param shown milliseconds */
  async show(caption: string, shown: number): Promise<void> {
    const about = { id: CAPTION, caption, look: LOOK };
    await this.#page.evaluate(({ id, caption: text, look }) => {
      const found = document.getElementById(id);
      const element = found ?? document.body.appendChild(document.createElement('div'));
      element.id = id;
      element.style.cssText = look;
      element.textContent = text;
    }, about);
    this.frames.push({ png: await this.#page.screenshot({ animations: 'disabled', caret: 'hide' }), shown });
  }

  encode(): Uint8Array {
    const gif = GIFEncoder();
    let before: Uint32Array | undefined;
    for (const { png, shown } of this.frames) {
      const image = decode(png);
      const pixels = opaque(image.data as Uint8Array, image.channels);
      const palette = [...quantize(bytes(changed(pixels, before)), COLOURS)];
      while (palette.length <= SAME) palette.push([0, 0, 0]);
      const indexed = applyPalette(bytes(pixels), palette.slice(0, COLOURS));
      if (before)
        for (let at = 0; at < pixels.length; at++) if (pixels[at] === before[at]) indexed[at] = SAME;
      gif.writeFrame(indexed, image.width, image.height, {
        palette,
        delay: shown,
        ...(before && { transparent: true, transparentIndex: SAME, dispose: 1 }),
      });
      before = pixels;
    }
    gif.finish();
    return gif.bytes();
  }
}

const bytes = (pixels: Uint32Array): Uint8Array =>
  new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);

/** One number for each pixel. */
function opaque(data: Uint8Array, channels: number): Uint32Array {
  const pixels = new Uint32Array(data.length / channels);
  for (let at = 0; at < pixels.length; at++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * channels, at * channels + 3);
    pixels[at] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  return pixels;
}

/** Only what is new needs colours. */
function changed(pixels: Uint32Array, before: Uint32Array | undefined): Uint32Array {
  if (!before) return pixels;
  const found = pixels.filter((pixel, at) => pixel !== before[at]);
  return found.length > 0 ? found : pixels.subarray(0, 1);
}
