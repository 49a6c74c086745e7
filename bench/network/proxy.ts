/**
 * A long line to a port of this machine: `node bench/network/proxy.ts TARGET-PORT BITS-PER-SECOND ROUND-TRIP-MS`.
 * Prints its own port. All connections share the line in both directions, fairly; each has a window as TCP has. A
 * process of its own, so that what is measured does not wait for it. Nothing is lost on this line: what is missing here
 * is a line that drops.
 */
import { connect, createServer, type Socket } from 'node:net';
import { Flow, Timeline } from './flow.ts';
import { Link } from './link.ts';

const [target, bits, roundTrip] = process.argv.slice(2).map(Number) as [number, number, number];
const shape = { bytesPerSecond: bits / 8, delay: roundTrip / 2 };
const up = new Link(shape);
const down = new Link(shape);
const queues = () => ({ arrivals: new Timeline(), acknowledgements: new Timeline() });
const [upward, downward] = [queues(), queues()];
const all = [...Object.values(upward), ...Object.values(downward)];
const flows = new Set<Flow>();
let ticking = false;

function wake(): void {
  if (ticking) return;
  ticking = true;
  setTimeout(tick, 1);
}

function tick(): void {
  ticking = false;
  const now = performance.now();
  for (const timeline of all) timeline.advance(now);
  // A segment of each in turn, until nobody can send more.
  for (let sent = true; sent; ) {
    sent = false;
    for (const flow of flows) sent = flow.pump(now) || sent;
  }
  if (all.some((timeline) => !timeline.empty) || [...flows].some(({ busy }) => busy)) wake();
}

function join(client: Socket): void {
  const server = connect({ port: target, host: '127.0.0.1' });
  const sockets = [client, server];
  for (const socket of sockets) socket.setNoDelay(true);
  const notBefore = performance.now() + roundTrip;
  const both = [
    new Flow(client, server, up, upward, notBefore, wake),
    new Flow(server, client, down, downward, notBefore, wake),
  ];
  for (const flow of both) flows.add(flow);
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
    for (const flow of both) flows.delete(flow);
  };
  for (const socket of sockets) socket.on('error', end);
  let open = sockets.length;
  for (const socket of sockets)
    socket.on('close', () => {
      open--;
      if (open === 0) end();
    });
}

const server = createServer({ allowHalfOpen: true }, join);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
