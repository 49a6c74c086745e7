/** The ways out of what needs attention: rows that the studio refused, edits that gave way. */
import type { AttentionOutcome } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import { type AttentionNode, isAttentionNode } from '../attention/provider.ts';
import type { OperationName } from '../operations/table.ts';
import type { Project } from '../project/project.ts';
import { baseName } from '../text.ts';
import { askText, confirm } from '../ui/ask.ts';
import { t } from '../ui/text.ts';
import { say } from './outcome.ts';
import { checkName } from './structure.ts';
import { syncProject } from './sync.ts';

interface Row {
  readonly project: Project;
  readonly id: string;
  readonly path: string;
  /** What would be lost: versions that are nowhere else, or nothing but an edit. */
  readonly kind: string;
}

function rowOf(node: unknown): Row | undefined {
  if (!isAttentionNode(node)) return undefined;
  const { project } = node;
  const row = detail(node);
  return row && { project, ...row };
}

function detail(node: AttentionNode): Omit<Row, 'project'> | undefined {
  if (node.kind === 'rejected') return node.rejected;
  return node.kind === 'superseded' ? { ...node.superseded, kind: 'edit' } : undefined;
}

const run = (
  app: App,
  name: OperationName,
  row: Row,
  work: (api: Awaited<ReturnType<Project['api']>>) => Promise<AttentionOutcome>,
): Promise<AttentionOutcome | undefined> =>
  app.runner.run(name, {
    title: row.path,
    project: row.project,
    run: async () => work(await row.project.api()),
  });

async function applyAgain(app: App, node: unknown): Promise<unknown> {
  const row = rowOf(node);
  if (row === undefined) return undefined;
  const done = await run(app, 'applyAgain', row, (api) => api.attentionApply(row.id));
  return done && say(t('Your edit of {0} goes to the studio with the next sync.', done.path));
}

/** Asks for a name, and gives it to mine: as a new asset, or as the new name of what was refused. */
async function applyWithName(app: App, name: 'keepApart' | 'renameRefused', node: unknown): Promise<unknown> {
  const row = rowOf(node);
  if (row === undefined) return undefined;
  const old = baseName(row.path);
  const dot = old.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [old.slice(0, dot), old.slice(dot)] : [old, ''];
  const wanted = await askText({
    title: name === 'keepApart' ? t('Keep My Versions of {0}', old) : t('Rename {0}', old),
    prompt: t('The file on disk is renamed with it.'),
    value: `${stem}-2${extension}`,
    selection: [0, stem.length + 2],
    check: checkName,
  });
  if (wanted === undefined) return undefined;
  const done = await run(app, name, row, (api) => api.attentionApply(row.id, wanted));
  return done && say(t('Yours is {0} now. It goes to the studio with the next sync.', done.path));
}

async function retryRefused(app: App, node: unknown): Promise<unknown> {
  const row = rowOf(node);
  return row && syncProject(app, row.project);
}

async function discardMine(app: App, node: unknown): Promise<unknown> {
  const row = rowOf(node);
  if (row === undefined) return undefined;
  if (row.kind !== 'edit' && !(await confirmed(row))) return undefined;
  return run(app, 'discardMine', row, (api) => api.attentionDiscard(row.id));
}

function confirmed({ kind, path }: Row): Promise<boolean> {
  const detail =
    kind === 'checkpoint'
      ? t(
          'Your versions from this one on are removed; they are nowhere else. The working file stays as it is.',
        )
      : kind === 'version'
        ? t('The version stays where the studio has it, in the history or in the trash.')
        : t('It becomes as the studio has it; what the studio never had is forgotten. Working files stay.');
  return confirm(t('Discard your change of {0}?', path), detail, t('Discard'));
}

export const attentionCommands: Handlers<
  'applyAgain' | 'keepApart' | 'renameRefused' | 'retryRefused' | 'discardMine'
> = {
  applyAgain,
  keepApart: (app, node) => applyWithName(app, 'keepApart', node),
  renameRefused: (app, node) => applyWithName(app, 'renameRefused', node),
  retryRefused,
  discardMine,
};
