/** What became of several things, in one message. Pure. */
import type { Refused } from '../../engine/api.ts';
import type { Translate } from '../../engine/domain/said.ts';
import { explain, explainRefusal } from '../messages.ts';
import type { Several } from './several.ts';

/** Reasons that a message has room for; the log has all. */
const MOST_REASONS = 2;

/** Null where all was done: the views show it. */
export function severalWords({ done, refused, left, stopped }: Several, t: Translate): string | null {
  const all = done + refused.length + left;
  if (done === all) return null;
  const reasons = [...reasonsOf(refused, t), ...(stopped === null ? [] : [stopWords(stopped, left, t)])];
  if (all === 1) return reasons.join(' ');
  const sum =
    done === 0
      ? t('None of {0} was done.', all)
      : done === 1
        ? t('1 of {0} was done, the rest is as it was.', all)
        : t('{0} of {1} were done, the rest is as it was.', done, all);
  return [sum, ...reasons].join(' ');
}

const stopWords = (error: NonNullable<Several['stopped']>, left: number, t: Translate): string => {
  const why = explain(error, t).text;
  return left > 1 ? t('{0} were not tried: {1}', left, why) : why;
};

/** Each reason once, with the first that it is told of. */
function reasonsOf(refused: readonly Refused[], t: Translate): string[] {
  const byCode = Map.groupBy(refused, ({ code, said, message }) => `${code} ${said?.template ?? message}`);
  const told = [...byCode.values()].slice(0, MOST_REASONS).map((alike) => {
    const [first] = alike as [Refused];
    const text = explainRefusal(first, t);
    const why = text.includes(first.path) ? text : t('{0}: {1}', first.path, text);
    return alike.length === 1 ? why : t('{0} (and {1} more like it)', why, alike.length - 1);
  });
  const rest = [...byCode.values()].slice(MOST_REASONS).reduce((sum, { length }) => sum + length, 0);
  if (rest === 0) return told;
  return [...told, rest === 1 ? t('1 more for another reason.') : t('{0} more for other reasons.', rest)];
}
