/** What `package.json` says about commands, menus and keys, derived from the table of operations. */

import { menuCondition, rowCondition } from './accepts.ts';
import type { Operation } from './operation.ts';
import { SYNC_WHEN } from './syncKey.ts';
import { commandId, OPERATIONS, type OperationName } from './table.ts';

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

export interface DerivedManifest {
  readonly commands: readonly Record<string, string>[];
  readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
  readonly keybindings: readonly Record<string, string>[];
  /** Keys of package.nls.json. */
  readonly texts: Readonly<Record<string, string>>;
}

const ALL = Object.entries(OPERATIONS) as [OperationName, Operation][];

/** A window's files, also where it is connected to another machine. */
const REAL_FILE = 'resourceScheme =~ /^(file|vscode-remote)$/';
const IN_VIEW = 'view == cairn.assets';

const textKey = (name: OperationName): string => `command.${name}`;

const commands = ALL.map(([name, { icon, when, hidden }]) => ({
  command: commandId(name),
  title: `%${textKey(name)}%`,
  category: 'Cairn',
  ...(icon !== undefined && { icon: `$(${icon})` }),
  ...(when !== undefined && hidden === undefined && name !== 'sync' && { enablement: when }),
}));

const rows = ALL.flatMap(([name, { menu = [], accepts = 'any', multi = false }]) =>
  menu.map((group) => {
    const condition = group.startsWith('inline')
      ? rowCondition(accepts, true)
      : menuCondition(accepts, multi);
    return { command: commandId(name), when: `${IN_VIEW} && ${condition}`, group };
  }),
);

function titles(): MenuItem[] {
  return ALL.flatMap(([name, { title_, when }]) => {
    if (title_ === undefined) return [];
    const idle = name === 'sync' ? ['!cairn.syncing'] : [];
    const conditions = [IN_VIEW, ...(when === undefined ? [] : [when]), ...idle];
    return [{ command: commandId(name), when: conditions.join(' && '), group: title_ }];
  });
}

const palette = ALL.flatMap(([name, { hidden, when }]) => {
  if (hidden === true) return [{ command: commandId(name), when: 'false' }];
  return when === undefined ? [] : [{ command: commandId(name), when }];
});

const explorer = ALL.flatMap(([name, { explorer: offered }], index) =>
  offered === true ? [{ command: commandId(name), group: `1_cairn@${index}` }] : [],
);

const inline = (view: string, command: string, condition: string): MenuItem => ({
  command,
  when: `view == ${view} && viewItem =~ /${condition}/`,
  group: 'inline@1',
});

/** Buttons are for the pointer: a row's menu, which keys open too, has the same. */
const attentionRows = (
  [
    ['openConflicts', ';conflict;', 1],
    ['applyAgain', ';superseded;', 1],
    ['keepApart', ';rejected;separate;', 1],
    ['renameRefused', ';rejected;rename;', 1],
    ['shortenRefused', ';rejected;shorten;', 1],
    ['retryRefused', ';rejected;retry;', 1],
    ['discardMine', ';(rejected|superseded);', 2],
  ] as const
).flatMap(([name, condition, place]) => {
  const item = inline('cairn.attention', commandId(name), condition);
  return ['inline', '1_way'].map((group) => ({ ...item, group: `${group}@${place}` }));
});

const VERSION_BUTTONS = ['comparePrevious', 'openVersion', 'saveVersion', 'revertTo'] as const;
const VERSION_MENU = [
  'openVersion',
  'compare',
  'comparePrevious',
  'compareWorking',
  'saveVersion',
  'revertTo',
] as const;

const historyRows = [
  ...VERSION_BUTTONS.map((name, index) => ({
    ...inline('cairn.history', commandId(name), ';checkpoint;'),
    group: `inline@${index + 1}`,
  })),
  ...VERSION_MENU.map((name, index) => ({
    ...inline('cairn.history', commandId(name), ';checkpoint;'),
    group: `1_version@${index + 1}`,
  })),
  { ...inline('cairn.history', commandId('trashVersion'), ';kept;'), group: '9_trash@1' },
  { ...inline('cairn.history', commandId('restoreVersion'), ';trashed;'), group: '9_trash@1' },
];

const sourceControl = (name: OperationName, group: string, place: string): MenuItem => ({
  command: commandId(name),
  when: `scmProvider == cairn && scmResourceGroup == ${group}`,
  group: place,
});

/** Each group of the Source Control view with the action for its rows. */
const SCM_ACTIONS = [
  ['modified', 'checkpoint'],
  ['untracked', 'track'],
  ['outdated', 'pull'],
] as const;

const scmGroups = SCM_ACTIONS.map(([group, name]) => sourceControl(name, group, 'inline@2'));
const scmRows = [
  ...scmGroups,
  ...SCM_ACTIONS.map(([group, name]) => sourceControl(name, group, '1_state@1')),
  sourceControl('compareWorking', 'modified', '2_history@1'),
  ...(['modified', 'outdated'] as const).map((group) => sourceControl('history', group, '2_history@2')),
  sourceControl('revert', 'modified', '2_history@3'),
];

const inScmTitle = (name: OperationName, group: string, when = ''): MenuItem => ({
  command: commandId(name),
  when: `scmProvider == cairn${when}`,
  group,
});

export function deriveManifest(): DerivedManifest {
  return {
    commands,
    menus: {
      commandPalette: palette,
      'view/title': titles(),
      'view/item/context': [...rows, ...attentionRows, ...historyRows],
      'explorer/context': [
        { submenu: 'cairn.explorer', when: `cairn.hasProject && ${REAL_FILE}`, group: '7_cairn@1' },
      ],
      'cairn.explorer': explorer,
      'scm/title': [
        inScmTitle('checkpointAll', 'navigation@1'),
        inScmTitle('sync', 'navigation@2', ' && !cairn.syncing'),
        inScmTitle('cancelSync', 'navigation@2', ' && cairn.syncing'),
        inScmTitle('whatWillSync', '1_more@0'),
        inScmTitle('refresh', '1_more@1'),
      ],
      'scm/resourceGroup/context': scmGroups,
      'scm/resourceState/context': scmRows,
    },
    keybindings: [
      { command: commandId('sync'), key: 'ctrl+s', mac: 'cmd+s', when: SYNC_WHEN },
      {
        command: commandId('checkpoint'),
        key: 'ctrl+shift+c',
        mac: 'cmd+shift+c',
        when: 'cairn.hasProject && focusedView =~ /^cairn\\./ && !inputFocus',
      },
      {
        command: commandId('rename'),
        key: 'f2',
        mac: 'enter',
        when: "focusedView == 'cairn.assets' && !inputFocus",
      },
      {
        command: commandId('trash'),
        key: 'delete',
        mac: 'cmd+backspace',
        when: "focusedView == 'cairn.assets' && !inputFocus",
      },
    ],
    texts: Object.fromEntries(ALL.map(([name, { title }]) => [textKey(name), title])),
  };
}
