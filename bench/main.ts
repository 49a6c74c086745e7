/** `npm run bench`: measures Cairn side by side with what else is installed. See docs/performance.md. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CASES } from './cases/all.ts';
import type { Case, Context } from './cases/context.ts';
import { describeMachine, revisionOf } from './machine.ts';
import { type Options, parseOptions } from './options.ts';
import { helpText } from './report/help.ts';
import { render, resultSvg } from './report/render.ts';
import { type Result, result } from './report/result.ts';
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

async function measure(options: Options): Promise<Result> {
  const started = new Date();
  const place = new Place(options.keep);
  // What was started and written must not outlive an interrupted run.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
  process.once('exit', () => place.clear());
  const recorder = new Recorder();
  const notes: string[] = [];
  try {
    const context = contextFor(options, place, recorder, notes);
    for (const one of chosenCases(options.only)) {
      say(`— ${one.name}: ${one.about}`);
      // One case that fails says so in the result; the others are measured all the same.
      await one.run(context).catch((error: unknown) => context.note(`${one.name} failed: ${error}`));
    }
    return {
      version: 1,
      started: started.toISOString(),
      minutes: Math.round((Date.now() - started.getTime()) / 6000) / 10,
      size: options.size,
      rounds: options.rounds,
      cache: context.cache,
      revision: revisionOf(dirname(context.dist)),
      machine: describeMachine(),
      systems: Object.fromEntries(context.systems.map(({ name, version }) => [name, version ?? ''])),
      notes,
      samples: recorder.samples,
    };
  } finally {
    place.clear();
    if (options.keep) say(`Kept: ${place.root}`);
  }
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const out = options.out ? resolve(options.out) : DEFAULT_OUT;
  if (options.help) return void process.stdout.write(helpText(CASES));
  if (!options.render) {
    const measured = await measure(options);
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, `${JSON.stringify(measured, null, 1)}\n`);
    writeFileSync(out.replace(/(?:\.json)?$/u, '.svg'), resultSvg(measured));
    process.stdout.write(printReport(measured));
    if (measured.notes.some((note) => note.includes(' failed: '))) process.exitCode = 1;
    return;
  }
  render(result.parse(JSON.parse(readFileSync(out, 'utf8'))), join(ROOT, 'docs'));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
});
