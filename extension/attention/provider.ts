/** The view of what waits for the user: conflicts, rows that the studio refused, edits that lost to a newer one. */
import * as vscode from 'vscode';
import type { Conflict, ConflictKind, Rejected, Superseded } from '../../engine/api.ts';
import { nameOf, parentOf } from '../../engine/domain/item-path.ts';
import type { ItemField } from '../../engine/domain/rows.ts';
import { commandId } from '../operations/table.ts';
import type { Attention } from '../project/facts.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import { rowWords } from '../studioWords.ts';
import { t } from '../ui/text.ts';

export type AttentionNode =
  | { readonly kind: 'conflict'; readonly project: Project; readonly conflict: Conflict }
  | { readonly kind: 'rejected'; readonly project: Project; readonly rejected: Rejected }
  | { readonly kind: 'superseded'; readonly project: Project; readonly superseded: Superseded };

export const conflictName = (kind: ConflictKind): string =>
  ({
    'collection-name': t('same collection name'),
    'asset-name': t('same asset name'),
    'file-folder': t('file and folder'),
    diverged: t('both have new versions'),
    'trashed-there': t('trashed there, worked on here'),
    'trashed-here': t('trashed here, worked on there'),
    'move-cycle': t('moves form a loop'),
    'lock-lost': t('assigned to somebody else'),
  })[kind];

export class AttentionProvider implements vscode.TreeDataProvider<AttentionNode>, vscode.Disposable {
  private readonly projects: Projects;
  private readonly changed = new vscode.EventEmitter<undefined>();
  private known: readonly Attention[] = [];
  private shown = '';

  readonly onDidChangeTreeData = this.changed.event;

  constructor(projects: Projects) {
    this.projects = projects;
    projects.onDidChange(() => this.update());
    projects.onDidChangeProject(() => this.update());
  }

  getTreeItem(node: AttentionNode): vscode.TreeItem {
    switch (node.kind) {
      case 'conflict':
        return conflictItem(node.conflict);
      case 'rejected':
        return rejectedItem(node.rejected);
      case 'superseded':
        return supersededItem(node.superseded);
    }
  }

  getChildren(node?: AttentionNode): AttentionNode[] {
    if (node !== undefined) return [];
    return this.projects.all.flatMap((project) => {
      const { conflicts, rejected, superseded } = project.facts.attention;
      return [
        ...conflicts.map((conflict) => ({ kind: 'conflict' as const, project, conflict })),
        ...rejected.map((row) => ({ kind: 'rejected' as const, project, rejected: row })),
        ...superseded.map((edit) => ({ kind: 'superseded' as const, project, superseded: edit })),
      ];
    });
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** Facts change with every step of a sync; what needs attention seldom does. */
  private update(): void {
    const known = this.projects.all.map((project) => project.facts.attention);
    if (known.length === this.known.length && known.every((each, index) => each === this.known[index]))
      return;
    this.known = known;
    const now = JSON.stringify(known);
    if (now === this.shown) return;
    this.shown = now;
    this.changed.fire(undefined);
  }
}

/**
 * The name, then why it is here, then the folder: a narrow view cuts off what is needed least.
 * @param short of `what`, where that is long
 */
function row(id: string, path: string, what: string, icon: string, short = what): vscode.TreeItem {
  const item = new vscode.TreeItem(nameOf(path));
  item.id = id;
  item.description = [short, parentOf(path)].filter((part) => part !== '').join(' · ');
  item.tooltip = [path, what].join('\n');
  item.iconPath = new vscode.ThemeIcon(icon);
  item.accessibilityInformation = { label: `${path}, ${what}` };
  return item;
}

function conflictItem(conflict: Conflict): vscode.TreeItem {
  const decided = conflict.decision === null ? '' : t(' (decided)');
  const item = row(
    `conflict ${conflict.id}`,
    conflict.path,
    `${conflictName(conflict.kind)}${decided}`,
    'warning',
  );
  item.contextValue = ';conflict;';
  item.command = { command: commandId('openConflicts'), title: t('Open Conflicts') };
  return item;
}

function rejectedItem(rejected: Rejected): vscode.TreeItem {
  const item = row(
    `rejected ${rejected.id}`,
    rejected.path,
    t('refused: {0}', rowWords(rejected.code, rejected.message, t)),
    'circle-slash',
  );
  item.contextValue = `;rejected;${rejected.wayOut};`;
  const kept = t('The studio refused this change. It stays here and is tried again with the next sync.');
  item.tooltip = [item.tooltip, '', kept, advice(rejected)].join('\n');
  return item;
}

function advice({ wayOut, code }: Rejected): string {
  if (code === 'locked')
    return t('You can keep your versions as an asset of their own, or ask to be assigned and sync again.');
  if (wayOut === 'separate') return t('You can keep your versions as an asset of their own.');
  if (wayOut === 'shorten') return t('You can shorten your comment.');
  if (wayOut === 'rename') return t('You can give yours another name.');
  if (code === 'forbidden') return t('Ask an administrator for the permission, or discard your change.');
  return t('You can also discard your change.');
}

const fieldName = (field: string): string => {
  const names: Readonly<Record<string, string>> = {
    parentId: t('place'),
    name: t('name'),
    shared: t('shared'),
    task: t('task'),
    assigneeId: t('assigned to'),
    status: t('status'),
    type: t('type'),
    description: t('description'),
    trashed: t('trashed'),
    mergedInto: t('merged into'),
    purged: t('purged'),
  } satisfies Record<ItemField, string>;
  return names[field] ?? field;
};

const valueName = (value: string): string =>
  value === 'true' ? t('yes') : value === 'false' ? t('no') : value;

export const isAttentionNode = (value: unknown): value is AttentionNode =>
  typeof value === 'object' && value !== null && 'kind' in value && 'project' in value;

function supersededItem({ id, path, field, mine, theirs }: Superseded): vscode.TreeItem {
  const item = row(
    `superseded ${id}`,
    path,
    t('{0}: theirs is "{1}", mine was "{2}"', fieldName(field), valueName(theirs), valueName(mine)),
    'git-compare',
    `${fieldName(field)}: ${valueName(mine) || '–'} → ${valueName(theirs) || '–'}`,
  );
  item.contextValue = ';superseded;';
  const why = t('Somebody else changed this before you did; their value stays until you change it again.');
  item.tooltip = [item.tooltip, '', why].join('\n');
  return item;
}
