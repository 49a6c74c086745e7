/**
 * Every command of the extension in one table: what it is called, where it is offered, and how it runs.
 * `package.json` (commands, menus, keybindings) is generated from it, and the runner derives from it progress,
 * cancel, and what a multiple selection means.
 */

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

export interface Operation {
  readonly title: string;
  readonly icon?: string;
  /** Entries it works on; absent where it works on a project or on nothing. */
  readonly accepts?: Accepts;
  /** Works on several entries at once. */
  readonly multi?: boolean;
  /** Waits for other blocking operations of the project. */
  readonly blocking?: boolean;
  /** Talks to the studio. */
  readonly remote?: boolean;
  /** What is shown while it runs. */
  readonly progress?: 'none' | 'notification' | 'window';
  /** The engine's call can be stopped. */
  readonly cancellable?: boolean;
  /** Place in the row's context menu: group and order; `inline` is a button on the row. */
  readonly menu?: readonly `${'inline' | '1_state' | '2_history' | '3_edit' | '4_meta' | '5_reveal' | '9_trash'}@${number}`[];
  /** Place in the title of the Assets view. */
  readonly title_?: `navigation@${number}` | `1_more@${number}` | `2_account@${number}`;
  /** Offered for files in the Explorer. */
  readonly explorer?: boolean;
  /** Not offered in the command palette: it needs a row. */
  readonly hidden?: boolean;
  /** Offered in the palette only under this condition. */
  readonly when?: string;
}

const HAS_PROJECT = 'cairn.hasProject';

export const OPERATIONS = {
  sync: {
    title: 'Sync',
    icon: 'sync',
    remote: true,
    cancellable: true,
    title_: 'navigation@1',
    when: HAS_PROJECT,
  },
  cancelSync: { title: 'Cancel Sync', icon: 'debug-stop', when: 'cairn.syncing', title_: 'navigation@1' },
  find: { title: 'Find Asset…', icon: 'search', title_: 'navigation@2', when: HAS_PROJECT },
  refresh: {
    title: 'Look at the Working Folder Again',
    icon: 'refresh',
    title_: '1_more@0',
    when: HAS_PROJECT,
  },
  openConflicts: {
    title: 'Open Conflicts',
    icon: 'warning',
    when: 'cairn.hasConflicts',
    title_: 'navigation@0',
  },

  track: {
    title: 'Track',
    icon: 'add',
    accepts: 'untracked',
    multi: true,
    blocking: true,
    progress: 'notification',
    cancellable: true,
    menu: ['inline@1', '1_state@1'],
    explorer: true,
    when: HAS_PROJECT,
  },
  checkpoint: {
    title: 'Checkpoint…',
    icon: 'git-commit',
    accepts: 'modified',
    multi: true,
    blocking: true,
    progress: 'notification',
    cancellable: true,
    menu: ['inline@1', '1_state@2'],
    explorer: true,
    when: HAS_PROJECT,
  },
  pull: {
    title: 'Pull',
    icon: 'arrow-down',
    accepts: 'outdated',
    multi: true,
    blocking: true,
    remote: true,
    progress: 'notification',
    cancellable: true,
    menu: ['inline@1', '1_state@3'],
    explorer: true,
    when: HAS_PROJECT,
  },
  rebuild: {
    title: 'Rebuild',
    icon: 'cloud-download',
    accepts: 'rebuild',
    multi: true,
    blocking: true,
    remote: true,
    progress: 'notification',
    cancellable: true,
    menu: ['inline@1', '1_state@4'],
    when: HAS_PROJECT,
  },
  acceptRename: {
    title: 'Accept as Renamed',
    icon: 'check',
    accepts: 'renamed',
    multi: true,
    blocking: true,
    menu: ['inline@2', '1_state@5'],
    when: HAS_PROJECT,
  },
  declineRename: {
    title: 'Not Renamed',
    icon: 'close',
    accepts: 'renamed',
    multi: true,
    menu: ['inline@3', '1_state@6'],
    when: HAS_PROJECT,
  },
  history: {
    title: 'History',
    icon: 'history',
    accepts: 'asset',
    menu: ['2_history@1'],
    explorer: true,
    when: HAS_PROJECT,
  },
  revert: {
    title: 'Revert to a Version…',
    icon: 'discard',
    accepts: 'asset',
    blocking: true,
    remote: true,
    progress: 'notification',
    cancellable: true,
    menu: ['2_history@2'],
    when: HAS_PROJECT,
  },
  free: {
    title: 'Free Up Space',
    icon: 'archive',
    accepts: 'on-disk',
    multi: true,
    blocking: true,
    menu: ['2_history@3'],
    when: HAS_PROJECT,
  },
  newCollection: {
    title: 'New Collection…',
    icon: 'new-folder',
    accepts: 'any',
    menu: ['3_edit@0'],
    title_: '1_more@1',
    when: HAS_PROJECT,
  },
  rename: { title: 'Rename…', accepts: 'item', blocking: true, menu: ['3_edit@1'], when: HAS_PROJECT },
  move: {
    title: 'Move…',
    accepts: 'item',
    multi: true,
    blocking: true,
    menu: ['3_edit@2'],
    when: HAS_PROJECT,
  },
  assign: { title: 'Assign…', accepts: 'asset', multi: true, menu: ['4_meta@1'], when: HAS_PROJECT },
  status: { title: 'Set Status…', accepts: 'asset', multi: true, menu: ['4_meta@2'], when: HAS_PROJECT },
  tags: { title: 'Tags…', accepts: 'item', multi: true, menu: ['4_meta@3'], when: HAS_PROJECT },
  dependencies: { title: 'Dependencies…', accepts: 'asset', menu: ['4_meta@4'], when: HAS_PROJECT },
  makeTask: {
    title: 'Task or Resource…',
    accepts: 'asset',
    multi: true,
    menu: ['4_meta@5'],
    when: HAS_PROJECT,
  },
  share: { title: 'Share or Stop Sharing…', accepts: 'collection', menu: ['4_meta@6'], when: HAS_PROJECT },
  open: { title: 'Open', accepts: 'file', menu: ['5_reveal@1'], hidden: true },
  reveal: { title: 'Reveal in Explorer View', accepts: 'any', menu: ['5_reveal@2'], hidden: true },
  revealInOS: { title: 'Reveal in the File Manager', accepts: 'any', menu: ['5_reveal@3'], hidden: true },
  copyPath: { title: 'Copy Path', accepts: 'any', multi: true, menu: ['5_reveal@4'], hidden: true },
  trash: {
    title: 'Move to Trash',
    icon: 'trash',
    accepts: 'item',
    multi: true,
    blocking: true,
    menu: ['9_trash@1'],
    when: HAS_PROJECT,
  },
  openTrash: { title: 'Open Trash…', icon: 'trash', title_: '1_more@2', when: HAS_PROJECT },

  signIn: { title: 'Sign In…', icon: 'account', remote: true, title_: '2_account@1' },
  signOut: { title: 'Sign Out…', remote: true, title_: '2_account@2' },
  createProject: { title: 'Create Project from this Folder…', icon: 'new-folder', blocking: true },
  joinProject: {
    title: 'Join a Studio Project…',
    icon: 'cloud-download',
    remote: true,
    cancellable: true,
    progress: 'notification',
  },
  publish: {
    title: 'Publish to a Studio…',
    icon: 'cloud-upload',
    remote: true,
    when: HAS_PROJECT,
    title_: '2_account@3',
  },
  startStudio: { title: 'Start a Local Studio…', icon: 'server-process' },
  stopStudio: { title: 'Stop the Local Studio', when: 'cairn.localStudio' },
  openVersion: {
    title: 'Open this Version',
    icon: 'go-to-file',
    hidden: true,
    remote: true,
    progress: 'notification',
    cancellable: true,
  },
  saveVersion: {
    title: 'Save a Copy of this Version…',
    icon: 'save-as',
    hidden: true,
    remote: true,
    progress: 'notification',
    cancellable: true,
  },
  revertTo: {
    title: 'Revert to this Version',
    icon: 'discard',
    hidden: true,
    blocking: true,
    remote: true,
    progress: 'notification',
    cancellable: true,
  },
  applyAgain: { title: 'Apply Mine Again', icon: 'redo', hidden: true, blocking: true },
  keepApart: { title: 'Keep Mine as an Asset of Its Own…', icon: 'save-as', hidden: true, blocking: true },
  renameRefused: { title: 'Rename Mine…', icon: 'edit', hidden: true, blocking: true },
  retryRefused: { title: 'Try Again Now', icon: 'sync', hidden: true, remote: true },
  discardMine: { title: 'Discard Mine…', icon: 'discard', hidden: true, blocking: true },
  statusBar: { title: 'Status Bar Action', hidden: true },
  showMore: { title: 'Show More', hidden: true },
  showLog: { title: 'Show Log', title_: '2_account@9' },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;

export const operation = (name: OperationName): Operation => OPERATIONS[name];
export const commandId = (name: OperationName): string => `cairn.${name}`;

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
