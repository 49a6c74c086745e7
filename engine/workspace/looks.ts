/**
 * Many looks at the disk. On a disk of this machine a call takes microseconds, and one after the other is as fast as it
 * gets. On a network share each waits for an answer from elsewhere, and those that wait at the same time wait once.
 */
import { TurnTaker, throwIfAborted } from '../content/pace.ts';
import { type Failed, type Name, namesIn, onDisk, type Seen, seenAt } from './look.ts';
import { LookProcess } from './look-process.ts';

/** What is asked of the disk at once. Each path is told of once, in whichever order. */
export type Question =
  | {
      readonly about: 'folders';
      /** Absolute. */
      readonly folder: string;
      /** In there; '' is the folder itself. */
      readonly paths: readonly string[];
      readonly tell: (index: number, names: readonly Name[] | Failed) => void;
    }
  | {
      readonly about: 'files';
      readonly folder: string;
      readonly paths: readonly string[];
      readonly tell: (index: number, seen: Seen) => void;
    };

/** How many of those that wait are to be in a question. */
export type Share = Readonly<Record<Question['about'], (waiting: number) => number>>;

export interface Questions {
  /** Undefined where there are none, or none until one that was asked is answered. What it answers does not depend on `share`. */
  next(share: Share): Question | undefined;
}

/** Those who look at the same time. */
export interface Crew {
  /** In questions. */
  readonly size: number;
  /**
   * At most {@link size} are asked at a time. False where it cannot be answered.
   * @throws what `tell` throws; {CairnError} `cancelled` where it is closed meanwhile.
   */
  ask(question: Question): Promise<boolean>;
  /** Waits for nobody: a disk may hang. */
  close(): void;
}

export interface LookingDisk {
  readonly namesIn: typeof namesIn;
  readonly seenAt: typeof seenAt;
  /** Microseconds by a clock that is never set. */
  readonly clock: () => number;
  readonly crew: () => Crew;
}

export const lookingDisk: LookingDisk = {
  namesIn,
  seenAt,
  // `performance` would have most of node:perf_hooks loaded: see `hasPassed`.
  clock: () => {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1e6 + nanoseconds / 1e3;
  },
  crew: () => new LookProcess(),
};

/** Between two looks at the clock. */
const ALONE: Share = { folders: () => 1, files: () => 16 };

/** So that all have something to do, and nobody is given much when little is left. */
const together = (size: number): Share => ({
  folders: (waiting) => Math.min(8, Math.ceil(waiting / size)),
  files: (waiting) => Math.min(32, Math.max(4, Math.ceil(waiting / size))),
});

/** Microseconds: a look that takes longer waits for somebody else. See docs/working-files.md, "Slow disks". */
const QUICK = 100;
/** Looking together takes more of the processors: slow questions in a row from which on it is worth that. */
const ENOUGH = 8;
/** Quick questions that take back a slow one. */
const TAKE_BACK = 3;

/**
 * How slow a disk has been, after one more question. How long a question took beyond {@link QUICK} does not matter: a
 * busy machine stops a program for many milliseconds between quick ones, and a disk that has to spin up is slow once.
 */
export const slowness = (before: number, looks: number, microseconds: number): number =>
  microseconds > looks * QUICK ? before + TAKE_BACK : Math.max(0, before - 1);

export const isSlow = (soFar: number): boolean => soFar >= ENOUGH * TAKE_BACK;

/**
 * Asks until nothing is left to ask. Lets the event loop turn.
 * @throws {CairnError} `cancelled`, and what is thrown where an answer is told.
 */
export async function askAll(
  questions: Questions,
  signal?: AbortSignal,
  disk: LookingDisk = lookingDisk,
): Promise<void> {
  const turns = new TurnTaker();
  let soFar = 0;
  for (let asked = questions.next(ALONE); asked; asked = questions.next(ALONE)) {
    const { looks, microseconds } = answer(asked, disk);
    soFar = slowness(soFar, looks, microseconds);
    if (isSlow(soFar)) return askTogether(questions, signal, disk);
    if (turns.due) await turns.take(signal);
  }
}

/** A folder of so many names takes as long as a look more. */
const NAMES_A_LOOK = 32;

/** Answers here and now. @returns how long the disk took. */
function answer(
  question: Question,
  { namesIn, seenAt, clock }: LookingDisk,
): { readonly looks: number; readonly microseconds: number } {
  const since = clock();
  if (question.about === 'files') {
    const { folder, paths, tell } = question;
    for (let index = 0; index < paths.length; index++) tell(index, seenAt(`${folder}/${paths[index]}`));
    return { looks: paths.length, microseconds: clock() - since };
  }
  const found = question.paths.map((path) => namesIn(onDisk(question.folder, path)));
  const microseconds = clock() - since;
  let looks = found.length;
  for (const [index, names] of found.entries()) {
    if (!('errno' in names)) looks += names.length / NAMES_A_LOOK;
    question.tell(index, names);
  }
  return { looks, microseconds };
}

async function askTogether(
  questions: Questions,
  signal: AbortSignal | undefined,
  disk: LookingDisk,
): Promise<void> {
  throwIfAborted(signal);
  const turns = new TurnTaker();
  const crew = disk.crew();
  const share = together(crew.size);
  const busy = new Set<Promise<void>>();
  const ask = async (question: Question): Promise<void> => {
    const isAnswered = await crew.ask(question);
    throwIfAborted(signal);
    if (isAnswered) return;
    answer(question, disk);
    await turns.take(signal);
  };
  const stop = (): void => crew.close();
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      while (busy.size < crew.size) {
        const question = questions.next(share);
        if (!question) break;
        const asking = ask(question).finally(() => busy.delete(asking));
        busy.add(asking);
      }
      if (busy.size === 0) return;
      await Promise.race(busy);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    crew.close();
  }
}
