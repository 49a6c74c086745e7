/** Answers of a studio that are no JSON. */
import { CairnError } from '../errors.ts';
import type { Answer } from './http.ts';

/** @throws {CairnError} studio-garbage where the answer is of another media type. */
export function requireType(url: string, answer: Answer, wanted: string): void {
  const type = String(answer.headers['content-type']);
  if (type.startsWith(wanted)) return;
  // A body nobody reads would keep its connection; destroying it is no failure of its own.
  answer.body.on('error', () => {});
  answer.body.destroy();
  throw new CairnError('studio-garbage', `What answers at ${url} does not speak Cairn's protocol.`, {
    url,
    type,
  });
}

/** What reading the studio's bytes fails with, as a code. */
export function decode<T>(url: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CairnError) throw error;
    throw new CairnError(
      'studio-garbage',
      `The studio ${url} sent something Cairn cannot read.`,
      { url },
      error,
    );
  }
}
