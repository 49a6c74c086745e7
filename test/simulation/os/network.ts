/**
 * The network between simulated programs: connections whose bytes take time, and on which requests go wrong. HTTP on
 * both ends is the real one.
 */
import type { Server } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { Duplex } from 'node:stream';
import type { World } from './clock.ts';
import { type Program, running, type Task } from './program.ts';

const require = createRequire(import.meta.url);

/** What goes wrong with one request. */
export type NetworkFault =
  | { readonly kind: 'lost-request' }
  | { readonly kind: 'lost-response' }
  /** The studio gets it again so many milliseconds after its answer. */
  | { readonly kind: 'duplicate'; readonly after: number }
  | { readonly kind: 'delay'; readonly by: number }
  | { readonly kind: 'cut-up'; readonly at: number }
  | { readonly kind: 'cut-down'; readonly at: number };

export interface Listener {
  readonly server: Server;
  readonly program: Program;
  readonly task: Task;
}

export interface NetworkWorld extends World {
  /** Connections that servers have open, also those of programs that were killed. */
  readonly accepted: Set<Duplex>;
  /** What answers, or undefined while nothing does. */
  readonly listener: () => Listener | undefined;
  /** The fault for a request, if it has one. */
  readonly faultFor: (program: Program, line: string) => NetworkFault | undefined;
  readonly onConnect: (program: Program, task: Task) => void;
  readonly onRequest: (program: Program, task: Task, line: string, bytes: number) => void;
}

const NEAREST = 0.5;
const FARTHEST = 25;

const broken = (code: string) => Object.assign(new Error(`read ${code}`), { code, syscall: 'read' });

/** One end of a connection. */
class End extends Duplex {
  readonly remoteAddress = '10.0.0.1';
  readonly remotePort = 1;
  readonly encrypted = false;
  send: (bytes: Buffer | null) => void = () => undefined;
  gone: () => void = () => undefined;

  constructor() {
    super({ allowHalfOpen: true });
    // Also before anybody has it, and after.
    this.on('error', () => undefined);
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.send(Buffer.from(bytes));
    done();
  }

  override _final(done: () => void): void {
    this.send(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.gone();
    done(error);
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function accept({ accepted }: NetworkWorld, server: Server, end: End): void {
  accepted.add(end);
  end.once('close', () => accepted.delete(end));
  server.emit('connection', end);
}

/**
 * Lets go of the connections that a killed server never closed: what reads their requests is kept by the runtime, and
 * keeps all that the server had in memory.
 */
export function release(accepted: Iterable<Duplex & { parser?: { close(): void } | null }>): void {
  for (const { parser } of accepted) parser?.close();
}

/** A connection from a program to whatever listens. */
class Connection {
  readonly client = new End();
  readonly #studio = new End();
  readonly #world: NetworkWorld;
  readonly #caller: { readonly program: Program; readonly task: Task };
  #listener: Listener | undefined;
  #fault: NetworkFault | undefined;
  #phase: 'idle' | 'request' | 'response' = 'idle';
  #sent: Buffer[] = [];
  #up = 0;
  #down = 0;
  /** Until when bytes in a direction are under way: later ones do not overtake. */
  readonly #arrival = { up: 0, down: 0 };
  #ended = false;

  constructor(world: NetworkWorld, caller: { readonly program: Program; readonly task: Task }) {
    this.#world = world;
    this.#caller = caller;
    this.client.send = (bytes) => this.#fromClient(bytes);
    this.client.gone = () => this.#break('studio');
    this.#studio.send = (bytes) => this.#fromStudio(bytes);
    this.#studio.gone = () => this.#break('client');
    const end = () => this.#reset();
    caller.program.hangUp.add(end);
    this.client.once('close', () => caller.program.hangUp.delete(end));
    this.#later('client', this.#latency(), 'connect', () => this.#open(end));
  }

  #open(end: () => void): void {
    const listener = this.#world.listener();
    if (!listener?.program.alive) {
      const { message } = broken('ECONNREFUSED');
      this.client.destroy(Object.assign(new Error(message), { code: 'ECONNREFUSED', syscall: 'connect' }));
      return;
    }
    this.#listener = listener;
    listener.program.hangUp.add(end);
    this.#studio.once('close', () => listener.program.hangUp.delete(end));
    this.#later('studio', 0, 'accept', () => accept(this.#world, listener.server, this.#studio));
    this.#later('client', 0, 'connected', () => this.client.emit('connect'));
  }

  #latency(): number {
    return NEAREST + this.#caller.task.random.next() ** 3 * FARTHEST;
  }

  #later(who: 'client' | 'studio', after: number, label: string, run: () => void): void {
    const side = who === 'client' ? this.#caller : this.#listener;
    this.#world.kernel.scheduleFor(side?.program, side?.task, after, label, run);
  }

  /** Bytes arrive in the order in which they were sent. */
  #travel(way: 'up' | 'down', extra: number, label: string, run: () => void): void {
    const { now } = this.#world.kernel;
    const at = Math.max(this.#arrival[way], now + this.#latency() + extra);
    this.#arrival[way] = at;
    this.#later(way === 'up' ? 'studio' : 'client', at - now, label, run);
  }

  #fromClient(bytes: Buffer | null): void {
    if (this.#ended) return;
    if (bytes && this.#phase !== 'request') this.#begin(bytes);
    if (bytes) this.#sent.push(bytes);
    const before = this.#up;
    this.#up += bytes?.length ?? 0;
    const fault = this.#fault;
    if (fault?.kind === 'lost-request') return this.#travel('up', 0, 'lost', () => this.#reset());
    if (fault?.kind === 'cut-up' && this.#up > fault.at) {
      const rest = bytes?.subarray(0, Math.max(0, fault.at - before)) ?? null;
      this.#travel('up', 0, 'cut', () => {
        if (rest) this.#studio.push(rest);
        this.#later('studio', 1, 'reset', () => this.#reset());
      });
      return;
    }
    const extra = fault?.kind === 'delay' && before === 0 ? fault.by : 0;
    this.#travel('up', extra, `up ${bytes?.length ?? 'end'}`, () => this.#studio.push(bytes));
  }

  #begin(bytes: Buffer): void {
    const { program, task } = this.#caller;
    const line = bytes.subarray(0, 200).toString('latin1').split('\r\n', 1)[0] ?? '';
    this.#phase = 'request';
    this.#sent = [];
    this.#up = 0;
    this.#down = 0;
    this.#fault = this.#world.faultFor(program, line);
    this.#world.onRequest(program, task, line, bytes.length);
  }

  #fromStudio(bytes: Buffer | null): void {
    if (this.#ended) return;
    const fault = this.#fault;
    if (bytes && this.#phase === 'request') this.#answering(fault);
    const before = this.#down;
    this.#down += bytes?.length ?? 0;
    if (fault?.kind === 'lost-response') return this.#travel('down', 0, 'lost', () => this.#reset());
    if (fault?.kind === 'cut-down' && this.#down > fault.at) {
      const rest = bytes?.subarray(0, Math.max(0, fault.at - before)) ?? null;
      this.#travel('down', 0, 'cut', () => {
        if (rest) this.client.push(rest);
        this.#later('client', 1, 'reset', () => this.#reset());
      });
      return;
    }
    this.#travel('down', 0, `down ${bytes?.length ?? 'end'}`, () => this.client.push(bytes));
  }

  #answering(fault: NetworkFault | undefined): void {
    this.#phase = 'response';
    if (fault?.kind === 'duplicate') this.#repeat(this.#sent, fault.after);
  }

  /** The studio hears it once more, and nobody its answer. */
  #repeat(parts: readonly Buffer[], after: number): void {
    this.#world.kernel.scheduleFor(undefined, undefined, after, 'repeat', () => {
      const listener = this.#world.listener();
      if (!listener?.program.alive) return;
      const end = new End();
      const hangUp = () => end.destroy();
      listener.program.hangUp.add(hangUp);
      end.once('close', () => listener.program.hangUp.delete(hangUp));
      running.run(listener, () => {
        accept(this.#world, listener.server, end);
        for (const part of parts) end.push(part);
      });
    });
  }

  /** One end was closed: the other hears of it. */
  #break(who: 'client' | 'studio'): void {
    if (this.#ended) return;
    this.#ended = true;
    const other = who === 'client' ? this.client : this.#studio;
    this.#later(who, this.#latency(), 'reset', () => other.destroy(broken('ECONNRESET')));
  }

  #reset(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#later('client', 0, 'reset', () => this.client.destroy(broken('ECONNRESET')));
    this.#later('studio', 0, 'reset', () => this.#studio.destroy(broken('ECONNRESET')));
  }
}

/** @param current the simulation that is under way. */
export function replaceNetwork(current: () => NetworkWorld | undefined): void {
  const net = require('node:net') as { connect: (...args: unknown[]) => unknown };
  const real = net.connect;
  net.connect = (...args) => {
    const [world, caller] = [current(), running.getStore()];
    if (!world || !caller) return real(...args);
    caller.task.connections++;
    world.onConnect(caller.program, caller.task);
    return new Connection(world, caller).client;
  };
  syncBuiltinESMExports();
}
