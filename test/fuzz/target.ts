/** What is fuzzed: a decoder, valid input to start from, and which errors it may answer with. */

export interface Target {
  readonly name: string;
  /** Inputs in one run of the test suite. */
  readonly runs: number;
  /** Valid inputs, which mutations start from. */
  samples(): Promise<readonly Uint8Array[]> | readonly Uint8Array[];
  /** Decodes as the product does. Returns, or throws one of the errors that {@link isExpected} knows. */
  decode(input: Uint8Array): unknown;
  isExpected(error: unknown): boolean;
  /** Bytes that decoding a small input may take at most, where it is more than {@link MEMORY}. */
  readonly memory?: number;
  close?(): Promise<void> | void;
}

/** Bytes that decoding may take beside a multiple of its input. */
export const MEMORY = 24 * 1024 * 1024;

/** An error that is told by a code: a class of the product's, with text for people. */
export const hasCode =
  (...codes: readonly string[]) =>
  (error: unknown): boolean => {
    if (!(error instanceof Error)) return false;
    const { code } = error as { code?: unknown };
    return typeof code === 'string' && codes.includes(code) && error.message.length > 10;
  };

export const utf8 = (input: Uint8Array): string => Buffer.from(input).toString('utf8');
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');
export const jsonOf = (value: unknown): Buffer => bytesOf(JSON.stringify(value));

/** What JSON the bytes are; undefined where they are none. */
export function asJson(input: Uint8Array): unknown {
  try {
    return JSON.parse(utf8(input));
  } catch {
    return undefined;
  }
}
