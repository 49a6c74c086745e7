import type { Command } from 'commander';
import type { SyncPlan, SyncReport } from '../../engine/api.ts';
import { changesByItem } from '../../engine/domain/by-item.ts';
import { parseRate } from '../amounts.ts';
import { type Run, withProject } from '../context.ts';
import { EXIT, exitForOutcome } from '../exitCodes.ts';
import { bytes, count, lines, plain, table } from '../layout.ts';
import { planShape, syncShape } from '../shapes.ts';
import { conflictsText } from './conflicts.ts';

const transferText = ({ chunks }: SyncReport): string => {
  const up = chunks.uploaded > 0 && `${bytes(chunks.bytesUp)} up`;
  const down = chunks.downloaded > 0 && `${bytes(chunks.bytesDown)} down`;
  const saved = chunks.bytesSaved > 0 && `${bytes(chunks.bytesSaved)} did not have to travel`;
  return [up, down, saved].filter((part) => part).join(', ');
};

function movedText({ pushed, pulled, rejected }: SyncReport): string {
  if (pushed + pulled > 0) return `Synced: ${count(pushed, 'change')} sent, ${pulled} received.`;
  return rejected.length === 0 ? 'Up to date.' : 'There was nothing else to send or to receive.';
}

export function syncText(report: SyncReport): string {
  const { superseded, rejected } = report;
  if (report.outcome === 'conflicts') return conflictsText(report.conflicts);
  return lines(
    movedText(report),
    transferText(report),
    superseded.length > 0 && 'Edits of yours that gave way to the studio:',
    superseded.length > 0 &&
      table(superseded.map((s) => [plain(s.path), s.field, `${plain(s.mine)} → ${plain(s.theirs)}`])),
    rejected.length > 0 && 'The studio did not accept these; they stay here:',
    rejected.length > 0 && table(rejected.map((r) => [plain(r.path), r.kind, plain(r.message)])),
    report.outcome === 'attention' && 'See them again with: cairn attention',
  );
}

const KINDS: Readonly<Record<string, string>> = {
  item: 'properties or place',
  checkpoint: 'new checkpoint',
  tagging: 'tags',
  dependency: 'dependencies',
};

/** One row for each item, with what of it would go. */
function sentRows(push: SyncPlan['push']): string[][] {
  return changesByItem(push).map(({ path, kinds }) => {
    const words = kinds.map(([kind, times]) => `${times === 1 ? '' : `${times} × `}${KINDS[kind] ?? kind}`);
    return [plain(path), words.join(', ')];
  });
}

/** How much the content of new changes is, only the sync itself finds out. */
function receivedText({ push, pull, bytesDown }: SyncPlan): string {
  const left = bytesDown > 0 && `${bytes(bytesDown)} of content from before`;
  const parts = [pull > 0 && `${count(pull, 'change')} with their content`, left].filter((part) => part);
  if (parts.length > 0) return `Would receive ${parts.join(', and ')}.`;
  return push.length > 0 ? 'There is nothing to receive.' : 'Up to date.';
}

export function planText(plan: SyncPlan): string {
  if (plan.conflicts.length > 0) return conflictsText(plan.conflicts, false);
  return lines(
    plan.push.length > 0 && `Would send ${count(plan.push.length, 'change')}, up to ${bytes(plan.bytesUp)}:`,
    plan.push.length > 0 && table(sentRows(plan.push)),
    receivedText(plan),
  );
}

export function addSyncCommands(program: Command, run: Run): void {
  program
    .command('sync')
    .option('--dry-run', 'say what would go up, come down and conflict; change nothing')
    .option('--limit <rate>', 'send and receive at most so many bytes per second, e.g. 10M')
    .description('send what is new here and receive what is new on the studio')
    .action((options: { dryRun?: boolean; limit?: string }) =>
      run((context) =>
        withProject(context, async ({ api }) => {
          if (options.dryRun) {
            const plan = await api.plan(context.calls);
            const exit = plan.conflicts.length > 0 ? EXIT.conflicts : EXIT.done;
            return { data: planShape(plan), text: planText(plan), answer: true, exit };
          }
          const limit = options.limit === undefined ? context.calls.limit : parseRate(options.limit);
          const report = await api.sync({ ...context.calls, limit });
          return { data: syncShape(report), text: syncText(report), exit: exitForOutcome(report.outcome) };
        }),
      ),
    );
}
