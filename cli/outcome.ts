import type { ExitCode } from './exitCodes.ts';

/** What a command came to: one JSON document for scripts, the same in words for people. */
export interface Outcome {
  /** Left out where standard output holds something else. */
  readonly data?: object;
  /** Lines for people; empty where there is nothing worth saying. Of what may be long, made only where it is shown. */
  readonly text: string | (() => string);
  /** The text is what was asked for, so that `--quiet` prints it too. */
  readonly answer?: boolean;
  /** 0 where left out. */
  readonly exit?: ExitCode;
}

export const textOf = ({ text }: Outcome): string => (typeof text === 'string' ? text : text());
