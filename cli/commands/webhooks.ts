import type { Command } from 'commander';
import type { ProjectAdministration } from '../../engine/remote/administration.ts';
import type { Run } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { iso, lines, listing, localTime, plain } from '../layout.ts';
import type { Outcome } from '../outcome.ts';
import { withLinkedStudio } from '../studio.ts';

type OnProject = (work: (project: ProjectAdministration) => Promise<Outcome>) => Promise<void>;

export function addWebhookCommands(program: Command, run: Run): void {
  const webhook = program.command('webhook').description('addresses that are told of every change');
  const on: OnProject = (work) =>
    run((context) => withLinkedStudio(context, (account, project) => work(account.administration(project))));
  webhook
    .command('add')
    .argument('<URL>')
    .option('--label <TEXT>', 'what it is for', '')
    .description('tell an address of every change from now on; the secret is shown once')
    .action((url: string, { label }: { label: string }) =>
      on(async (project) => {
        const made = await project.addWebhook({ url, label });
        const text = lines(
          made.secret,
          `It signs messages and is shown this once. Try it: cairn webhook test ${made.id}`,
        );
        return { data: { ...made, url, label }, text, answer: true };
      }),
    );
  webhook
    .command('list')
    .description('list the webhooks and how they do')
    .action(() =>
      on(async (project) => {
        const webhooks = (await project.webhooks()).map(({ createdAt, failingSince, ...rest }) => ({
          ...rest,
          created: iso(createdAt),
          failingSince: failingSince === null ? null : iso(failingSince),
        }));
        const rows = webhooks.map((w) => [
          w.id,
          w.failingSince === null ? w.state : `${w.state}, fails since ${w.failingSince.slice(0, 16)}`,
          plain(w.url),
          plain(w.label),
        ]);
        return { data: { webhooks }, text: listing(rows, 'The project has no webhooks.'), answer: true };
      }),
    );
  changeCommands(webhook, on);
  lookCommands(webhook, on);
}

function changeCommands(webhook: Command, on: OnProject): void {
  webhook
    .command('remove')
    .argument('<ID>')
    .description('remove a webhook')
    .action((id: string) =>
      on(async (project) => {
        await project.removeWebhook(id);
        return { data: { removed: id }, text: `The webhook ${plain(id)} is told nothing any more` };
      }),
    );
  webhook
    .command('resume')
    .argument('<ID>')
    .option('--skip', 'leave out what happened while it was not told')
    .description('go on with one that was given up')
    .action((id: string, options: { skip?: boolean }) =>
      on(async (project) => {
        await project.resumeWebhook(id, options.skip === true);
        return { data: { resumed: id, skipped: options.skip === true }, text: `${plain(id)} is told again` };
      }),
    );
}

function lookCommands(webhook: Command, on: OnProject): void {
  webhook
    .command('test')
    .argument('<ID>')
    .description('send a test message now')
    .action((id: string) =>
      on(async (project) => {
        const sent = await project.testWebhook(id);
        const text =
          sent.problem === '' ? `It took it, in ${sent.took} ms.` : `It did not: ${plain(sent.problem)}.`;
        return { data: sent, text, answer: true, exit: sent.problem === '' ? EXIT.done : EXIT.unreachable };
      }),
    );
  webhook
    .command('log')
    .argument('<ID>')
    .description('list its last deliveries')
    .action((id: string) =>
      on(async (project) => {
        const found = await project.deliveries(id);
        const deliveries = found.map(({ at, ...rest }) => ({ ...rest, time: iso(at) }));
        const rows = found.map((d) => [
          localTime(d.at),
          d.revision === null ? 'test' : `revision ${d.revision}`,
          d.problem === '' ? 'delivered' : plain(d.problem),
        ]);
        return { data: { deliveries }, text: listing(rows, 'Nothing was sent to it yet.'), answer: true };
      }),
    );
}
