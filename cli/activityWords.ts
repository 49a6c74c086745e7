/** What happened on a studio, for people: names in place of identifiers, and of what is new only what somebody chose. */
import { bytes, localTime, plain } from './layout.ts';

export interface Change {
  readonly kind: string;
  readonly name: string;
  readonly key: string;
  /** Old and new value of each; the old one is null where something was made. */
  readonly fields: Readonly<Record<string, readonly [unknown, unknown]>>;
}

/** The name that goes with an identifier, where it is known. */
export type NameOf = (id: string) => string | undefined;

const MOST_FIELDS = 6;
const LONGEST_VALUE = 60;
/** Said by the line already, or of no use to a reader. */
const UNSAID = new Set(['kind', 'name', 'parentId', 'assetId', 'contentHash', 'previewHash', 'mergedInto']);

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u;

const isNothing = (value: unknown): boolean => value === null || value === undefined || value === '';

function valueText(field: string, value: unknown, nameOf: NameOf): string {
  if (isNothing(value)) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (field === 'size' && typeof value === 'number') return bytes(value);
  if (typeof value === 'string' && MOMENT.test(value)) return localTime(Date.parse(value));
  const text = typeof value === 'string' ? (nameOf(value) ?? value) : JSON.stringify(value);
  const shown = plain(text);
  return shown.length > LONGEST_VALUE ? `${shown.slice(0, LONGEST_VALUE)}…` : shown;
}

/** `assigneeId` → `assignee` */
const label = (field: string): string => field.replace(/Id$/u, '');

function madeText(fields: Change['fields'], nameOf: NameOf): string {
  const chosen = Object.entries(fields).flatMap(([field, [, now]]) => {
    if (UNSAID.has(field) || isNothing(now) || now === false) return [];
    if (now === true) return [label(field)];
    if (field === 'size') return [valueText(field, now, nameOf)];
    if (field === 'comment') return [`"${valueText(field, now, nameOf)}"`];
    return [`${label(field)} ${valueText(field, now, nameOf)}`];
  });
  return ['new', ...some(chosen)].join(', ');
}

function changedText(fields: Change['fields'], nameOf: NameOf): string {
  const all = Object.entries(fields).map(
    ([field, [old, now]]) =>
      `${label(field)}: ${valueText(field, old, nameOf)} → ${valueText(field, now, nameOf)}`,
  );
  return some(all).join(', ');
}

const some = (all: readonly string[]): readonly string[] =>
  all.length > MOST_FIELDS ? [...all.slice(0, MOST_FIELDS), '…'] : all;

const present = ({ fields }: Change): boolean => fields.present?.[1] === true;

function linkText(change: Change, nameOf: NameOf): string | undefined {
  const other = change.key.slice(change.key.indexOf('/') + 1);
  const of = plain(change.name || change.key);
  if (change.kind === 'tagging') return `tag ${plain(other)} ${present(change) ? 'on' : 'off'} ${of}`;
  if (change.kind !== 'dependency') return undefined;
  return `${of} ${present(change) ? 'needs' : 'no longer needs'} ${plain(nameOf(other) ?? other)}`;
}

function subject({ kind, name, key, fields }: Change): string {
  if (kind === 'item') return `${plain(String(fields.kind?.[1] ?? kind))} ${plain(name || key)}`;
  // Of a token, a name is whose it is.
  if (kind === 'token' && name !== '') return `token ${key} of ${plain(name)}`;
  // Of the project itself: which one is known.
  if (name === '' && (kind === 'limits' || kind === 'project')) return kind;
  return `${kind} ${plain(name || key)}`;
}

/** One line. */
export function changeInWords(change: Change, nameOf: NameOf): string {
  const link = linkText(change, nameOf);
  if (link !== undefined) return `  ${link}`;
  const values = Object.values(change.fields);
  const made = values.length > 0 && values.every(([old]) => old === null);
  const what = made ? madeText(change.fields, nameOf) : changedText(change.fields, nameOf);
  return `  ${subject(change)}${what === '' ? '' : `  ${what}`}`;
}
