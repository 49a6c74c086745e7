/** The line that a studio prints when it listens. */
import * as z from 'zod/mini';

const Started = z.object({ url: z.string(), setupToken: z.optional(z.string()) });
export type StartedStudio = z.infer<typeof Started>;

/** Null for any other line. */
export function readStarted(line: string): StartedStudio | null {
  try {
    return Started.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
