/** The ways out of what needs attention: rows that the studio refused, edits that gave way. */
import type { AttentionOutcome, ProjectApi } from '../../engine/api.ts';
import { nameOf } from '../../engine/domain/item-path.ts';
import type { App, Handlers } from '../app.ts';
import { type AttentionNode, isAttentionNode } from '../attention/provider.ts';
import type { OperationName } from '../operations/table.ts';
import type { Project } from '../project/project.ts';
import { askText, confirm } from '../ui/ask.ts';
import { requireOne } from '../ui/target.ts';
import { t } from '../ui/text.ts';
import { changeEach, say } from './outcome.ts';
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

/** The row that was meant, and those that are selected with it. @throws {CairnError} usage, where they lie in several projects */
function rowsOf(first: unknown, second: unknown): Row[] {
  const rows = (Array.isArray(second) ? (second as unknown[]) : [first]).flatMap((node) => rowOf(node) ?? []);
  requireOne(rows.map(({ project }) => project));
  return rows;
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

/** @returns whether all was done */
function runEach(
  app: App,
  name: OperationName,
  rows: readonly Row[],
  change: (api: ProjectApi, row: Row) => Promise<unknown>,
): Promise<boolean> {
  const [one] = rows;
  if (one === undefined) return Promise.resolve(false);
  const title = rows.length === 1 ? one.path : t('Changing {0} items', rows.length);
  return changeEach(app, name, {
    title,
    project: one.project,
    items: rows,
    nameOf: ({ path }) => path,
    change,
  });
}

async function applyAgain(app: App, first: unknown, second: unknown): Promise<unknown> {
  const rows = rowsOf(first, second);
  if (!(await runEach(app, 'applyAgain', rows, (api, { id }) => api.attentionApply(id)))) return undefined;
  const [only, ...others] = rows;
  return say(
    others.length === 0
      ? t('Your edit of {0} goes to the studio with the next sync.', only?.path ?? '')
      : t('Your {0} edits go to the studio with the next sync.', rows.length),
  );
}

/** Asks for a name, and gives it to mine: as a new asset, or as the new name of what was refused. */
async function applyWithName(app: App, name: 'keepApart' | 'renameRefused', node: unknown): Promise<unknown> {
  const row = rowOf(node);
  if (row === undefined) return undefined;
  const old = nameOf(row.path);
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

/** The rest of the comment is nowhere else, so it is asked about. */
async function shortenRefused(app: App, node: unknown): Promise<unknown> {
  const row = rowOf(node);
  if (row === undefined) return undefined;
  const detail = t('Its end, beyond what a studio takes, is lost. The version stays whole.');
  if (!(await confirm(t('Shorten your comment on {0}?', row.path), detail, t('Shorten')))) return undefined;
  const done = await run(app, 'shortenRefused', row, (api) => api.attentionApply(row.id));
  return done && say(t('{0} goes to the studio with the next sync.', done.path));
}

async function retryRefused(app: App, node: unknown): Promise<unknown> {
  const row = rowOf(node);
  return row && syncProject(app, row.project);
}

async function discardMine(app: App, first: unknown, second: unknown): Promise<unknown> {
  const rows = rowsOf(first, second);
  if (!(await confirmed(rows.filter(({ kind }) => kind !== 'edit')))) return undefined;
  return runEach(app, 'discardMine', rows, (api, { id }) => api.attentionDiscard(id));
}

/** Edits are listed with both values; anything else is asked about, for it may be nowhere else. */
async function confirmed(rows: readonly Row[]): Promise<boolean> {
  const [only, ...others] = rows;
  if (only === undefined) return true;
  const question =
    others.length === 0
      ? t('Discard your change of {0}?', only.path)
      : t('Discard {0} of your changes?', rows.length);
  const details = new Set(rows.map(({ kind }) => loss(kind)));
  return confirm(question, [...details].join('\n'), t('Discard'));
}

function loss(kind: string): string {
  if (kind === 'checkpoint')
    return t(
      'Your versions from this one on are removed; they are nowhere else. The working file stays as it is.',
    );
  return kind === 'version'
    ? t('The version stays where the studio has it, in the history or in the trash.')
    : t('It becomes as the studio has it; what the studio never had is forgotten. Working files stay.');
}

export const attentionCommands: Handlers<
  'applyAgain' | 'keepApart' | 'renameRefused' | 'shortenRefused' | 'retryRefused' | 'discardMine'
> = {
  applyAgain,
  keepApart: (app, node) => applyWithName(app, 'keepApart', node),
  renameRefused: (app, node) => applyWithName(app, 'renameRefused', node),
  shortenRefused,
  retryRefused,
  discardMine,
};
