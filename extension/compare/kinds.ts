/** How two versions of a file can be compared, by its name and its first bytes. Pure. */

export type CompareKind = 'image' | 'text' | 'preview' | 'none';

/** What a page of the editor shows by itself. */
const IMAGES = /\.(?:png|jpe?g|gif|webp|bmp|avif|svg|ico)$/iu;

export const isPageImage = (path: string): boolean => IMAGES.test(path);

/** What an editor shows although it is no text: images, sounds and films. */
export const isShownByEditors = (path: string): boolean =>
  isPageImage(path) || /\.(?:mp3|wav|ogg|oga|mp4|webm)$/iu.test(path);

/** Text has no zero bytes, but in UTF-16, which begins with its mark. */
export function looksLikeText(head: Uint8Array): boolean {
  const isUtf16 =
    head.length >= 2 && ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff));
  return isUtf16 || !head.includes(0);
}

/** @param heads first bytes of both files. @param previews whether either has a preview */
export function compareKind(path: string, heads: readonly Uint8Array[], previews: boolean): CompareKind {
  if (isPageImage(path) && !/\.svg$/iu.test(path)) return 'image';
  if (heads.every(looksLikeText)) return 'text';
  return previews ? 'preview' : 'none';
}
