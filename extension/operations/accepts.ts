/** Which rows of the tree an action is for: asked by menus as a condition, and by commands of what was selected. */

/** Which entries an action makes sense for. */
export type Accepts =
  | 'any'
  | 'item'
  | 'asset'
  | 'collection'
  | 'file'
  | 'untracked'
  | 'modified'
  | 'outdated'
  | 'rebuild'
  | 'renamed'
  | 'on-disk';

/** The parts of `contextValue` (a regular expression) that a row must have. */
const ROWS: Readonly<Record<Accepts, string>> = {
  any: ';(asset|collection|untracked);',
  item: ';(asset|collection);',
  asset: ';asset;',
  collection: ';collection;',
  file: '^;(asset;is-(normal|modified|outdated)|untracked;(?!.*;folder;))',
  untracked: ';untracked;(?!.*;name-refused;)',
  modified: ';(asset;is-modified|collection;is-modified);(?!.*;locked;)',
  outdated: ';(asset|collection);(is-outdated;|.*;(outdated|moved);)',
  rebuild: ';(asset|collection);is-rebuild;',
  renamed: ';renamed;',
  'on-disk': ';(asset;is-(normal|outdated)|collection;)',
};

/** A collection's own state names only the most urgent of what it holds: these are offered for any. */
const ANY_COLLECTION: ReadonlySet<Accepts> = new Set(['modified', 'outdated', 'rebuild']);

const pattern = (accepts: Accepts, inline: boolean): string =>
  !inline && ANY_COLLECTION.has(accepts) ? `(${ROWS[accepts]}|;collection;)` : ROWS[accepts];

/** Whether a row is one for an action. The button on the row is shown only where the row itself asks for it. */
export const rowCondition = (accepts: Accepts, inline: boolean): string =>
  `viewItem =~ /${pattern(accepts, inline)}/`;

/** What asks for a state: rows of all states are selected together. */
const OF_A_STATE: ReadonlySet<Accepts> = new Set(['untracked', 'modified', 'outdated', 'rebuild', 'on-disk']);

/**
 * The menu condition of a row's action, and of an action on all rows that are selected. An editor offers for several only what it
 * offers for each. So what asks for a state is offered for several of whatever state, and does what it can. (A context key that says what
 * is selected would make the editor draw all rows again with each selection.)
 */
export function menuCondition(accepts: Accepts, multi: boolean): string {
  const one = rowCondition(accepts, false);
  return multi && OF_A_STATE.has(accepts)
    ? `(${one} || listMultiSelection && ${rowCondition('any', false)})`
    : one;
}

/** Whether an action makes sense for a row; what the menus ask, asked of the row's context value. */
export const acceptsRow = (accepts: Accepts, contextValue: string): boolean =>
  new RegExp(pattern(accepts, false), 'u').test(contextValue);
