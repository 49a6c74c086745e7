/**
 * Makes what is written durable while it is written: the disk begins with one stretch while the next is copied to the system, which
 * takes as long where memory is slow to get. At most one flush runs ahead; the last one begins when all is written.
 *
 * Nothing is under way when this ends, however it ends: the file may be closed then.
 * @param write hands over a stretch; false once there is no more.
 * @throws what either failed with. A disk tells once that it has lost something, so a flush ahead that failed counts also where a later
 * one would not.
 */
export async function flushAlong(write: () => Promise<boolean>, flush: () => Promise<void>): Promise<void> {
  let ahead: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  const flushAhead = async () => {
    try {
      await flush();
    } catch (error) {
      failure ??= { error };
    } finally {
      ahead = undefined;
    }
  };
  try {
    while ((await write()) && !failure) ahead ??= flushAhead();
  } finally {
    await ahead;
  }
  if (failure) throw failure.error;
  await flush();
}
