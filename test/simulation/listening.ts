/** What is told of a run as it goes. */

import type { MachineName, WindowName } from './cast.ts';
import type { NetworkFault } from './os/network.ts';
import type { Effect, Task } from './os/program.ts';

export interface Listening {
  /** A fault took effect. */
  onFault(what: string): void;
  /** @param task what the effect belongs to. */
  onEffect(window: WindowName, task: string, effect: Effect, target: string, other?: string): void;
  onConnect(program: string, task: Task): void;
  onRequest(program: string, task: string, line: string, bytes: number): void;
  onError(error: unknown): void;
  /** One of a project's methods is called. */
  onCall(name: string): void;
  /** Something happened after which what is stored must make sense. */
  onOpened(name: WindowName | 'studio'): void;
  /** The files in this folder are about to be replaced. */
  onEnd(folder: string): void;
}

/** Hears of errors and of nothing else. */
export function onlyErrors(onError: (error: unknown) => void): Listening {
  const nothing = () => undefined;
  return {
    onFault: nothing,
    onEffect: nothing,
    onConnect: nothing,
    onRequest: nothing,
    onOpened: nothing,
    onEnd: nothing,
    onCall: nothing,
    onError,
  };
}

/** A fault that waits for a request. */
export interface Armed {
  readonly who: MachineName;
  readonly line: string;
  readonly fault: NetworkFault;
}
