/** What a run leaves: written as JSON, and everything shown is made from it. */
import { z } from 'zod';

export const unit = z.enum(['s', 'bytes', 'bytes/s', 'ms', 'ratio', 'count']);
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

export const result = z.object({
  version: z.literal(1),
  /** UTC. */
  started: z.string(),
  minutes: z.number(),
  size: z.enum(['small', 'medium', 'large']),
  rounds: z.number().int(),
  cache: z.enum(['warm', 'cold']),
  /** Of Cairn's source. */
  revision: z.string(),
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
  /** What a case could not do, and why. */
  notes: z.array(z.string()),
  samples: z.array(sample),
});
export type Result = z.infer<typeof result>;
