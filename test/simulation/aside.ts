/**
 * Few rows are applied as very many are, now and then: through a connection of their own, giving way in between. Only where a
 * project file has one window: the wait of another one for the lock takes real time, in which nothing else would happen.
 */
import { TurnTaker } from '../../engine/content/pace.ts';
import { Staging } from '../../engine/project/staging.ts';
import { running } from './os/program.ts';
import type { Random } from './random.ts';

const ONE_IN = 3;

/** @returns what puts things back */
export function applyAside(dice: Random): () => void {
  const isMet = () => {
    const name = running.getStore()?.program.machine.name;
    return (name === 'ann' || name === 'cas' || name === 'dan') && dice.below(ONE_IN) === 0;
  };
  const undo = [over(Staging.prototype, 'isLarge', isMet), over(TurnTaker.prototype, 'due', isMet)];
  return () => {
    for (const one of undo) one();
  };
}

function over<T extends object>(prototype: T, name: keyof T & string, isMet: () => boolean): () => void {
  const before = Object.getOwnPropertyDescriptor(prototype, name);
  if (!before?.get) throw new Error(`${name} is not computed any more`);
  const { get } = before;
  Object.defineProperty(prototype, name, {
    ...before,
    get(this: T) {
      return isMet() || (get.call(this) as boolean);
    },
  });
  return () => Object.defineProperty(prototype, name, before);
}
