import assert from 'node:assert/strict';
import { systemWords } from '../../server/command/systemWords.ts';

const refused = (code: string, more: object): Error => Object.assign(new Error(code), { code, ...more });

describe('what the system refuses a studio', () => {
  it('is told with what to do, under a code of its own', () => {
    const at = { address: '127.0.0.1', port: 80 };
    const cases: [Error, string, RegExp][] = [
      [refused('EADDRINUSE', { syscall: 'listen', ...at }), 'port-taken', /127\.0\.0\.1:80 is taken/u],
      [refused('EACCES', { syscall: 'listen', ...at }), 'port-refused', /above 1023/u],
      [
        refused('ENOTFOUND', { syscall: 'getaddrinfo', hostname: 'nope' }),
        'host-unknown',
        /no address nope\. .*--host/u,
      ],
      [refused('ENOSPC', { syscall: 'write' }), 'disk-full', /Make space/u],
      [refused('EACCES', { syscall: 'mkdir', path: '/srv' }), 'read-only', /\(\/srv\)/u],
      [refused('EROFS', { syscall: 'open', path: '/srv' }), 'read-only', /only be read/u],
      [refused('ENOENT', { syscall: 'mkdir', path: '/proc/x' }), 'usage', /Name another/u],
      [refused('EEXIST', { syscall: 'mkdir', path: '/f' }), 'usage', /A file is where a folder/u],
    ];
    for (const [error, code, words] of cases) {
      assert.equal(systemWords(error)?.code, code, error.message);
      assert.match(systemWords(error)?.message ?? '', words);
    }
  });

  it('is left as it is where there is nothing better to say', () => {
    for (const error of [
      refused('EEXIST', { syscall: 'open' }),
      refused('ENOENT', { syscall: 'open', path: '/f' }),
      refused('toString', { syscall: 'open' }),
      refused('not-found', {}),
      new Error('no code'),
      'text',
      undefined,
    ])
      assert.equal(systemWords(error), undefined);
  });
});
