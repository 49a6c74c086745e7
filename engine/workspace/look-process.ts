/**
 * A process that looks at the disk with many threads of its own. Those of Node's pool wait for all in a process: four
 * that hang on a drive would hold up the editor's other extensions. Worker threads take as much memory for four as it
 * takes for 64, and longer to start than most folders take to be looked at.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import { threadProgram } from '../content/program.ts';
import { CairnError } from '../errors.ts';
import type { LookAnswer, LookQuestion } from './look-child.ts';
import type { Crew, Question } from './looks.ts';

/** Calls at the same time: as many as a mount of NFS or SMB has room for. */
const THREADS = 64;
/** A few more than its threads take, so that none has to wait for us. */
const MOST_QUESTIONS = 8;

interface Asked {
  readonly question: Question;
  readonly resolve: (isAnswered: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export const startLooking = (): ChildProcess => {
  const program = threadProgram(import.meta.filename, 'look-child.ts', 'look.cjs');
  return fork(program, {
    // It stands in nobody's way: a folder that a process is in cannot be removed everywhere.
    cwd: dirname(program),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: String(THREADS) },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
};

export class LookProcess implements Crew {
  readonly size = MOST_QUESTIONS;
  readonly #child: ChildProcess | undefined;
  readonly #asked = new Map<number, Asked>();
  #count = 0;
  #isOver = false;

  /** @param start starts the program of {@link LookQuestion}. */
  constructor(start = startLooking) {
    try {
      this.#child = start();
    } catch {
      this.#isOver = true;
      return;
    }
    const end = (): void => this.#end((asked) => asked.resolve(false));
    this.#child.on('message', (answer: LookAnswer) => this.#answered(answer));
    this.#child.on('error', end);
    this.#child.on('disconnect', end);
  }

  ask(question: Question): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false);
    const { about, folder, paths } = question;
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { question, resolve, reject });
      // Where that fails, an event says so.
      this.#child?.send({ id, about, folder, paths } satisfies LookQuestion, () => {});
    });
  }

  close(): void {
    this.#end((asked) => asked.reject(new CairnError('cancelled', 'Cancelled')));
    // Not even its end is waited for.
    this.#child?.kill('SIGKILL');
    this.#child?.unref();
    if (this.#child?.connected) this.#child.disconnect();
  }

  /** Why it cannot go on does not matter: whoever asked then looks itself. */
  #end(tell: (asked: Asked) => void): void {
    this.#isOver = true;
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const one of asked) tell(one);
  }

  #answered({ id, found }: LookAnswer): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    this.#asked.delete(id);
    const { tell } = asked.question as { tell: (index: number, one: (typeof found)[number]) => void };
    try {
      for (const [index, one] of found.entries()) tell(index, one);
      asked.resolve(true);
    } catch (error) {
      asked.reject(error);
    }
  }
}
