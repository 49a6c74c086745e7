import { type Command, Option } from 'commander';
import type { MetadataEdit } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import { type Run, withProject } from '../context.ts';
import { plain } from '../layout.ts';
import { added } from '../signed.ts';

export interface SetOptions {
  readonly status?: string;
  readonly type?: string;
  readonly task?: boolean;
  readonly resource?: boolean;
  readonly shared?: string;
  readonly description?: string;
}

/** @throws {CairnError} `usage` where nothing is to be set, or two options contradict each other. */
export function editOf(options: SetOptions): MetadataEdit {
  if (options.task && options.resource)
    throw new CairnError('usage', 'An asset is a task or a resource, not both.');
  const edit: MetadataEdit = {
    ...(options.status === undefined ? {} : { status: options.status }),
    ...(options.type === undefined ? {} : { type: options.type }),
    ...(options.task || options.resource ? { task: options.task === true } : {}),
    ...(options.shared === undefined ? {} : { shared: options.shared === 'yes' }),
    ...(options.description === undefined ? {} : { description: options.description }),
  };
  if (Object.keys(edit).length === 0) throw new CairnError('usage', 'Say what to set; see: cairn set --help');
  return edit;
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

export function addMetadataCommands(program: Command, run: Run): void {
  addAssignment(program, run);
  addFields(program, run);
  addSets(program, run);
}

function addAssignment(program: Command, run: Run): void {
  program
    .command('assign')
    .argument('<PATH>')
    .argument('<USER>')
    .description('give a task to a member')
    .action((arg: string, user: string) =>
      run((context) =>
        withProject(context, async ({ api, path }) => {
          await api.assign(path(arg), user);
          return {
            data: { path: path(arg), assignee: user },
            text: `${plain(path(arg))} is assigned to ${plain(user)}`,
          };
        }),
      ),
    );
  program
    .command('unassign')
    .argument('<PATH>')
    .description('take a task from its assignee')
    .action((arg: string) =>
      run((context) =>
        withProject(context, async ({ api, path }) => {
          await api.unassign(path(arg));
          return {
            data: { path: path(arg), assignee: null },
            text: `${plain(path(arg))} is assigned to nobody`,
          };
        }),
      ),
    );
}

function addFields(program: Command, run: Run): void {
  program
    .command('set')
    .argument('<PATH>')
    .option('--status <S>')
    .option('--type <T>')
    .option('--task', 'only its assignee may checkpoint it')
    .option('--resource', 'anyone with permission may checkpoint it')
    .addOption(
      new Option('--shared <YES|NO>', 'everyone gets the content of this collection').choices(['yes', 'no']),
    )
    .option('--description <D>')
    .description('change what is known about an asset or a collection')
    .action((arg: string, options: SetOptions) =>
      run((context) =>
        withProject(context, async ({ api, path }) => {
          const edit = editOf(options);
          await api.edit(path(arg), edit);
          return { data: { path: path(arg), ...edit }, text: `Changed ${plain(path(arg))}` };
        }),
      ),
    );
}

function addSets(program: Command, run: Run): void {
  program
    .command('tag')
    .argument('<PATH>')
    .argument('[+TAG...]', '+TAG adds a tag, -TAG removes it')
    .option('--remove <TAG>', 'the same as -TAG', collect)
    .description('add and remove tags')
    .action((arg: string, words: string[], options: { remove?: string[] }) =>
      run((context) =>
        withProject(context, async ({ api, path }) => {
          const add = added(words);
          const remove = options.remove ?? [];
          if (add.length + remove.length === 0)
            throw new CairnError('usage', 'Say which tags: +TAG or -TAG.');
          await api.tag(path(arg), add, remove);
          return {
            data: { path: path(arg), added: add, removed: remove },
            text: `Changed ${plain(path(arg))}`,
          };
        }),
      ),
    );
  program
    .command('depend')
    .argument('<PATH>')
    .option('--on <PATH>', 'it needs this asset or collection (may be repeated)', collect)
    .option('--off <PATH>', 'it no longer needs this one (may be repeated)', collect)
    .description('say what an asset or a collection depends on')
    .action((arg: string, options: { on?: string[]; off?: string[] }) =>
      run((context) =>
        withProject(context, async ({ api, path, paths }) => {
          const [on, off] = [paths(options.on ?? []), paths(options.off ?? [])];
          if (on.length + off.length === 0) throw new CairnError('usage', 'Say --on PATH or --off PATH.');
          await api.depend(path(arg), on, off);
          return { data: { path: path(arg), on, off }, text: `Changed ${plain(path(arg))}` };
        }),
      ),
    );
}
