/** Requests of one connection that do not wait for each other's answers. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Every answer closes when its connection does. Node tells so before version 24 only to the answer that was being written: whoever
 * sent more requests behind it and hung up would have had the others counted as in work for ever. Must be called before the server listens.
 */
export function closeWithConnection(server: Server): void {
  const openOf = new WeakMap<Socket, Set<ServerResponse>>();
  server.on('connection', (socket: Socket) => {
    const open = new Set<ServerResponse>();
    openOf.set(socket, open);
    // After Node's own turn, which closes those that it knows.
    socket.once('close', () => {
      setImmediate(() => {
        for (const answer of open) answer.emit('close');
      });
    });
  });
  server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
    const open = openOf.get(socket);
    open?.add(answer);
    answer.once('close', () => open?.delete(answer));
  });
}
