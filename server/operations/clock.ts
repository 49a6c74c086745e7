/**
 * Whether the clock may be believed where something is removed for good because of it. A machine that starts with a wrong one, or is
 * told a wrong time, would purge all trash at once: after a leap ahead there is a day to mend it.
 */
import { z } from 'zod';
import type { Studio } from '../studio.ts';

const KEY = 'clock';
const DAY_MS = 86_400_000;
/** UTC milliseconds: the last look, and from when on the clock is believed again. */
const LOOK = z.object({ seen: z.number(), from: z.number() });

/** Notes this look. @returns milliseconds that are still to be waited */
export async function holdOff({ metadata, now }: Pick<Studio, 'metadata' | 'now'>): Promise<number> {
  const at = now();
  return metadata.transaction(async (tx) => {
    const row = await tx.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst();
    const last = row && LOOK.parse(JSON.parse(row.value));
    const leapt = last !== undefined && at - last.seen > DAY_MS;
    // Further away than a day it was said by a clock that has been set back since.
    const said = last && last.from <= at + DAY_MS ? last.from : 0;
    const from = leapt ? at + DAY_MS : said;
    const value = JSON.stringify({ seen: at, from });
    await tx
      .insertInto('setting')
      .values({ key: KEY, value })
      .onConflict((c) => c.column('key').doUpdateSet({ value }))
      .execute();
    return Math.max(0, from - at);
  });
}
