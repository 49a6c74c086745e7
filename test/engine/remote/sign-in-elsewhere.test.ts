import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { codeFromElsewhere } from '../../../engine/remote/sign-in-elsewhere.ts';

describe('signing in with the browser', () => {
  /** What the browser was led to. */
  const led = async (url: string) => {
    const opened: string[] = [];
    const account = { beginElsewhere: async () => ({ url }) };
    const browser = { open: async (at: string) => void opened.push(at), askCode: async () => ' code ' };
    const found = codeFromElsewhere(account, browser, new AbortController().signal);
    return { opened, code: (await found).code };
  };

  it('leads to pages', async () => {
    for (const url of ['https://id.example/auth?x=1', 'http://127.0.0.1:9000/auth', 'http://localhost:9000/'])
      assert.deepEqual(await led(url), { opened: [url], code: 'code' });
  });

  /** What the page on loopback answers to a request for this, byte for byte. */
  const asked = async (port: number, target: string): Promise<string> => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.end(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    return (await text(socket)).split('\r\n', 1)[0] ?? '';
  };

  it('waits on, whatever else asks the page that the browser comes back to', async () => {
    const code = 'c'.repeat(40);
    const ports = Promise.withResolvers<number>();
    const account = {
      beginElsewhere: async (_challenge: string, port: number | null) => {
        ports.resolve(port ?? 0);
        return { url: 'https://id.example/' };
      },
    };
    const found = codeFromElsewhere(account, { open: async () => undefined }, new AbortController().signal);
    const port = await ports.promise;
    for (const target of [
      '//',
      '//?',
      '/\\\\?code=x',
      `/other?code=${code}`,
      '/?code=short',
      'http://[',
      '/%',
    ])
      assert.match(await asked(port, target), /^HTTP\/1\.1 40[04]/u, target);
    assert.match(await asked(port, `/?state=s&code=${code}`), /^HTTP\/1\.1 200/u);
    assert.equal((await found).code, code);
  });

  it('opens no file and starts no program for a studio that says so', async () => {
    for (const url of [
      ...['file:///etc/passwd', 'file://server/share/evil.exe', 'C:\\evil.exe', '\\\\server\\evil.exe'],
      ...['javascript:alert(1)', 'vscode://x/y', 'ssh://-oProxyCommand=x', '--help', '', 'data:text/html,x'],
      ...['http://evil.example/', 'http://localhost.evil.example/', 'http://127.0.0.1.evil.example/'],
    ])
      await assert.rejects(led(url), { code: 'studio-garbage' }, url);
  });
});
