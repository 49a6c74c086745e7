/** Listening: at an address, or at each that `localhost` has, which may be one of IPv4 and one of IPv6. */
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** What says that this machine has no such address, though the name has. */
const NO_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** Where to listen for a host: itself, or all addresses of `localhost`, which programs on this machine may try in any order. */
export async function addressesOf(host: string): Promise<readonly string[]> {
  if (host !== 'localhost') return [host];
  const found = await lookup(host, { all: true });
  return [...new Set(found.map(({ address }) => address))];
}

/**
 * Listens at all of these, on one port. Connections of all are those of one server, so that one bound holds for them, and they
 * are answered, timed and ended alike. Before the application is ready.
 * @param addresses the first must be there; of the others, those that this machine has
 * @param port 0 takes a free one
 */
export async function listen(
  app: FastifyInstance,
  [first = 'localhost', ...others]: readonly string[],
  port: number,
): Promise<void> {
  const doors: Server[] = [];
  app.addHook('preClose', async () => {
    for (const door of doors) door.close();
  });
  // Their connections are ended with those of the application's server, and waited for as they are.
  app.addHook('onClose', async () => {
    await Promise.all(doors.map(ended));
  });
  await app.listen({ host: first, port });
  const address = app.server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  for (const host of others) {
    const door = await openDoor(app, host, taken);
    if (door) doors.push(door);
  }
}

async function openDoor(app: FastifyInstance, host: string, port: number): Promise<Server | undefined> {
  // As a server of HTTP has its connections.
  const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    app.server.emit('connection', socket),
  );
  try {
    await once(door.listen({ host, port }), 'listening');
  } catch (error) {
    if (NO_ADDRESS.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  app.log.info({ host, port }, 'Listening here, too');
  return door;
}

/** Also of one that could not be told to close any more, because it has. */
async function ended(door: Server): Promise<void> {
  await new Promise<void>((resolve) => door.close(() => resolve()));
}
