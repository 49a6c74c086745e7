/**
 * Names of collections and assets: which are allowed, and when two are the same.
 *
 * One key function serves engine, studio and both databases, because a name that two Windows or macOS
 * disks would take for one file must be one name everywhere.
 */
import { isAscii } from './key-tables.ts';
import { type Said, said } from './said.ts';

/** Longest name component, in UTF-8 bytes: the limit of ext4, APFS and (in UTF-16 units) NTFS. */
export const MAX_NAME_BYTES = 255;

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
const FORBIDDEN = /[/\\<>:"|?*\u0000-\u001f\u007f-\u009f]/u;
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/iu;
/** `.cairn`, the short names that Windows gives it (the second kind once the first ones are taken), temporary files. */
const RESERVED = /^(\.cairn|cairn~\d+|ca[0-9a-f]{4}~\d+|\.cairn-tmp-.*)$/u;
/** Most names: letters, digits and signs that no rule is about, longer before the first dot than any device's. */
const USUAL = /^[\w-]{5,64}(?:\.[\w-]{1,16}){0,4}$/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Longest ending that is kept for an extension where a name is cut short, in bytes. */
const MAX_EXTENSION_BYTES = 32;

/**
 * The key by which siblings are compared: insensitive to case (full case folding, as APFS does), to Unicode
 * normalisation and to code points that file systems ignore. It is its own key.
 */
export function nameKey(name: string): string {
  // Of the letters and signs of ASCII, none is ignored, composed or folded in more than one step.
  if (isAscii(name)) return name.toLowerCase();
  return fold(name.normalize('NFD').replace(IGNORABLE, '')).normalize('NFC');
}

/**
 * Full case folding by way of case mapping, which is what JavaScript has. Lower case comes first, because the capital
 * sharp s is its own upper case; the dotless i folds to itself, although its upper case is I; and the two small sigmas
 * are one.
 */
function fold(text: string): string {
  const parts = text.split('\u0131').map((part) => part.toLowerCase().toUpperCase().toLowerCase());
  return parts.join('\u0131').replaceAll('\u03c2', '\u03c3');
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
  if (USUAL.test(name)) return undefined;
  // Some disks do not see what is stripped here: the rules hold for what is left, too.
  const visible = name.replace(IGNORABLE, '');
  if (visible.trim() === '') return 'empty';
  if (visible === '.' || visible === '..') return 'dots';
  if (LONE_SURROGATE.test(name)) return 'not-unicode';
  if (FORBIDDEN.test(name)) return 'forbidden-character';
  if (/[. ]$/u.test(visible)) return 'trailing-dot-or-space';
  if (Buffer.byteLength(name, 'utf8') > MAX_NAME_BYTES) return 'too-long';
  const key = nameKey(name);
  if (RESERVED.test(key)) return 'reserved';
  const stem = key.split('.', 1)[0] ?? '';
  if (DEVICE.test(stem.trimEnd())) return 'device-name';
  return undefined;
}

const EXPLANATION: Record<NameProblem, Said> = {
  empty: said`a name needs at least one visible character`,
  dots: said`"." and ".." mean folders themselves`,
  'forbidden-character': said`a name cannot hold / \\ < > : " | ? * or control characters`,
  'trailing-dot-or-space': said`a name cannot end in a dot or a space (Windows drops them)`,
  'device-name': said`Windows reserves this name for a device`,
  'too-long': said`a name can be ${MAX_NAME_BYTES} bytes at most; letters beyond English take two to four`,
  reserved: said`Cairn keeps its own files under this name`,
  'not-unicode': said`the name is not valid Unicode`,
};

export const explainName = (problem: NameProblem): Said => EXPLANATION[problem];

export interface RefusedName {
  readonly name: string;
  readonly problem: NameProblem;
  readonly suggestion: string;
}

/** What there is to say about a name that cannot be used; undefined where it can. */
export function refusedName(name: string): RefusedName | undefined {
  const problem = nameProblem(name);
  return problem && { name, problem, suggestion: suggestName(name) };
}

/** In a sentence or two, with the suggestion. */
export const explainRefused = ({ name, problem, suggestion }: RefusedName): Said =>
  said`"${name.slice(0, MAX_NAME_BYTES)}" cannot be used: ${explainName(problem)}. "${suggestion}" would do.`;

/** An allowed name close to `name`. */
export function suggestName(name: string): string {
  let text = name.toWellFormed().normalize('NFC').replace(IGNORABLE, '');
  text = text.replace(new RegExp(FORBIDDEN.source, 'gu'), '_').replace(/[. ]+$/u, '');
  text = joined(partsOf(text), '', MAX_NAME_BYTES - 8).replace(/[. ]+$/u, '');
  if (text.trim() === '') text = 'unnamed';
  return nameProblem(text) === undefined ? text : `_${text}`.replace(/[. ]+$/u, '');
}

/** `name` with a counter before its extension, the first for which `taken` is false: `rock.png` → `rock-2.png`. */
export function numberedName(name: string, taken: (candidate: string) => boolean): string {
  const parts = partsOf(name);
  for (let count = 2; ; count++) {
    const candidate = joined(parts, `-${count}`, MAX_NAME_BYTES);
    if (!taken(candidate)) return candidate;
  }
}

type Parts = readonly [stem: string, extension: string];

function partsOf(name: string): Parts {
  const dot = name.lastIndexOf('.');
  const isExtension = dot > 0 && Buffer.byteLength(name.slice(dot), 'utf8') <= MAX_EXTENSION_BYTES;
  return isExtension ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

/** The parts with `between` them, the stem cut so that all is `limit` bytes at most. */
function joined([stem, extension]: Parts, between: string, limit: number): string {
  const room = limit - Buffer.byteLength(between + extension, 'utf8');
  return cut(stem, room) + between + extension;
}

/** As many whole characters from the start of `text` as fit into `limit` bytes of UTF-8. */
function cut(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character, 'utf8');
    if (bytes > limit) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

/** Tags with equal keys are one tag. Unlike names they are never paths, so the first spelling simply stays. */
export const tagKey = (tag: string): string => tag.normalize('NFC').trim().toLowerCase();
