/** Frames as a store gives them, taken apart. */
import { decodeFrame, frameBounds } from '../../engine/content/frame.ts';
import type { StoredChunk } from '../../engine/content/store.ts';

/** The chunks of frames that lie one behind the other, views of `bytes`; what cannot be decoded is left out. */
export function* chunksOfFrames(bytes: Uint8Array): Generator<StoredChunk, void, undefined> {
  for (let at = 0; at < bytes.length; ) {
    const bounds = frameBounds(bytes, at);
    if (typeof bounds === 'string') return;
    const chunk = decoded(bytes.subarray(bounds.body, bounds.end));
    if (chunk) yield chunk;
    at = bounds.end;
  }
}

function decoded(body: Uint8Array): StoredChunk | undefined {
  try {
    return decodeFrame(body);
  } catch {
    return undefined;
  }
}
