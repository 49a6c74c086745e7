/** The HTML of our pages: nothing but our script, under a policy that allows nothing but our script. */

export interface PageParts {
  /** Address of the page's module. */
  readonly script: string;
  /** Unguessable, new for every page. */
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
  /** Where images may come from, beside the page itself; a source of the content policy. */
  readonly images?: string;
  /** The page's texts in the reader's language, by their English ones. */
  readonly texts?: Readonly<Record<string, string>>;
}

export const pageHtml = ({
  script,
  nonce,
  language,
  title,
  images,
  texts,
}: PageParts): string => `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; img-src data:${images === undefined ? '' : ` ${escapeHtml(images)}`}; font-src 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="texts" content="${escapeHtml(JSON.stringify(texts ?? {}))}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<script type="module" nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
