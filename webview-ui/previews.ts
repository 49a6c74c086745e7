/** Preview images: asked for when they come into view, kept for as long as the page lives. */
import type { ToPage } from './protocol.ts';

/** Pictures only, and none that can carry scripts or fetch something. */
const ALLOWED = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
/** Rather no preview than a page that takes hundreds of megabytes; in characters of base64. */
const MAX_TOTAL = 64_000_000;

export class Previews {
  readonly #urls = new Map<string, string>();
  readonly #asked = new Set<string>();
  readonly #ask: (checkpointId: string) => void;
  readonly #changed: () => void;
  #total = 0;

  constructor(ask: (checkpointId: string) => void, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** The image's address, or undefined while it is not here. */
  url(checkpointId: string): string | undefined {
    return this.#urls.get(checkpointId);
  }

  want(checkpointId: string): void {
    if (this.#asked.has(checkpointId)) return;
    this.#asked.add(checkpointId);
    this.#ask(checkpointId);
  }

  arrived(message: Extract<ToPage, { type: 'preview' }>): void {
    const { checkpointId, mediaType, base64 } = message;
    if (!ALLOWED.has(mediaType) || this.#total + base64.length > MAX_TOTAL) return;
    this.#total += base64.length;
    this.#urls.set(checkpointId, `data:${mediaType};base64,${base64}`);
    this.#changed();
  }
}
