/** What long commands say while they run: a line for each part, and within one now and then how much there is. */
export type Say = (line: string) => void;

export const silent: Say = () => undefined;

const TELL_EVERY_MS = 5_000;

/** Says at most every five seconds how many bytes of the part named `what` are done, and how fast. */
export function tellBytes(say: Say, what: string, now: () => number = () => performance.now()) {
  const began = now();
  let [all, last] = [0, began];
  return (bytes: number): void => {
    all += bytes;
    const time = now();
    if (time - last < TELL_EVERY_MS) return;
    last = time;
    say(`${what}: ${megabytes(all)}, ${megabytes((all * 1_000) / (time - began))}/s`);
  };
}

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
