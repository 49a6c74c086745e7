/**
 * The bare transport that Cairn's is measured against, its server's side: Fastify takes any body and throws it away, and
 * gives any number of bytes from a file. Prints its port. `node bench/network/bare.ts FILE`
 */

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import Fastify from 'fastify';

const file = process.argv[2] ?? '';
const app = Fastify({ bodyLimit: 2 ** 40 });
app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
app.post('/up', async (request) => {
  let bytes = 0;
  const body = request.body as NodeJS.ReadableStream;
  body.on('data', (piece: Buffer) => {
    bytes += piece.length;
  });
  await once(body, 'end');
  return { bytes };
});
app.get('/down', (_request, reply) => {
  return reply.type('application/octet-stream').send(createReadStream(file, { highWaterMark: 1024 * 1024 }));
});
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
