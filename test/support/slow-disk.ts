import { namesIn, onDisk, seenAt } from '../../engine/workspace/look.ts';
import type { Crew, LookingDisk, Question } from '../../engine/workspace/looks.ts';

interface Options {
  /** How many look at the same time. */
  readonly size?: number;
  /** What the disk answers. */
  readonly look?: Pick<LookingDisk, 'namesIn' | 'seenAt'>;
  /** Waits until a question is answered; false where nobody can. */
  readonly turn?: () => Promise<boolean>;
}

/** A disk on which each call takes as long as one likes, by a clock of its own, and that counts who looks at it. */
export class SlowDisk implements LookingDisk {
  /** Calls one after the other, by whoever asks. */
  alone = 0;
  /** Of each question that was asked while others were: how many calls. */
  readonly together: number[] = [];
  /** Questions at the same time, at most. */
  most = 0;
  /** Crews that were not closed. */
  crews = 0;
  #inFlight = 0;
  #now = 0;
  readonly #took: (call: number) => number;
  readonly #options: Required<Options>;

  /** @param took microseconds of a call. */
  constructor(took: (call: number) => number, options: Options = {}) {
    this.#took = took;
    this.#options = { size: 16, look: { namesIn, seenAt }, turn: async () => true, ...options };
  }

  readonly clock = (): number => this.#now;

  readonly namesIn: LookingDisk['namesIn'] = (folder) => {
    this.#now += this.#took(this.alone++);
    return this.#options.look.namesIn(folder);
  };

  readonly seenAt: LookingDisk['seenAt'] = (path) => {
    this.#now += this.#took(this.alone++);
    return this.#options.look.seenAt(path);
  };

  readonly crew = (): Crew => {
    this.crews++;
    return {
      size: this.#options.size,
      ask: (question) => this.#ask(question),
      close: () => void this.crews--,
    };
  };

  async #ask(question: Question): Promise<boolean> {
    const { turn, look } = this.#options;
    this.most = Math.max(this.most, ++this.#inFlight);
    const isAnswered = await turn();
    this.#inFlight--;
    if (!isAnswered) return false;
    this.together.push(question.paths.length);
    for (const [index, path] of question.paths.entries()) {
      if (question.about === 'folders') question.tell(index, look.namesIn(onDisk(question.folder, path)));
      else question.tell(index, look.seenAt(onDisk(question.folder, path)));
    }
    return true;
  }
}
