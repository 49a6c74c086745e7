/** How each status looks: text with codicons, a tooltip in words, a colour where it matters, what a click does. */
import type { Progress, SyncPhase } from '../../engine/api.ts';
import type { Translate } from '../../engine/domain/said.ts';
import { formatBytes, percent } from '../format.ts';
import { explain } from '../messages.ts';
import type { StatusCounts, StatusState } from './state.ts';

export interface StatusLook {
  readonly text: string;
  /** Lines of Markdown-free text. */
  readonly tooltip: readonly string[];
  /** What a screen reader says. */
  readonly label: string;
  readonly colour: 'warning' | 'error' | null;
  readonly click: 'sync' | 'conflicts' | 'cancel' | 'sign-in' | 'publish' | 'create' | 'reopen' | 'nothing';
  /** What the tooltip offers beside the click. */
  readonly actions: readonly StatusAction[];
}

export type StatusAction = 'whatWillSync' | 'showLog' | 'cancelSync';

const phaseName = (phase: SyncPhase, t: Translate): string => {
  const names: Record<SyncPhase, string> = {
    connect: t('Connecting'),
    pull: t('Receiving changes'),
    reconcile: t('Comparing'),
    upload: t('Uploading'),
    push: t('Sending changes'),
    download: t('Downloading'),
    scan: t('Looking at files'),
    read: t('Reading'),
    write: t('Writing'),
  };
  return names[phase];
};

/** `Uploading 42%, 12.0 MB of 30.0 MB`, and in words: `Uploading: 12.0 MB of 30.0 MB`. */
export function describeProgress(progress: Progress | null, t: Translate): { short: string; long: string } {
  if (progress === null) return { short: t('Syncing…'), long: t('Starting') };
  const name = phaseName(progress.phase, t);
  const part = percent(progress.done, progress.total);
  const short = part === null ? `${name}…` : `${name} ${part}%`;
  if (progress.total <= 0) return { short, long: name };
  const isBytes = progress.unit === 'bytes';
  const amount = (n: number): string => (isBytes ? formatBytes(n, t) : String(n));
  const [done, total] = [amount(progress.done), amount(progress.total)];
  return {
    short: isBytes ? t('{0}, {1} of {2}', short, done, total) : short,
    long: t('{0}: {1} of {2}', name, done, total),
  };
}

type Ago = (time: number) => string;

const when = (lastSync: number | null, ago: Ago, t: Translate): string =>
  lastSync === null ? t('Never synced yet.') : t('Last sync: {0}.', ago(lastSync));

/** Last sync and counts, wherever there is something to say about them. */
const counts = ({ up, down, lastSync }: StatusCounts, ago: Ago, t: Translate): string[] => [
  ...(up > 0 ? [upText(up, t)] : []),
  ...(down > 0 ? [downText(down, t)] : []),
  when(lastSync, ago, t),
];

const upText = (n: number, t: Translate): string =>
  n === 1 ? t('1 change of yours is not sent yet.') : t('{0} changes of yours are not sent yet.', n);
export const downText = (n: number, t: Translate): string =>
  n === 1 ? t('1 file waits to be pulled or rebuilt.') : t('{0} files wait to be pulled or rebuilt.', n);

type Look<K extends StatusState['kind']> = (
  state: Extract<StatusState, { kind: K }>,
  t: Translate,
  ago: Ago,
) => Omit<StatusLook, 'label' | 'actions'> & { readonly actions?: StatusLook['actions'] };

const LOOKS: { readonly [K in StatusState['kind']]: Look<K> } = {
  'no-project': (_state, t) => ({
    text: t('$(cloud) Cairn: no project'),
    tooltip: [t('No folder of this window is a Cairn project.'), t('Click to make one or join one.')],
    colour: null,
    click: 'create',
  }),
  opening: (_state, t) => ({
    text: t('$(loading~spin) Cairn: opening'),
    tooltip: [t('Looking at the working folder.')],
    colour: null,
    click: 'nothing',
  }),
  unavailable: ({ error }, t) => ({
    text: t('$(error) Cairn: not available'),
    tooltip: [explain(error, t).text, t('Click to try again.')],
    colour: 'error',
    click: 'reopen',
    actions: ['showLog'],
  }),
  local: ({ unsent }, t) => ({
    text: t('$(cloud) Cairn: not published'),
    tooltip: [
      t('This project is on this machine only.'),
      ...(unsent > 0 ? [upText(unsent, t)] : []),
      t('Click to publish it to a studio.'),
    ],
    colour: null,
    click: 'publish',
  }),
  'signed-out': ({ studio, ...known }, t, ago) => ({
    text: t('$(account) Cairn: signed out'),
    tooltip: [t('You are not signed in to {0}.', studio), ...counts(known, ago, t), t('Click to sign in.')],
    colour: null,
    click: 'sign-in',
  }),
  syncing: ({ progress }, t) => {
    const { short, long } = describeProgress(progress, t);
    return {
      text: `$(sync~spin) ${short}`,
      tooltip: [long, t('Click to cancel.')],
      colour: null,
      click: 'cancel',
      actions: ['cancelSync'],
    };
  },
  conflict: ({ count, ...known }, t, ago) => ({
    text: count === 1 ? t('$(warning) 1 conflict') : t('$(warning) {0} conflicts', count),
    tooltip: [
      t('The sync is paused: you decide what happens.'),
      ...counts(known, ago, t),
      t('Click to open the conflicts.'),
    ],
    colour: 'warning',
    click: 'conflicts',
  }),
  offline: ({ studio, ...known }, t, ago) => ({
    text: t('$(debug-disconnect) Cairn: offline'),
    tooltip: [t('{0} could not be reached.', studio), ...counts(known, ago, t), t('Click to try again.')],
    colour: null,
    click: 'sync',
    actions: ['showLog'],
  }),
  failed: ({ error, ...known }, t, ago) => ({
    text: t('$(error) Cairn: sync failed'),
    tooltip: [explain(error, t).text, ...counts(known, ago, t), t('Click to try again.')],
    colour: 'error',
    click: 'sync',
    actions: ['whatWillSync', 'showLog'],
  }),
  pending: ({ up, down, lastSync }, t, ago) => ({
    text: `$(sync) ${[...(up > 0 ? [`↑${up}`] : []), ...(down > 0 ? [`↓${down}`] : [])].join(' ')}`,
    tooltip: [...counts({ up, down, lastSync }, ago, t), t('Click to sync.')],
    colour: null,
    click: 'sync',
    actions: ['whatWillSync'],
  }),
  'up-to-date': ({ lastSync }, t, ago) => ({
    text: t('$(check) Up to date'),
    tooltip: [t('Nothing of yours waits to be sent.'), when(lastSync, ago, t), t('Click to sync.')],
    colour: null,
    click: 'sync',
    actions: ['whatWillSync'],
  }),
};

/** @param ago how long ago that was, in words. @param project name to show where the window has several projects, else null */
export function renderStatus(state: StatusState, t: Translate, ago: Ago, project: string | null): StatusLook {
  const look = LOOKS[state.kind] as Look<StatusState['kind']>;
  const plainLook = look(state, t, ago);
  const text = project === null ? plainLook.text : `${plainLook.text} (${project})`;
  const words = text.replace(/\$\([a-z~-]+\)\s*/gu, '').replace(/^Cairn: /u, '');
  return { actions: [], ...plainLook, text, label: t('Cairn: {0}. {1}', words, plainLook.tooltip.join(' ')) };
}
