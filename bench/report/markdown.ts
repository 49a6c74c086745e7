/** The result as the generated part of docs/performance.md. */
import { bytes, formatValue } from './format.ts';
import type { Result, Sample } from './result.ts';
import { summarise } from './stats.ts';
import { runText } from './table.ts';
import { verdicts } from './targets.ts';

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows].join('\n');

function cell(sample: Sample | undefined): string {
  if (!sample) return '';
  const { median, min, max, count } = summarise(sample.values);
  const middle = formatValue(median, sample.unit);
  return count === 1
    ? middle
    : `${middle}<br><small>${formatValue(min, sample.unit)} … ${formatValue(max, sample.unit)}</small>`;
}

/** One table for each case and data set: a row for each metric, a column for each system. */
function caseTables(samples: readonly Sample[]): string {
  const groups = Map.groupBy(samples, (sample) => `${sample.case}: ${sample.data}`);
  return [...groups]
    .map(([title, group]) => {
      const systems = [...new Set(group.map(({ system }) => system))];
      const metrics = [...new Set(group.map(({ metric }) => metric))];
      const rows = metrics.map((metric) =>
        row(
          metric,
          ...systems.map((system) => cell(group.find((s) => s.metric === metric && s.system === system))),
        ),
      );
      return `#### ${title}\n\n${table(['', ...systems], rows)}`;
    })
    .join('\n\n');
}

function machineText({ machine, systems }: Result): string {
  const names = Object.entries(systems).map(([name, version]) => `${name} ${version}`);
  return `${machine.cpu}, ${machine.cores} cores, ${bytes(machine.memory)} of memory; ${machine.system}, ${machine.fileSystem}; Node ${machine.node};
${names.join(', ')}.`;
}

/** @param chart the picture's path from the page */
export function resultMarkdown(result: Result, chart: string): string {
  const targets = verdicts(result).map(({ work, measure, value, sense, limit, unit, met }) =>
    row(
      work,
      measure,
      `${sense} ${formatValue(limit, unit)}`,
      formatValue(value, unit),
      met ? 'met' : '**missed**',
    ),
  );
  const runs = Object.entries(result.cases);
  const notes = runs.flatMap(([name, run]) => run.notes.map((note) => `- ${name}: ${note}`));
  return `${machineText(result)}

![Bars for each system: time and size of an edit series, of a Blender scene saved again, and of first checkpoints](${chart})

### Targets

${table(['work', 'measured', 'target', 'result', ''], targets)}

### Values

${caseTables(result.samples)}

### Runs

${runs.map(([name, run]) => `- ${name}: ${runText(run)}`).join('\n')}
${notes.length > 0 ? `\nWhat could not be measured:\n\n${notes.join('\n')}\n` : ''}`;
}
