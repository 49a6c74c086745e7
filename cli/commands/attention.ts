import type { Command } from 'commander';
import type { AttentionOutcome, ProjectApi, Rejected, Superseded } from '../../engine/api.ts';
import { type Run, withProject } from '../context.ts';
import { lines, plain, table } from '../layout.ts';
import { supersededShape } from '../shapes.ts';

export function attentionText(rejected: readonly Rejected[], superseded: readonly Superseded[]): string {
  const some = rejected.length + superseded.length > 0;
  return lines(
    rejected.length > 0 && 'Not accepted by the studio; tried again with every sync:',
    rejected.length > 0 && table(rejected.map((r) => [r.id, plain(r.path), plain(r.message)])),
    superseded.length > 0 && 'Edits that gave way to the studio:',
    superseded.length > 0 &&
      table(superseded.map((s) => [s.id, plain(s.path), s.field, `${plain(s.mine)} → ${plain(s.theirs)}`])),
    some
      ? 'Get yours through with: cairn attention apply ID, or give it up with: cairn attention discard ID'
      : 'Nothing needs attention.',
  );
}

const DID: Readonly<Record<AttentionOutcome['did'], (path: string) => string>> = {
  again: (path) => `${path}: goes to the studio with the next sync`,
  separated: (path) => `Kept as an asset of its own: ${path}`,
  shortened: (path) => `${path}: its comment is shortened, and goes to the studio with the next sync`,
  renamed: (path) => `Renamed to ${path}`,
  'taken-back': (path) => `${path}: taken back; working files are as they were`,
  forgotten: (path) => `${path}: no longer listed`,
};

export function addAttentionCommands(program: Command, run: Run): void {
  const attention = program
    .command('attention')
    .description('list rejected rows and superseded edits')
    .action(() =>
      run((context) =>
        withProject(context, async ({ api }) => {
          const { rejected, superseded } = await api.attention();
          const text = attentionText(rejected, superseded);
          return { data: { rejected, superseded: supersededShape(superseded) }, text, answer: true };
        }),
      ),
    );
  attention
    .command('apply')
    .argument('<ID...>', 'as listed by `cairn attention`')
    .option('--rename <NAME>', 'the name to take, where it needs one; else a free one is chosen')
    .description(
      'get mine through: make a superseded edit again, keep refused checkpoints as an asset of their own, shorten what is too long',
    )
    .action((ids: string[], options: { rename?: string }) =>
      settle(run, ids, (api, id) => api.attentionApply(id, options.rename)),
    );
  attention
    .command('discard')
    .argument('<ID...>', 'as listed by `cairn attention`')
    .description('give mine up: the row becomes as the studio has it, working files stay')
    .action((ids: string[]) => settle(run, ids, (api, id) => api.attentionDiscard(id)));
}

function settle(
  run: Run,
  ids: readonly string[],
  settleOne: (api: ProjectApi, id: string) => Promise<AttentionOutcome>,
): Promise<void> {
  return run((context) =>
    withProject(context, async ({ api }) => {
      const settled: (AttentionOutcome & { id: string })[] = [];
      for (const id of ids) settled.push({ id, ...(await settleOne(api, id)) });
      const text = lines(...settled.map(({ did, path }) => DID[did](plain(path))));
      return { data: { settled }, text };
    }),
  );
}
