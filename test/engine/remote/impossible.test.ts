import assert from 'node:assert/strict';
import { createStudioSync } from '../../../engine/remote/sync.ts';

describe('a request that cannot be made', () => {
  it('is not taken for a studio that is away, and tried again', async () => {
    const { signal } = new AbortController();
    const client = createStudioSync('http://127.0.0.1:9', 'no header carries\nthis', 'film');
    try {
      const both = [client.connect(signal), client.changes(0, '', signal)];
      for (const one of both) await assert.rejects(one, { code: 'UND_ERR_INVALID_ARG' });
    } finally {
      await client.close();
    }
  });
});
