/** *What will sync?*: what would leave this machine and what would come, before anything does. */
import * as vscode from 'vscode';
import type { App, Handlers } from '../app.ts';
import { conflictName } from '../attention/provider.ts';
import type { Project } from '../project/project.ts';
import { downText } from '../status/render.ts';
import { t } from '../ui/text.ts';
import { say } from './outcome.ts';
import { planWords } from './planWords.ts';
import { chooseProject, syncProject } from './sync.ts';

interface Row extends vscode.QuickPickItem {
  readonly sync?: true;
}

/** A heading takes room from the row below it: none where nothing follows. */
const under = (heading: string, rows: readonly Row[]): readonly Row[] =>
  rows.length === 0 ? [] : [{ label: heading, kind: vscode.QuickPickItemKind.Separator }, ...rows];

async function rowsOf(app: App, project: Project): Promise<readonly Row[] | undefined> {
  const plan = await app.runner.run('whatWillSync', {
    title: t('Looking at what will sync'),
    project,
    run: async (call) => (await project.prepareRemote()).plan(call),
  });
  if (plan === undefined) return undefined;
  const words = planWords(plan, t);
  const toPull = project.facts.summary?.toPull ?? 0;
  return [
    {
      label: words.nothing ? t('$(check) Nothing to do') : t('$(sync) Sync now'),
      // On a line of its own, it is read to its end.
      ...(!words.nothing && { detail: [words.up, words.down].join(' · ') }),
      alwaysShow: true,
      sync: true,
    },
    // What the ↓ of the status bar counts, which is not what comes down.
    ...under(
      t('Working files'),
      toPull === 0
        ? []
        : [
            {
              label: `$(arrow-down) ${downText(toPull, t)}`,
              description: t('a sync does not touch them'),
            },
          ],
    ),
    ...under(
      words.conflicts,
      plan.conflicts.map(({ path, kind }) => ({
        label: `$(warning) ${path}`,
        description: conflictName(kind),
      })),
    ),
    ...under(
      t('What goes up'),
      words.rows.map(({ label, detail }) => ({ label: `$(arrow-up) ${label}`, description: detail })),
    ),
  ];
}

async function whatWillSync(app: App, first: unknown): Promise<unknown> {
  const project = await chooseProject(app, first);
  if (project === undefined) return say(t('No folder of this window is a Cairn project.'));
  if ((project.facts.summary?.project.studio ?? null) === null)
    return say(t('{0} is on this machine only: there is no studio to sync with yet.', project.name));
  const rows = await rowsOf(app, project);
  if (rows === undefined) return undefined;
  const title = t('What will sync: {0}', project.name);
  const nothing = rows.some(({ sync, detail }) => sync === true && detail === undefined);
  const placeholder = nothing ? t('You have what the studio has') : t('Nothing has left this machine yet');
  const picked = await vscode.window.showQuickPick(rows, {
    title,
    placeHolder: placeholder,
    matchOnDescription: true,
  });
  return picked?.sync === true ? syncProject(app, project) : undefined;
}

export const planCommands: Handlers<'whatWillSync'> = { whatWillSync };
