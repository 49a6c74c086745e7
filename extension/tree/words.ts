/** What is true of an entry, in words: for screen readers, tooltips and descriptions. */
import type { AssetState, Entry, Flag } from '../../engine/api.ts';
import type { Translate } from '../../engine/domain/said.ts';
import { formatBytes } from '../format.ts';
import type { Mark } from '../project/mark.ts';

export const stateName = (state: AssetState, t: Translate): string => {
  const names: Record<AssetState, string> = {
    normal: t('up to date'),
    modified: t('modified'),
    outdated: t('outdated'),
    untracked: t('untracked'),
    rebuild: t('not on this disk'),
    'metadata-only': t('metadata only'),
  };
  return names[state];
};

export const flagName = (flag: Flag, t: Translate): string => {
  const names: Record<Flag, string> = {
    outdated: t('the studio has a newer version'),
    moved: t('moved by a teammate'),
    conflict: t('in conflict'),
    locked: t('task of somebody else'),
    rejected: t('refused by the studio'),
    unsent: t('not sent yet'),
    shared: t('shared'),
    renamed: t('renamed outside of Cairn, by the look of it'),
    'name-refused': t('its name cannot be tracked'),
    unreadable: t('cannot be read'),
  };
  return names[flag];
};

/** State first, then every flag; a collection says its state only where something below needs a look. */
export function stateWords({ kind, state, flags }: Mark, t: Translate): string[] {
  const quiet = kind === 'collection' && state === 'normal';
  const words = quiet
    ? []
    : [kind === 'collection' ? t('holds: {0}', stateName(state, t)) : stateName(state, t)];
  return [...words, ...flags.map((flag) => flagName(flag, t))];
}

const kindName = (entry: Entry, t: Translate): string => {
  if (entry.kind === 'collection') return t('collection');
  if (entry.kind === 'untracked') return entry.folder ? t('untracked folder') : t('file');
  return entry.task ? t('task') : t('asset');
};

/** The row as a screen reader says it: name, kind, state in words, then who and which version. */
export function accessibleLabel(entry: Entry, t: Translate): string {
  const parts = [entry.name, kindName(entry, t), ...stateWords(entry, t)];
  if (entry.latest !== null) parts.push(t('version {0}', entry.latest));
  if (entry.status !== null && entry.status !== '') parts.push(t('status {0}', entry.status));
  if (entry.assignee !== null) parts.push(t('assigned to {0}', entry.assignee));
  return parts.join(', ');
}

/** The dimmed text behind the name. */
export function description(entry: Entry): string {
  if (entry.kind === 'untracked') return '';
  const version =
    entry.latest === null
      ? ''
      : entry.base !== null && entry.base < entry.latest
        ? `v${entry.base} → v${entry.latest}`
        : `v${entry.latest}`;
  const parts = [
    entry.kind === 'asset' ? version : '',
    entry.status ?? '',
    entry.assignee ? `@${entry.assignee}` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Lines of a tooltip; the first is the path. */
export function tooltipLines(entry: Entry, t: Translate): string[] {
  const lines = [entry.path, stateWords(entry, t).join(', ')];
  if (entry.size !== null && entry.kind !== 'collection') lines.push(formatBytes(entry.size, t));
  if (entry.base !== null && entry.latest !== null && entry.base !== entry.latest) {
    lines.push(t('Working file: version {0}. Newest: version {1}.', entry.base, entry.latest));
  }
  if (entry.rename) lines.push(t('{0} is now {1}, it seems.', entry.rename.from, entry.rename.to));
  if (entry.type !== null && entry.type !== '') lines.push(t('Type: {0}', entry.type));
  if (entry.assignee !== null) lines.push(t('Assigned to {0}', entry.assignee));
  if (entry.tags.length > 0) lines.push(t('Tags: {0}', entry.tags.join(', ')));
  if (entry.description !== '') lines.push(entry.description);
  return lines.filter((line) => line !== '');
}

/** The words that menus ask for: kind, state and flags, each between semicolons. */
export const contextValue = (entry: Entry): string => {
  const folder = entry.folder || entry.kind === 'collection' ? ['folder'] : [];
  const task = entry.task ? ['task'] : [];
  return `;${[entry.kind, `is-${entry.state}`, ...folder, ...task, ...entry.flags].join(';')};`;
};
