/** What a run leaves: written as JSON, and everything shown is made from it. */
import { z } from 'zod';
import { SIZES } from '../data/size.ts';

const unit = z.enum(['s', 'bytes', 'bytes/s', 'ms', 'ratio', 'count']);
export type Unit = z.infer<typeof unit>;

const sample = z.object({
  case: z.string(),
  /** The data set. */
  data: z.string(),
  system: z.string(),
  metric: z.string(),
  unit,
  /** One for each round, or for each step of each round. */
  values: z.array(z.number()).min(1),
});
export type Sample = z.infer<typeof sample>;

const caseRun = z.object({
  /** UTC. */
  started: z.string(),
  minutes: z.number(),
  size: z.enum(SIZES),
  rounds: z.number().int(),
  cache: z.enum(['warm', 'cold']),
  /** Of the source of the Cairn that was measured. */
  revision: z.string(),
  /** What could not be measured, and why. */
  notes: z.array(z.string()),
});
export type CaseRun = z.infer<typeof caseRun>;

export const result = z.object({
  version: z.literal(1),
  /** How each case was run; what is compared was always measured in one run of one case. */
  cases: z.record(z.string(), caseRun),
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    memory: z.number(),
    system: z.string(),
    node: z.string(),
    fileSystem: z.string(),
  }),
  /** Name and version. */
  systems: z.record(z.string(), z.string()),
  samples: z.array(sample),
});
export type Result = z.infer<typeof result>;

/** `newer` in front of what only `older` has: whole cases are replaced, never parts of one. */
export function combined(older: Result, newer: Result): Result {
  const kept = older.samples.filter((one) => !newer.cases[one.case]);
  return {
    ...newer,
    cases: { ...older.cases, ...newer.cases },
    systems: { ...older.systems, ...newer.systems },
    samples: [...kept, ...newer.samples],
  };
}

export const failures = ({ cases }: Result): string[] =>
  Object.values(cases).flatMap(({ notes }) => notes.filter((note) => note.startsWith(FAILED)));
export const FAILED = 'Failed: ';
