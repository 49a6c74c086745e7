import assert from 'node:assert/strict';
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

  it('opens no file and starts no program for a studio that says so', async () => {
    for (const url of [
      ...['file:///etc/passwd', 'file://server/share/evil.exe', 'C:\\evil.exe', '\\\\server\\evil.exe'],
      ...['javascript:alert(1)', 'vscode://x/y', 'ssh://-oProxyCommand=x', '--help', '', 'data:text/html,x'],
      ...['http://evil.example/', 'http://localhost.evil.example/', 'http://127.0.0.1.evil.example/'],
    ])
      await assert.rejects(led(url), { code: 'studio-garbage' }, url);
  });
});
