/** Upload and download of content that nothing compresses: over loopback against a bare stream, and over a long line. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Media } from '../data/media.ts';
import { writeAsset } from '../data/write.ts';
import { type Child, startChild } from '../network/child.ts';
import { bareDownload, bareUpload } from '../network/transfer.ts';
import { bytesBelow } from '../run/files.ts';
import type { CairnRepository } from '../systems/cairn.ts';
import type { Case, Context } from './context.ts';

const MIB = 2 ** 20;
const BYTES = { small: 128 * MIB, medium: 512 * MIB, large: 1024 * MIB } as const;
const NETWORK = resolve(import.meta.dirname, '..', 'network');
const BITS = 1e9;
const ROUND_TRIP = 100;

interface Way {
  readonly testCase: string;
  /** A port through which `port` is reached. */
  open(port: number): Promise<{ readonly port: number; end(): Promise<void> }>;
}

const DIRECT: Way = { testCase: 'loopback', open: async (port) => ({ port, end: async () => undefined }) };
const LONG: Way = {
  testCase: 'longlink',
  open: (port) => startChild(join(NETWORK, 'proxy.ts'), String(port), String(BITS), String(ROUND_TRIP)),
};

/** Records what arrives in a second, of the plain bytes: they do not compress, so that nothing else travels. */
function speeds({ recorder }: Context, way: Way, system: string, bytes: number) {
  const take = recorder.of(way.testCase, `${Math.round(bytes / MIB)} MiB`, system);
  return (metric: string, seconds: number) => take(metric, 'bytes/s', bytes / seconds);
}

async function bare(context: Context, way: Way, file: string, bytes: number): Promise<void> {
  const server = await startChild(join(NETWORK, 'bare.ts'), file);
  let line: Awaited<ReturnType<Way['open']>> | undefined;
  try {
    line = await way.open(server.port);
    context.settle();
    const add = speeds(context, way, 'bare stream', bytes);
    add('upload', await bareUpload(line.port, file));
    add('download', await bareDownload(line.port));
  } finally {
    await line?.end();
    await server.end();
  }
}

/** A member who joins gets the content of shared collections; working files are not written. */
async function ownTransfer(
  context: Context,
  way: Way,
  repository: CairnRepository,
  bytes: number,
): Promise<void> {
  const line: Pick<Child, 'port' | 'end'> = await way.open(repository.studio.port);
  const url = `http://127.0.0.1:${line.port}`;
  const add = speeds(context, way, 'cairn', bytes);
  try {
    await repository.studio.login(url);
    await repository.cairn('publish', url);
    await repository.cairn('track', '.');
    context.settle();
    const sent = await repository.send();
    if ((sent.bytes ?? 0) < bytes) throw new Error(`Only ${sent.bytes} bytes were sent`);
    add('upload', sent.seconds);
    const joined = join(repository.folder, '..', 'joined');
    context.settle();
    const { seconds } = await repository.studio.run('clone', `${url}/bench`, joined);
    if (bytesBelow(join(joined, '.cairn')) < bytes) throw new Error('Not all content came down');
    if (existsSync(join(joined, 'media'))) throw new Error('Working files were written');
    add('download', seconds);
  } finally {
    await line.end();
  }
}

async function measureWay(context: Context, way: Way): Promise<void> {
  const bytes = BYTES[context.size];
  for (let round = 0; round < context.rounds; round++) {
    const home = context.folder(way.testCase);
    const repository = await context.cairn.openUnpublished(home);
    try {
      await repository.cairn('mkdir', 'media', '--shared');
      const media = new Media('media/take.mp4', `transfer ${round}`, bytes);
      writeAsset(repository.folder, media);
      await bare(context, way, join(repository.folder, media.path), bytes);
      await ownTransfer(context, way, repository, bytes);
    } finally {
      await repository.close();
      context.discard(home);
    }
  }
}

export const loopback: Case = {
  name: DIRECT.testCase,
  about: 'sync over loopback against a bare Fastify and undici stream of the same bytes',
  run: (context) => measureWay(context, DIRECT),
};

export const longlink: Case = {
  name: LONG.testCase,
  about: 'sync over an emulated line of 1 Gbit/s with a round trip of 100 ms',
  run: (context) => measureWay(context, LONG),
};
