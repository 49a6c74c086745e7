/** `npm run bench`: measures Cairn side by side with what else is installed. See docs/performance.md. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CASES } from './cases/all.ts';
import type { Case, Context } from './cases/context.ts';
import { describeMachine, revisionOf } from './machine.ts';
import { type Options, parseOptions } from './options.ts';
import { helpText } from './report/help.ts';
import { render, resultSvg } from './report/render.ts';
import { type CaseRun, combined, FAILED, failures, type Result, result } from './report/result.ts';
import { printReport } from './report/table.ts';
import { canDropCaches, settle } from './run/cache.ts';
import { Place } from './run/place.ts';
import { Recorder } from './run/recorder.ts';
import { installed } from './systems/installed.ts';

const ROOT = resolve(import.meta.dirname, '..');
const DEFAULT_OUT = join(ROOT, 'bench', 'results', 'latest.json');

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** @throws {Error} naming what is possible */
function chosenCases(names: readonly string[]): Case[] {
  const unknown = names.find((name) => !CASES.some((one) => one.name === name));
  if (unknown) throw new Error(`--only takes ${CASES.map(({ name }) => name).join(', ')}, not "${unknown}".`);
  return CASES.filter(({ name }) => names.length === 0 || names.includes(name));
}

function contextFor(options: Options, place: Place, recorder: Recorder, notes: string[]): Context {
  const dist = resolve(options.dist ?? join(ROOT, 'dist'));
  if (!existsSync(join(dist, 'cairn.cjs')))
    throw new Error(`${dist} holds no build: npm run build makes one.`);
  if (options.cold && !canDropCaches()) throw new Error('--cold needs root on Linux.');
  const cache = options.cold ? 'cold' : 'warm';
  const { cairn, systems } = installed(dist, ROOT, options.systems, (text) => notes.push(text));
  return {
    ...{ size: options.size, rounds: options.rounds, cache, dist, systems, cairn, recorder, say },
    data: options.data && resolve(options.data),
    folder: (name) => place.folder(name),
    discard: (folder) => place.remove(folder),
    note: (text) => {
      say(text);
      notes.push(text);
    },
    settle: () => settle(cache),
  };
}

/** @param keep told after each case what there is so far: a run that is interrupted has not been for nothing */
async function measure(options: Options, keep: (soFar: Result) => void): Promise<Result> {
  const place = new Place(options.keep);
  // What was started and written must not outlive an interrupted run.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
  process.once('exit', () => place.clear());
  const recorder = new Recorder();
  const notes: string[] = [];
  const context = contextFor(options, place, recorder, notes);
  const cases: Record<string, CaseRun> = {};
  const soFar = (): Result => ({
    version: 1,
    cases,
    machine: describeMachine(),
    systems: Object.fromEntries(context.systems.map(({ name, version }) => [name, version ?? ''])),
    samples: recorder.samples,
  });
  for (const one of chosenCases(options.only)) {
    say(`— ${one.name}: ${one.about}`);
    const started = new Date();
    // One case that fails says so in the result, in a line; the others are measured all the same.
    await one.run(context).catch((error: unknown) => {
      const [what = '', ...output] = String(error).split('\n');
      context.note(`${FAILED}${one.name}: ${what}`);
      if (output.length > 0) say(output.join('\n'));
    });
    cases[one.name] = {
      started: started.toISOString(),
      minutes: Math.round((Date.now() - started.getTime()) / 6000) / 10,
      ...{ size: options.size, rounds: options.rounds, cache: context.cache },
      revision: revisionOf(dirname(context.dist)),
      notes: notes.splice(0),
    };
    keep(soFar());
  }
  if (options.keep) say(`Kept: ${place.root}`);
  return soFar();
}

const readResult = (path: string): Result => result.parse(JSON.parse(readFileSync(path, 'utf8')));

function writeResult(path: string, measured: Result): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(measured, null, 1)}\n`);
  writeFileSync(path.replace(/(?:\.json)?$/u, '.svg'), resultSvg(measured));
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const out = options.out ? resolve(options.out) : DEFAULT_OUT;
  if (options.help) return void process.stdout.write(helpText(CASES));
  if (options.render) return render(readResult(out), join(ROOT, 'docs'));
  const older = options.append && existsSync(out) ? readResult(out) : undefined;
  const whole = (measured: Result): Result => (older ? combined(older, measured) : measured);
  const measured = await measure(options, (soFar) => writeResult(out, whole(soFar)));
  process.stdout.write(printReport(measured));
  if (failures(measured).length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
});
