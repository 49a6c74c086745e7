/** The result as text for a terminal. */
import { formatValue } from './format.ts';
import type { CaseRun, Result, Sample } from './result.ts';
import { summarise } from './stats.ts';
import { verdicts } from './targets.ts';
import type { Verdict } from './verdict.ts';

const spread = ({ values, unit }: Sample): string => {
  const { median, min, max, count } = summarise(values);
  const range = count > 1 ? `  (${formatValue(min, unit)} … ${formatValue(max, unit)}, ${count} values)` : '';
  return `${formatValue(median, unit).padStart(10)}${range}`;
};

function samplesText(samples: readonly Sample[]): string {
  const groups = Map.groupBy(samples, (sample) => `${sample.case}, ${sample.data}: ${sample.metric}`);
  return [...groups]
    .map(([title, group]) => {
      const rows = group.map((sample) => `  ${sample.system.padEnd(16)}${spread(sample)}`);
      return `${title}\n${rows.join('\n')}`;
    })
    .join('\n\n');
}

const verdictText = ({ work, measure, value, sense, limit, unit, met }: Verdict): string => {
  const target = `${sense} ${formatValue(limit, unit)}`;
  return `  ${met ? 'met   ' : 'MISSED'} ${formatValue(value, unit).padStart(9)}  ${target.padEnd(18)} ${work}: ${measure}`;
};

export const runText = ({ size, rounds, cache, minutes, started, revision }: CaseRun): string =>
  `size ${size}, rounds ${rounds}, ${cache} cache, ${minutes} minutes from ${started.slice(0, 16).replace('T', ' ')} UTC, revision ${revision}`;

export function printReport(result: Result): string {
  const { machine, systems, cases } = result;
  const runs = Object.entries(cases).map(([name, run]) => `${name.padEnd(10)} ${runText(run)}`);
  const notes = Object.values(cases).flatMap((run) => run.notes);
  const names = Object.entries(systems).map(([name, version]) => `${name} ${version}`);
  return `${samplesText(result.samples)}

Targets
${verdicts(result).map(verdictText).join('\n')}

${machine.cpu}, ${machine.cores} cores; ${machine.system}, ${machine.fileSystem}; Node ${machine.node}; ${names.join(', ')}
${runs.join('\n')}
${notes.map((note) => `Note: ${note}\n`).join('')}`;
}
