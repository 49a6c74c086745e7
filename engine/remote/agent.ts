/** Connections to one host, a studio or its storage: enough to keep a long link busy, few enough to be a fair guest. */
import { Agent } from 'undici';

/** Its owner destroys it. */
export const openAgent = (): Agent =>
  new Agent({
    connections: 8,
    connectTimeout: 10_000,
    headersTimeout: 120_000,
    bodyTimeout: 60_000,
    keepAliveTimeout: 20_000,
  });
