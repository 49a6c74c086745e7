/** Makes a failing plan smaller: pieces are left out for as long as it still fails the same way. */

/**
 * @param wanted the failure that counts.
 * @param fails what a plan fails with, if it does.
 * @param goOn whether there is time for another try.
 */
export async function shrink<T>(
  plan: readonly T[],
  wanted: string,
  fails: (plan: readonly T[]) => Promise<string | undefined>,
  goOn: () => boolean,
): Promise<readonly T[]> {
  let best = plan;
  for (let size = Math.ceil(plan.length / 2); size >= 1 && goOn(); ) {
    let smaller = false;
    for (let start = best.length - (best.length % size || size); start >= 0 && goOn(); start -= size) {
      const rest = [...best.slice(0, start), ...best.slice(start + size)];
      if ((await fails(rest)) !== wanted) continue;
      best = rest;
      smaller = true;
    }
    if (!smaller || size > best.length) size = size === 1 ? 0 : Math.min(Math.ceil(size / 2), best.length);
  }
  return best;
}
