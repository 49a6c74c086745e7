import type { ExitCode } from './exitCodes.ts';

/** What a command came to: one JSON document for scripts, the same in words for people. */
export interface Outcome {
  readonly data: object;
  /** Lines for people; empty where there is nothing worth saying. */
  readonly text: string;
  /** 0 where left out. */
  readonly exit?: ExitCode;
}
