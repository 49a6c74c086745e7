/** An image as a preview: not larger than it may be, in a format that every page shows. */

/** Longest side, in pixels, and most bytes. */
const SIDE = 1_024;
const MOST = 1_000_000;

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
  const exact = await encoded(canvas, 'image/png');
  return exact.size <= MOST ? exact : encoded(canvas, 'image/jpeg', 0.85);
}

export async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
