/** `serve`: runs the studio until it is told to stop. */
import type { AddressInfo } from 'node:net';
import { issueSetupToken, TOKENS_OF_MANY } from '../accounts/setup.ts';
import { buildApp } from '../app.ts';
import type { StudioConfig } from '../config.ts';
import { addressesOf, listen } from '../listening.ts';
import { Schedule } from '../operations/schedule.ts';
import type { Studio } from '../studio.ts';
import type { Streams } from './output.ts';
import { useStudio } from './use.ts';

/** Requests in flight get this long to finish. */
const GRACE_MS = 10_000;

function urlOf(address: AddressInfo | string | null, host: string): string {
  const port = typeof address === 'object' && address ? address.port : 0;
  const shown = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

/** Resolves with the exit code once the studio has stopped. */
export const serve = (config: StudioConfig, version: string, streams: Streams): Promise<number> =>
  useStudio(config, (studio) => run(studio, version, streams));

async function run(studio: Studio, version: string, streams: Streams): Promise<number> {
  const { config } = studio;
  const app = buildApp({ studio, version, log: streams.stderr });
  let schedule: Schedule | undefined;
  try {
    await listen(app, await addressesOf(config.host), config.port);
    studio.courier.start(app.log);
    schedule = new Schedule(studio, app.log);
    studio.checker?.start((err) => app.log.error({ err }, 'Uploads could not be checked'));
    const setupToken = await issueSetupToken(studio.metadata, config.database ? TOKENS_OF_MANY : 1);
    const url = urlOf(app.server.address(), config.host);
    const { s3Bucket, s3Prefix, database, data } = config;
    const chunks = s3Bucket === undefined ? 'files' : `${s3Bucket}/${s3Prefix}`;
    const what = { version, data, metadata: database === undefined ? 'SQLite' : 'PostgreSQL', chunks };
    app.log.info(what, 'The studio serves');
    // Whoever reads the line may ask to stop at once.
    const told = toldToStop();
    streams.stdout.write(`${JSON.stringify({ url, ...(setupToken ? { setupToken } : {}) })}\n`);
    app.log.info({ by: await told }, 'The studio stops');
  } finally {
    const force = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
    await app.close();
    await schedule?.close();
    clearTimeout(force);
  }
  return 0;
}

/** A signal, or the end of a parent that holds an IPC channel: the studio goes with it. Resolves with what it was. */
function toldToStop(): Promise<string> {
  const events = ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'];
  return new Promise((resolve) => {
    // A signal's listener is told its name.
    const stop = (by = 'disconnect') => {
      // A listener left behind would keep the channel, and so the process, alive.
      for (const event of events) process.off(event, stop);
      resolve(by);
    };
    for (const event of events) process.on(event, stop);
    // The parent may have died while the studio was being opened.
    if (process.connected === false) stop();
  });
}
