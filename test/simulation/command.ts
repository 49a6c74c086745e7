/** What `npm run simulate` does, once the simulated system is in place. */
import { WrongValue } from '../support/options.ts';
import { CALLS } from './calls.ts';
import { type Cast, castOf, ONE_PROJECT } from './cast.ts';
import { ERRANDS } from './errands.ts';
import { killOnce } from './kill-each.ts';
import type { System } from './os/system.ts';
import { type Happening, planOf, THEMES, type Theme } from './plan.ts';
import { type Ground, type Outcome, simulate } from './run.ts';
import { SAFEGUARDS, type SafeguardName, type Safeguards } from './safeguards.ts';
import { shrink } from './shrink.ts';
import { Reader } from './stored.ts';
import { Templates } from './template.ts';

export interface Values {
  readonly minutes?: string | undefined;
  readonly seed?: string | undefined;
  readonly seeds?: string | undefined;
  readonly length: string;
  readonly keep?: string | undefined;
  readonly without?: string | undefined;
  readonly theme?: string | undefined;
  readonly verbose: boolean;
  readonly steps: boolean;
  readonly 'go-on': boolean;
  readonly errand?: string | undefined;
  readonly every: string;
  readonly from: string;
}

/** Runs between two words on how it goes. */
const TELL_EVERY = 25;
/** Processor seconds after which a failure is not made smaller any more. */
const SHRINKING = 120;
/** Of errands, after which it is clear that something is wrong. */
const MOST_FAILURES = 10;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** @returns the exit code: 1 where a run failed */
export async function main(system: System, values: Values): Promise<number> {
  const reader = await Reader.load();
  const templates = new Templates(system);
  try {
    const ground = { system, reader, templates };
    if (values.errand !== undefined) return await killEach(ground, values, values.errand);
    return await (values.without === 'each' ? withoutEach(ground, values) : runs(ground, values));
  } finally {
    templates.dispose();
  }
}

/** Takes each safeguard away, one at a time, and tells which invariant does not hold then. @returns the exit code */
async function withoutEach(ground: Ground, values: Values): Promise<number> {
  let unnoticed = 0;
  for (const [name, without] of Object.entries<Safeguards>(SAFEGUARDS)) {
    let told = 'nobody notices';
    let tried = 0;
    for (const seed of new Set([without.seed ?? 0, 0, 1, 2, 3, 4, 5, 6, 7])) {
      if (told !== 'nobody notices') break;
      tried++;
      const cast = without.theme?.cast ?? ONE_PROJECT;
      const plan = planOf(seed, Number(values.length), cast, without.theme);
      await simulate(ground, { seed, plan, cast, safeguards: without }).catch((error: Error) => {
        told = error.message.split('\n', 1)[0] ?? '';
      });
    }
    if (told === 'nobody notices') unnoticed++;
    say(`without ${name}: ${told} (after ${tried} seeds)`);
  }
  return unnoticed === 0 ? 0 : 1;
}

/**
 * Kills errands before their writes, one write after the other, and once more with the power going.
 * @param wanted the name of one, or `each`. @returns the exit code
 */
async function killEach(ground: Ground, { every, from }: Values, wanted: string): Promise<number> {
  let failures = 0;
  const all = Object.entries(ERRANDS).filter(([name]) => wanted === 'each' || wanted === name);
  if (all.length === 0)
    throw new WrongValue(`There is no errand ${wanted}: ${Object.keys(ERRANDS).join(', ')}`);
  for (const [name, errand] of all) {
    let kills = 0;
    for (let after = Number(from), ended = false; !ended; after += Number(every)) {
      for (const power of [undefined, after + 1]) {
        const again = `--errand "${name}" --from ${after}`;
        try {
          const { at } = await killOnce(ground, errand, { after, power });
          ended = at === undefined;
          if (ended) break;
          kills++;
        } catch (error) {
          failures++;
          const stack = (error as Error).stack?.split('\n').slice(0, 8).join('\n');
          say(`${name}, ${power ? 'and the power goes, ' : ''}${again}: ${stack}\n`);
          if (failures > MOST_FAILURES) return 1;
        }
      }
    }
    say(`${name}: killed ${kills} times`);
  }
  return failures > 0 ? 1 : 0;
}

async function runs(ground: Ground, values: Values): Promise<number> {
  const end = performance.now() + Number(values.minutes ?? 0) * 60_000;
  const length = Number(values.length);
  const given =
    values.seeds?.split(',').map(Number) ?? (values.seed === undefined ? undefined : [Number(values.seed)]);
  const total = new Totals();
  let failures = 0;
  for (const seed of seedsOf(given, values.minutes !== undefined)) {
    const theme = themeOf(values);
    const cast = theme?.cast ?? (theme || values.without ? ONE_PROJECT : castOf(seed));
    const whole = planOf(seed, length, cast, theme);
    const plan = values.keep === undefined ? whole : kept(whole, values.keep);
    const log = values.verbose || values.steps ? say : undefined;
    try {
      total.add(
        await simulate(ground, { seed, plan, cast, log, verbose: values.steps, ...safeguards(values) }),
      );
    } catch (error) {
      failures++;
      if (values['go-on']) {
        say(`Seed ${seed} failed: ${(error as Error).stack?.split('\n').slice(0, 6).join('\n')}\n`);
        continue;
      }
      await tellFailure(ground, { seed, plan, cast, values, error });
      say(total.toString());
      return 1;
    }
    if (values.minutes === undefined ? given === undefined : performance.now() > end) break;
    if (total.runs % TELL_EVERY === 0) say(total.toString());
  }
  say(total.toString());
  return failures > 0 ? 1 : 0;
}

function* seedsOf(given: readonly number[] | undefined, goOn: boolean): Generator<number> {
  if (given) yield* given;
  if (given && !goOn) return;
  const first = given?.at(-1) ?? Math.floor(Math.random() * 2 ** 31);
  for (let seed = given ? first + 1 : first; ; seed++) yield seed;
}

/** @param keep ids and ranges of them: `3,7-12` */
function kept(plan: readonly Happening[], keep: string): Happening[] {
  const ids = new Set<number>();
  for (const part of keep.split(',').filter(Boolean)) {
    const [from = 0, to = from] = part.split('-').map(Number);
    for (let id = from; id <= to; id++) ids.add(id);
  }
  return plan.filter(({ id }) => ids.has(id));
}

function safeguards({ without }: Pick<Values, 'without'>): { readonly safeguards?: Safeguards } {
  if (without === undefined) return {};
  if (!(without in SAFEGUARDS))
    throw new WrongValue(`There is no safeguard ${without}: ${Object.keys(SAFEGUARDS).join(', ')}`);
  return { safeguards: SAFEGUARDS[without as SafeguardName] };
}

function themeOf({ theme, without }: Values): Theme | undefined {
  if (theme === undefined) return safeguards({ without }).safeguards?.theme;
  if (!(theme in THEMES))
    throw new WrongValue(`There is no theme ${theme}: ${Object.keys(THEMES).join(', ')}`);
  return THEMES[theme as keyof typeof THEMES];
}

async function tellFailure(
  ground: Ground,
  {
    seed,
    plan,
    cast,
    values,
    error,
  }: { seed: number; plan: readonly Happening[]; cast: Cast; values: Values; error: unknown },
): Promise<void> {
  say(`Seed ${seed} failed: ${(error as Error).stack}\n`);
  let smallest = plan;
  if (values.keep === undefined) {
    say('Looking for less that fails the same way …');
    const fails = async (part: readonly Happening[]): Promise<string | undefined> => {
      try {
        await simulate(ground, { seed, plan: part, cast, ...safeguards(values) });
        return undefined;
      } catch (found) {
        return kindOf(found);
      }
    };
    smallest = await shrink(plan, kindOf(error), fails, until(SHRINKING));
  }
  const tail: string[] = [];
  await simulate(ground, {
    seed,
    plan: smallest,
    cast,
    log: (line) => tail.push(line),
    ...safeguards(values),
  }).catch((last: unknown) => tail.push(String((last as Error).stack)));
  say(`${smallest.length} of ${plan.length} are enough:\n${tail.slice(-60).join('\n')}\n`);
  const options = [
    `--seed ${seed} --length ${values.length}`,
    smallest.length < Number(values.length) ? `--keep ${ranges(smallest)}` : '',
    values.without ? `--without ${values.without}` : '',
    values.theme ? `--theme ${values.theme}` : '',
  ];
  say(`Again: npm run simulate -- ${options.filter(Boolean).join(' ')} --verbose`);
}

/** @returns whether the processor has not worked so many seconds yet. */
function until(seconds: number): () => boolean {
  const from = process.cpuUsage();
  return () => process.cpuUsage(from).user < seconds * 1_000_000;
}

/** Two failures are the same where this is. */
function kindOf(error: unknown): string {
  const { invariant, code, message } = error as { invariant?: string; code?: string; message: string };
  return invariant ?? `${code ?? ''} ${message.replace(/[\d\w-]*\d[\d\w-]*/gu, '#').slice(0, 60)}`;
}

function ranges(plan: readonly Happening[]): string {
  const parts: string[] = [];
  for (let at = 0; at < plan.length; ) {
    let end = at;
    while (plan[end + 1]?.id === (plan[end]?.id ?? 0) + 1) end++;
    const [from, to] = [plan[at]?.id, plan[end]?.id];
    parts.push(from === to ? `${from}` : `${from}-${to}`);
    at = end + 1;
  }
  return parts.join(',');
}

class Totals {
  readonly #faults = new Map<string, number>();
  runs = 0;
  #deeds = 0;
  #steps = 0;
  #versions = 0;
  readonly #calls = new Set<string>();
  #last = '';

  add({ deeds, steps, versions, faults, trace, calls }: Outcome): void {
    this.runs++;
    this.#deeds += deeds;
    this.#steps += steps;
    this.#versions += versions;
    this.#last = trace;
    for (const call of calls) this.#calls.add(call);
    for (const [kind, count] of faults) this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + count);
  }

  toString(): string {
    const faults = [...this.#faults].sort().map(([kind, count]) => `${count} × ${kind}`);
    const left = Object.keys(CALLS).filter((call) => !this.#calls.has(call));
    return `${this.runs} seeds held: ${this.#deeds} deeds, ${this.#steps} steps, ${this.#versions} versions; survived: ${faults.join(', ') || 'nothing'}. Never called: ${left.join(', ') || 'nothing'}. Trace of the last: ${this.#last}`;
  }
}
