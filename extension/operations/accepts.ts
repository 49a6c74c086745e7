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

/** The menu condition of a row's action. The button on the row is shown only where the row itself asks for it. */
export const rowCondition = (accepts: Accepts, inline: boolean): string =>
  `viewItem =~ /${pattern(accepts, inline)}/`;

/** Whether an action makes sense for a row; what the menus ask, asked of the row's context value. */
export const acceptsRow = (accepts: Accepts, contextValue: string): boolean =>
  new RegExp(pattern(accepts, false), 'u').test(contextValue);
