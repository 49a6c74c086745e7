import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ProjectApi, WriteReport } from '../../engine/api.ts';
import { suggestName } from '../../engine/domain/names.ts';
import { unsaidReport } from '../../engine/domain/said.ts';
import { normaliseStudioUrl, parseProjectUrl } from '../../engine/domain/studioUrl.ts';
import { CairnError } from '../../engine/errors.ts';
import { CAIRN_FOLDER } from '../../engine/project/place.ts';
import { type Context, type Run, withProject } from '../context.ts';
import { exitForRefused } from '../exitCodes.ts';
import { count, lines, plain, word } from '../layout.ts';
import { type Outcome, textOf } from '../outcome.ts';
import { given } from '../paths.ts';
import { writeOutcome } from './files.ts';

async function closing(api: ProjectApi, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } finally {
    await api.close();
  }
}

async function initialise(
  context: Context,
  dir: string | undefined,
  name: string | undefined,
): Promise<Outcome> {
  const target = resolve(context.cwd, given(dir ?? '.'));
  const api = await context.engine.initProject(target, name, context.ports);
  return closing(api, async () => {
    const { folder, ...project } = await api.info();
    await warnOfOuter(context, folder);
    return {
      data: { project, folder },
      text: lines(`${plain(project.name)} is a project now: ${folder}`, 'Next: cairn track PATH…'),
    };
  });
}

interface Cloning {
  readonly studio: string;
  readonly project: string;
  /** Undefined as long as the project's name is not known. */
  readonly target: string | undefined;
}

/** What a clone that broke off has left, or an earlier one: the same command again would be refused. @throws what is to be told */
async function explainClone(
  { engine }: Context,
  { studio, project, target }: Cloning,
  error: unknown,
): Promise<never> {
  if (CairnError.is(error, 'not-found')) {
    const message = `There is no project ${project} on ${studio} that you are a member of. Ask an administrator of the project to add you, or for an invitation.`;
    throw new CairnError('not-found', message, error.details, error);
  }
  if (target === undefined || !CairnError.is(error) || (await engine.findProject(target)) !== target)
    throw error;
  // That may be another project altogether.
  const what = error.code === 'project-exists' ? { instead: target } : { cloned: target };
  throw new CairnError(error.code, error.message, { ...error.details, ...what }, error);
}

/** Most often it is a slip: the project around it was meant. */
async function warnOfOuter({ engine, ports }: Context, folder: string): Promise<void> {
  const outer = dirname(folder) === folder ? null : await engine.findProject(dirname(folder));
  if (outer === null) return;
  const undo = `If that was not meant, remove ${join(folder, CAIRN_FOLDER)}.`;
  ports.log('warn', `${folder} lies in the project of ${outer}: files in it belong to both. ${undo}`);
}

async function clone(
  context: Context,
  url: string,
  dir: string | undefined,
  rebuild: boolean,
): Promise<Outcome> {
  const { studio, project } = parseProjectUrl(url);
  let target = dir === undefined ? undefined : resolve(context.cwd, given(dir));
  // The studio knows the name where an id was typed.
  const named = (name: string): string => {
    target = resolve(context.cwd, suggestName(name));
    return target;
  };
  const api = await context.engine
    .cloneProject(studio, project, target ?? named, context.ports, context.calls)
    .catch((error: unknown) => explainClone(context, { studio, project, target }, error));
  return closing(api, async () => {
    const { folder, ...info } = await api.info();
    await warnOfOuter(context, folder);
    const rebuilt: WriteReport | null = rebuild ? await api.rebuild([''], context.calls) : null;
    const files = rebuilt && writeOutcome(rebuilt, '');
    return {
      data: { project: info, folder, rebuilt: rebuilt && unsaidReport(rebuilt) },
      text: lines(
        `Joined ${plain(info.name)} in ${folder}`,
        files
          ? `${count(rebuilt.written.length, 'file')} written.`
          : `Next: cairn -C ${word(folder)} rebuild .`,
        rebuilt !== null && files !== null && rebuilt.refused.length > 0 && textOf(files),
      ),
      exit: exitForRefused(rebuilt?.refused ?? []),
    };
  });
}

export function addProjectCommands(program: Command, run: Run): void {
  program
    .command('init')
    .argument('[DIR]', 'the working folder; the current one if left out')
    .option('--name <N>', "the project's name; the folder's if left out")
    .description('make a project from a folder')
    .action((dir: string | undefined, options: { name?: string }) =>
      run((context) => initialise(context, dir, options.name)),
    );
  program
    .command('publish')
    .argument('<URL>', 'the studio')
    .description('create the project on a studio and link this one to it')
    .action((url: string) =>
      run((context) =>
        withProject(context, async ({ api }) => {
          const published = await api.publish(normaliseStudioUrl(url));
          const { folder, ...project } = await api.info();
          const text = lines(`${plain(published.name)} is on ${project.studio}`, 'Next: cairn sync');
          return { data: { project, folder }, text };
        }),
      ),
    );
  program
    .command('clone')
    .argument('<URL/PROJECT>', 'the project, by name or id')
    .argument('[DIR]', "the new working folder; the project's name if left out")
    .option('--rebuild', 'write the working files now')
    .description("join a studio's project")
    .action((url: string, dir: string | undefined, options: { rebuild?: boolean }) =>
      run((context) => clone(context, url, dir, options.rebuild === true)),
    );
}
