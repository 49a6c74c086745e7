import { Argument, type Command } from 'commander';
import { candidatesFor } from '../completion/candidates.ts';
import { COMPLETIONS } from '../completion/scripts.ts';
import type { Context, Run } from '../context.ts';
import { plain } from '../layout.ts';
import { toProjectPath } from '../paths.ts';

/** Paths that one look lists at most: nobody reads more, and shells become slow. */
const MOST = 2_000;

/** What lies in the folder that is being typed, as the project has it: also what is not on this disk. */
async function pathsLike({ cwd, engine, ports }: Context, typed: string): Promise<string[]> {
  const folder = await engine.findProject(cwd);
  if (folder === null) return [];
  const above = typed.slice(0, typed.lastIndexOf('/') + 1);
  const api = await engine.openProject(folder, ports);
  try {
    const parent = toProjectPath({ folder, cwd }, above === '' ? '.' : above);
    const found = (await api.children(parent)).filter(({ kind }) => kind !== 'untracked');
    const names = found.map(({ name, kind }) => `${above}${name}${kind === 'collection' ? '/' : ''}`);
    return names.filter((name) => name.startsWith(typed) && name === plain(name)).slice(0, MOST);
  } finally {
    await api.close();
  }
}

export function addCompletionCommands(program: Command, run: Run): void {
  program
    .command('completion')
    .addArgument(new Argument('<SHELL>', 'yours').choices(Object.keys(COMPLETIONS)))
    .description('print what makes your shell complete commands, options and paths')
    .action((shell: string) =>
      run(async () => ({ text: (COMPLETIONS[shell] ?? '').trimEnd(), answer: true })),
    );
  program
    .command('__complete', { hidden: true })
    .argument('[WORDS...]')
    // Windows PowerShell, and any PowerShell towards a .cmd file, leaves an empty argument out.
    .option('--next', 'behind the words comes one that is empty yet')
    .action((given: string[], { next }: { next?: true }) =>
      run(async (context) => {
        const words = next ? [...given, ''] : given;
        const found = candidatesFor(program, words);
        const told = found.words.map(({ value, help }) => (help === '' ? value : `${value}\t${plain(help)}`));
        // Whatever keeps a look at the project from being had: a shell shows what there is.
        const paths = found.paths ? await pathsLike(context, words.at(-1) ?? '').catch(() => []) : [];
        const text = [...told, ...paths, ...(found.files ? [':files'] : [])].join('\n');
        return { text, answer: true };
      }),
    );
}
