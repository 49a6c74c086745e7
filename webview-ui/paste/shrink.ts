/** An image as a preview: not larger than it may be, in a format that every page shows. */

/** Longest side, in pixels. */
const SIDE = 1_024;
/** Bytes that a preview should not be above: whoever looks at the history gets all of them. It may be, up to a megabyte. */
const MOST = 250_000;
/** Tried in turn where an exact copy is larger. */
const QUALITIES = [0.85, 0.7, 0.5];

const encoded = (canvas: OffscreenCanvas, type: string, quality?: number): Promise<Blob> =>
  canvas.convertToBlob({ type, ...(quality !== undefined && { quality }) });

/** @throws where it is no image */
export async function shrink(image: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(image);
  const scale = Math.min(1, SIDE / bitmap.width, SIDE / bitmap.height);
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  let made = await encoded(canvas, 'image/png');
  for (const quality of QUALITIES) {
    if (made.size <= MOST) break;
    made = await encoded(canvas, 'image/jpeg', quality);
  }
  return made;
}

export async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
