/** A page's words in the reader's language, from what the editor wrote into the page; English where it did not. */

function read(): Readonly<Record<string, string>> {
  // Without a page there are no words of its language: in tests of what is pure.
  if (typeof document === 'undefined') return {};
  const written = document.querySelector<HTMLMetaElement>('meta[name=texts]')?.content ?? '{}';
  const value: unknown = JSON.parse(written);
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
}

const texts = read();

/** Of the editor: a browser may have another one. Undefined outside of a page. */
export const language: string | undefined =
  typeof document === 'undefined' ? undefined : document.documentElement.lang || undefined;

/** `{0}`, `{1}` … are replaced by the arguments. */
export const t = (text: string, ...args: (string | number)[]): string =>
  (texts[text] ?? text).replace(/\{(\d+)\}/gu, (whole, index: string) =>
    String(args[Number(index)] ?? whole),
  );
