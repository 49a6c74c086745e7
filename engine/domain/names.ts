/**
 * Names of collections and assets: which are allowed, and when two are the same.
 *
 * One key function serves engine, studio and both databases, because a name that two Windows or macOS
 * disks would take for one file must be one name everywhere.
 */

/** Longest name component, in UTF-8 bytes: the limit of ext4, APFS and (in UTF-16 units) NTFS. */
export const MAX_NAME_BYTES = 255;

const ASCII = /^[\u0000-\u007f]*$/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
const FORBIDDEN = /[/\\<>:"|?*\u0000-\u001f\u007f-\u009f]/u;
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/iu;
const RESERVED = /^(\.cairn|cairn~\d+)$/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The key by which siblings are compared: insensitive to case (full case folding, as APFS does), to Unicode
 * normalisation and to code points that file systems ignore.
 */
export function nameKey(name: string): string {
  // Of the letters and signs of ASCII, none is ignored, composed or folded in more than one step.
  if (ASCII.test(name)) return name.toLowerCase();
  const stripped = name.normalize('NFD').replace(IGNORABLE, '');
  return stripped.toUpperCase().toLowerCase().normalize('NFC');
}

export type NameProblem =
  | 'empty'
  | 'dots'
  | 'forbidden-character'
  | 'trailing-dot-or-space'
  | 'device-name'
  | 'too-long'
  | 'reserved'
  | 'not-unicode';

/** Why `name` cannot be used, or undefined where it can. */
export function nameProblem(name: string): NameProblem | undefined {
  if (name.replace(IGNORABLE, '').trim() === '') return 'empty';
  if (name === '.' || name === '..') return 'dots';
  if (LONE_SURROGATE.test(name)) return 'not-unicode';
  if (FORBIDDEN.test(name)) return 'forbidden-character';
  if (/[. ]$/u.test(name)) return 'trailing-dot-or-space';
  if (Buffer.byteLength(name, 'utf8') > MAX_NAME_BYTES) return 'too-long';
  const key = nameKey(name);
  if (RESERVED.test(key)) return 'reserved';
  const stem = key.split('.', 1)[0] ?? '';
  if (DEVICE.test(stem.trimEnd())) return 'device-name';
  return undefined;
}

const EXPLANATION: Record<NameProblem, string> = {
  empty: 'a name needs at least one visible character',
  dots: '"." and ".." mean folders themselves',
  'forbidden-character': 'a name cannot hold / \\ < > : " | ? * or control characters',
  'trailing-dot-or-space': 'a name cannot end in a dot or a space (Windows drops them)',
  'device-name': 'Windows reserves this name for a device',
  'too-long': `a name can be ${MAX_NAME_BYTES} bytes of UTF-8 at most`,
  reserved: 'Cairn keeps its own files under this name',
  'not-unicode': 'the name is not valid Unicode',
};

export const explainName = (problem: NameProblem): string => EXPLANATION[problem];

/** An allowed name close to `name`. */
export function suggestName(name: string): string {
  let text = name.toWellFormed().normalize('NFC').replace(IGNORABLE, '');
  text = text.replace(new RegExp(FORBIDDEN.source, 'gu'), '_').replace(/[. ]+$/u, '');
  while (Buffer.byteLength(text, 'utf8') > MAX_NAME_BYTES - 8) text = [...text].slice(0, -1).join('');
  if (text.trim() === '') text = 'unnamed';
  return nameProblem(text) === undefined ? text : `_${text}`.replace(/[. ]+$/u, '');
}

/** `name` with a counter before its extension, the first for which `taken` is false: `rock.png` → `rock-2.png`. */
export function numberedName(name: string, taken: (candidate: string) => boolean): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let count = 2; ; count++) {
    const suffix = `-${count}${extension}`;
    let base = stem;
    while (Buffer.byteLength(base + suffix, 'utf8') > MAX_NAME_BYTES) base = [...base].slice(0, -1).join('');
    if (!taken(base + suffix)) return base + suffix;
  }
}
