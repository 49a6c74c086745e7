/** How many connections there are, of all and from one address, so that nobody can take them all. */
import type { Server } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { TOO_MANY_CONNECTIONS } from '../refusals.ts';
import { networkOf } from './network.ts';
import { family, ranges } from './ranges.ts';

export interface ConnectionLimits {
  readonly most: number;
  /** From one address, of IPv6 one network of 64 bits. Never more than half of all. */
  readonly mostOfOne: number;
  /** Addresses and ranges of proxies, behind which many people are: of all only. */
  readonly proxies: readonly string[];
}

export function boundConnections(server: Server, { most, mostOfOne, proxies }: ConnectionLimits): void {
  const limit = Math.max(1, Math.min(mostOfOne, Math.floor(most / 2)));
  const trusted = ranges(proxies);
  const counts = new Map<string, number>();
  let all = 0;
  // Not by the server's own bound, which knows only what came in by its own door (listening.ts).
  server.on('connection', (socket: Socket) => {
    if (all >= most) {
      socket.destroy();
      return;
    }
    all++;
    socket.once('close', () => all--);
    const address = socket.remoteAddress ?? '';
    if (isIP(address) !== 0 && trusted.check(address, family(address))) return;
    const network = networkOf(address);
    const count = counts.get(network) ?? 0;
    if (count >= limit) {
      // Best effort: who has sent something already hears nothing but the end.
      socket.end(TOO_MANY_CONNECTIONS);
      // Not waited for: whoever floods need not close.
      socket.destroySoon();
      return;
    }
    counts.set(network, count + 1);
    socket.once('close', () => {
      const left = (counts.get(network) ?? 1) - 1;
      if (left > 0) counts.set(network, left);
      else counts.delete(network);
    });
  });
}
