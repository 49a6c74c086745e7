import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { type PasswordStreams, readPassword } from '../../server/command/password.ts';

/** A terminal in which somebody types, each text after a question was asked. */
function terminal(...answers: readonly string[]): { streams: PasswordStreams; shown: () => string } {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const left = [...answers];
  let shown = '';
  const stderr = {
    write(text: string) {
      shown += text;
      const answer = text.endsWith(': ') ? left.shift() : undefined;
      if (answer !== undefined) setImmediate(() => stdin.write(answer));
      return true;
    },
  };
  const streams = { stdin, stderr, env: {} } as unknown as PasswordStreams;
  return { streams, shown: () => shown };
}

describe('a password that is asked for', () => {
  it('is asked for twice, because nobody sees what they type', async () => {
    const { streams, shown } = terminal('s3cret\r', 's3cret\r');
    assert.equal(await readPassword(streams), 's3cret');
    assert.ok(!shown().includes('s3cret'));
    await assert.rejects(readPassword(terminal('s3cret\r', 's3cert\r').streams), {
      code: 'usage',
      message: /differ/,
    });
    await assert.rejects(readPassword(terminal('\r').streams), { code: 'usage' });
  });

  it('can be broken off, which is no success and no password', async () => {
    for (const key of ['\u0003', '\u0004'])
      await assert.rejects(readPassword(terminal(key).streams), { code: 'cancelled' });
    await assert.rejects(readPassword(terminal('s3cret\r', '\u0003').streams), { code: 'cancelled' });
  });
});
