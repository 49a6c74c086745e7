import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { parseAmount, parseRate } from '../../cli/amounts.ts';
import { explain, failureOf, hint } from '../../cli/errorText.ts';
import { EXIT, exitForError, exitForOutcome, exitForRefused } from '../../cli/exitCodes.ts';
import { type Deed, deedOf } from '../../cli/kept.ts';
import { bytes, count, plain, table, word } from '../../cli/layout.ts';
import { moveTarget, toProjectPath } from '../../cli/paths.ts';
import { progressLine } from '../../cli/progress.ts';
import { added, spellSigned } from '../../cli/signed.ts';
import { studioCall } from '../../cli/studioProgram.ts';
import { normaliseStudioUrl, parseProjectUrl, projectUrl } from '../../engine/domain/studioUrl.ts';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';
import { configDir } from '../../engine/remote/session-place.ts';
import { administratorsOnly } from '../../server/errors.ts';

/** Every code of the engine's union, read from its source: types are gone at run time. */
const ALL_CODES = [...readFileSync('engine/errors.ts', 'utf8').matchAll(/^ {2}\| '([a-z-]+)'/gmu)].map(
  (match) => match[1] as ErrorCode,
);

describe('cli: exit codes', () => {
  it('has a code of the contract for every error, and never says done', () => {
    assert.ok(ALL_CODES.length > 30);
    const contract = new Set<number>(Object.values(EXIT));
    for (const code of ALL_CODES) {
      assert.ok(contract.has(exitForError(code)), code);
      assert.notEqual(exitForError(code), EXIT.done, code);
    }
  });

  it('keeps the numbers of the contract', () => {
    const { done, unexpected, usage, conflicts, notAllowed, unreachable, integrity, refused, attention } =
      EXIT;
    assert.deepEqual(
      [done, unexpected, usage, conflicts, notAllowed, unreachable, integrity, refused, attention],
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
    const expected: Partial<Record<ErrorCode, number>> = {
      'signed-out': 4,
      forbidden: 4,
      'studio-unreachable': 5,
      'studio-overloaded': 5,
      integrity: 6,
      'project-corrupt': 6,
      modified: 7,
      locked: 7,
      conflicts: 3,
      usage: 2,
      'no-project': 2,
      cancelled: 130,
    };
    for (const [code, exit] of Object.entries(expected)) assert.equal(exitForError(code), exit, code);
    assert.equal(exitForError('made-up'), 1);
  });

  it('looks into what a studio refused', () => {
    assert.equal(exitForError('studio-refused', { code: 'forbidden' }), 4);
    assert.equal(exitForError('studio-refused', { code: 'bad-credentials' }), 4);
    assert.equal(exitForError('studio-refused', { code: 'too-many-attempts' }), 5);
    assert.equal(exitForError('studio-refused', { code: 'toString' }), 1);
  });

  it('lets protected work outweigh other refusals', () => {
    assert.equal(exitForRefused([]), 0);
    assert.equal(exitForRefused([{ code: 'metadata-only' }, { code: 'modified' }]), 7);
    assert.equal(exitForRefused([{ code: 'integrity' }, { code: 'disk-full' }]), 6);
    assert.deepEqual((['done', 'conflicts', 'attention'] as const).map(exitForOutcome), [0, 3, 8]);
  });
});

describe('cli: failures in words', () => {
  it('says what happened, what was kept and what to do', () => {
    const failure = failureOf(
      new CairnError('signed-out', 'You are not signed in to http://s.', { url: 'http://s' }),
    );
    assert.equal(
      explain(failure),
      'cairn: You are not signed in to http://s.\nNothing was changed.\nSign in with: cairn login http://s --user NAME',
    );
  });

  it('has words for every code beyond those whose message says it all', () => {
    const bare = ALL_CODES.filter((code) => explain({ code, message: 'M', details: {} }) === 'cairn: M');
    assert.deepEqual(bare, ['usage', 'not-found', 'studio-refused']);
  });

  it('tells why a studio cannot be reached, and what that asks for', () => {
    const told = (reason: string, more = {}) =>
      explain({ code: 'studio-unreachable', message: 'M', details: { url: 'https://s', reason, ...more } });
    for (const [reason, why, next] of [
      ['ECONNREFUSED', /nothing listens there \(ECONNREFUSED\)/u, /address with its port/u],
      ['ENOTFOUND', /no machine of this name/u, /spelling/u],
      ['UND_ERR_CONNECT_TIMEOUT', /no answer came in time/u, /Check the network/u],
      ['CERT_HAS_EXPIRED', /certificate has expired/u, /whoever runs the studio/u],
      ['ERR_TLS_CERT_ALTNAME_INVALID', /for another name/u, /the name that the certificate is for/u],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', /not trusted on this machine/u, /NODE_EXTRA_CA_CERTS/u],
      ['EPROTO', /no secure connection/u, /http:\/\/ and https:\/\/ are not the same/u],
    ] as const) {
      assert.match(told(reason), why, reason);
      assert.match(told(reason), next, reason);
    }
    assert.match(told('ECONNREFUSED', { storage: 'https://store' }), /studio's storage https:\/\/store/u);
    assert.match(told('SOMETHING_NEW'), /^cairn: M\.\n/u);
  });

  it('says of a studio that fails what that means for the command', () => {
    const told = (code: ErrorCode, deed: Deed, reason = '') =>
      explain({ code, message: 'It is away', details: { reason } }, deed);
    const away = 'studio-unreachable';
    assert.match(told(away, deedOf(['sync'])), /^cairn: It is away\.\nYour work is safe here/u);
    assert.match(
      told(away, deedOf(['login', 'URL']), 'ECONNREFUSED'),
      /away\.\nNothing was changed\.\nCheck/u,
    );
    assert.match(
      told(away, deedOf(['member', 'add']), 'ECONNRESET'),
      /Whether the studio did it is not known/u,
    );
    assert.match(
      told('studio-error', deedOf(['token', 'revoke'])),
      /Whether the studio did it is not known/u,
    );
    assert.match(told('studio-overloaded', deedOf(['token', 'revoke'])), /Nothing was changed/u);
    for (const words of [['whoami'], ['member', 'list'], ['usage']])
      for (const code of [away, 'signed-out', 'studio-error'] as const)
        assert.doesNotMatch(told(code, deedOf(words)), /changed|safe|not known/u, words.join(' '));
    assert.match(told('disk-full', 'looks'), /What was there before is intact/u);
    const { code, message, details } = administratorsOnly();
    assert.match(hint({ code, message, details }) ?? '', /Sign in as one/u);
  });

  it('says of what was cancelled what it had done: a question that nobody answered, nothing', () => {
    const told = (details: Record<string, unknown>, words: string[]) =>
      explain({ code: 'cancelled', message: 'Cancelled.', details }, deedOf(words));
    assert.equal(
      told({}, ['track']),
      'cairn: Cancelled.\nWhat was finished is kept; run the command again to go on.',
    );
    assert.equal(told({ begun: false }, ['login']), 'cairn: Cancelled.\nNothing was changed.');
  });

  it('says of a clone that broke off where what arrived is, and how to go on there', () => {
    const cloned = { cloned: '/work/my show' };
    const how = "What arrived is in /work/my show. To go on: cairn -C '/work/my show' sync";
    const told = (code: string, details: Record<string, unknown>) =>
      explain({ code, message: 'It broke off', details }, deedOf(['clone'])).split('\n');
    if (process.platform === 'win32') return;
    assert.deepEqual(told('cancelled', cloned), ['cairn: Cancelled.', how]);
    assert.deepEqual(told('studio-overloaded', cloned).slice(-2), ['Try again in a minute.', how]);
    assert.equal(hint({ code: 'cancelled', message: '', details: {} }), undefined);
    // Of a project that was there before, nothing has arrived.
    const there = told('project-exists', { instead: '/work/film' }).slice(1);
    assert.deepEqual(there, [
      'Nothing was changed.',
      'To bring that one up to date: cairn -C /work/film sync. To join into another folder: cairn clone URL/PROJECT DIR',
    ]);
  });

  it('says of a path or a version that there is not where those are listed that there are', () => {
    const of = (details: Record<string, unknown>) => hint({ code: 'not-found', message: '', details });
    assert.match(of({ path: 'a.png' }) ?? '', /cairn status --all .*cairn trash list/u);
    assert.match(of({ path: 'a.png', version: 9 }) ?? '', /cairn log PATH/u);
    assert.equal(of({ id: 'x' }), undefined);
  });

  it('gives no command that an address has put another into', () => {
    const to = 'http://s/$(id)';
    const told = ['signed-out', 'studio-garbage'].map((code) =>
      String(hint({ code, message: '', details: { url: to, leadsTo: to } })),
    );
    for (const text of told) {
      assert.ok(text.includes(`cairn login ${word(to)} --user NAME`), text);
      assert.ok(!text.replaceAll(word(to), '').includes(to), text);
    }
  });

  it('says of output that a full disk did not take that it is cut off', () => {
    const told = (path: string) =>
      explain({ code: 'disk-full', message: `Cannot write ${path}: the disk is full`, details: { path } });
    assert.match(told('standard output'), /is full\.\nWhat was printed is cut off\.\nMake space/u);
    assert.match(told('a.png'), /What was there before is intact/u);
  });

  it('repeats no suggestion that the message has', () => {
    const failure = { code: 'name-refused', message: '"a:b" cannot be used: …. "a_b" would do.' };
    assert.equal(hint({ ...failure, details: { suggestion: 'a_b' } }), undefined);
    assert.equal(hint({ ...failure, details: {} }), 'Choose another name.');
  });

  it('does not send to a sign-in whoever asks with a token', () => {
    for (const code of ['signed-out', 'session-expired', 'forbidden']) {
      const failure = { code, message: 'No', details: {} };
      assert.match(hint(failure, true) ?? '', /CAIRN_TOKEN/u, code);
      assert.match(explain(failure, 'looks', true), /CAIRN_TOKEN/u, code);
      assert.doesNotMatch(hint(failure) ?? '', /CAIRN_TOKEN/u, code);
    }
    assert.equal(hint({ code: 'usage', message: 'No', details: {} }, true), undefined);
  });

  it('takes foreign errors for unexpected ones', () => {
    const failure = failureOf(Object.assign(new Error('EACCES: no'), { code: 'EACCES' }));
    assert.deepEqual([failure.code, failure.message], ['unexpected', 'EACCES: no']);
    assert.equal(failureOf('thrown text').message, 'thrown text');
  });
});

describe('cli: paths', () => {
  const posix = { folder: '/p/show', cwd: '/p/show/chars', path: nodePath.posix };
  const win = { folder: 'C:\\p\\show', cwd: 'C:\\p\\show\\chars', path: nodePath.win32 };

  it('are relative to the current folder, and come out relative to the project', () => {
    assert.equal(toProjectPath(posix, 'rock.blend'), 'chars/rock.blend');
    assert.equal(toProjectPath(posix, '../tex//a.png'), 'tex/a.png');
    assert.equal(toProjectPath(posix, '/p/show/tex/a.png'), 'tex/a.png');
    assert.equal(toProjectPath(posix, '..'), '');
    assert.equal(toProjectPath(posix, '.'), 'chars');
    assert.equal(toProjectPath(posix, '..rock'), 'chars/..rock');
    assert.equal(toProjectPath(posix, 'trash:0198'), 'trash:0198');
    assert.equal(toProjectPath(win, 'a\\b.png'), 'chars/a/b.png');
    assert.equal(toProjectPath(win, 'a/b.png'), 'chars/a/b.png');
    assert.equal(toProjectPath(win, 'c:\\P\\show\\x'), 'x');
  });

  it('outside the folder are refused', () => {
    for (const argument of ['../..', '../../other/x', '/p/showx/a', '/etc/passwd'])
      assert.throws(() => toProjectPath(posix, argument), { code: 'usage' }, argument);
    assert.throws(() => toProjectPath(win, 'D:\\x'), { code: 'usage' });
  });

  it('that are empty are refused: a variable that is not set must not mean all that is here', () => {
    assert.throws(() => toProjectPath(posix, ''), { code: 'usage', message: /empty/u });
    assert.throws(() => toProjectPath(win, ''), { code: 'usage' });
  });

  it('lead to the working folder by a link as well, and never out of it', () => {
    const real = (folder: string) => folder.replace(/^\/home\/ann\/show(?=\/|$)/u, '/p/show');
    const place = { ...posix, real };
    assert.equal(toProjectPath(place, '/home/ann/show/tex/a.png'), 'tex/a.png');
    assert.equal(toProjectPath(place, '/home/ann/show/chars'), 'chars');
    assert.equal(toProjectPath(place, '/home/ann/show'), '');
    assert.equal(toProjectPath({ ...place, folder: '/home/ann/show' }, 'rock.blend'), 'chars/rock.blend');
    for (const argument of ['/home/ann/shown/x', '/home/ann', '/etc/passwd'])
      assert.throws(() => toProjectPath(place, argument), { code: 'usage' }, argument);
  });

  it('mv into a collection is spelled with a slash at the end', () => {
    assert.equal(moveTarget('a/b.png', 'c/d.png', 'c/d.png'), 'c/d.png');
    assert.equal(moveTarget('a/b.png', 'c', 'c/'), 'c/b.png');
    assert.equal(moveTarget('a/b.png', '', '../'), 'b.png');
  });
});

describe('cli: signed words', () => {
  it('become options where a command takes them, and only there', () => {
    assert.deepEqual(spellSigned(['tag', 'a.png', '+hero', '-old', '--json']), [
      'tag',
      'a.png',
      '+hero',
      '--remove=old',
      '--json',
    ]);
    assert.deepEqual(spellSigned(['-C', 'tag', 'tag', '-Chars', '-C', '-odd', '-x']), [
      '-C',
      'tag',
      'tag',
      '--remove=Chars',
      '-C',
      '-odd',
      '--remove=x',
    ]);
    assert.deepEqual(spellSigned(['--json', 'role', 'set', 'Artist', '-asset.create']), [
      '--json',
      'role',
      'set',
      'Artist',
      '--remove=asset.create',
    ]);
    const other = ['checkpoint', 'a', '-m', 'tag', '-x'];
    assert.deepEqual(spellSigned(other), other);
    assert.deepEqual(spellSigned(['tag', '--', '-a.png']), ['tag', '--', '-a.png']);
  });

  it('need their sign', () => {
    assert.deepEqual(added(['+a', '+b']), ['a', 'b']);
    assert.throws(() => added(['a']), { code: 'usage' });
    assert.throws(() => added(['+']), { code: 'usage' });
  });
});

describe('cli: studio calls', () => {
  it('are handed to the studio program, but for accounts over the network', () => {
    assert.deepEqual(studioCall(['studio', 'serve', '--port', '0']), {
      args: ['serve', '--port', '0'],
      dir: undefined,
    });
    assert.deepEqual(studioCall(['-C', '/x', '--json', 'studio', 'verify']), {
      args: ['verify', '--json'],
      dir: '/x',
    });
    assert.deepEqual(studioCall(['--quiet', 'studio', 'gc'])?.args, ['gc', '--quiet']);
    assert.equal(studioCall(['studio', 'gc', '-C']), undefined);
    assert.ok(studioCall(['studio', 'user', 'list', '--data', 'd']));
    assert.ok(studioCall(['studio', 'user', 'add', 'anna', '--data=d']));
    assert.equal(studioCall(['studio', 'user', 'list']), undefined);
    assert.equal(studioCall(['studio', '--help']), undefined);
    assert.equal(studioCall(['mv', 'studio', 'serve']), undefined);
  });
});

describe('cli: studio addresses', () => {
  it('have one spelling', () => {
    const same = ['http://Studio.test', 'HTTP://studio.test:80/', ' http://studio.test// '];
    for (const text of same) assert.equal(normaliseStudioUrl(text), 'http://studio.test');
    assert.equal(normaliseStudioUrl('https://a.test:8443/cairn/'), 'https://a.test:8443/cairn');
    for (const text of [
      'studio.test',
      'studio.test:80',
      'ftp://a',
      'http://u:p@a',
      'http://a?x',
      'http://a#x',
      '',
    ])
      assert.throws(() => normaliseStudioUrl(text), { code: 'usage' }, text);
  });

  it('carry a project at the end', () => {
    assert.deepEqual(parseProjectUrl('http://a.test:1/My%20Show'), {
      studio: 'http://a.test:1',
      project: 'My Show',
    });
    assert.deepEqual(parseProjectUrl('https://a.test/sub/show/'), {
      studio: 'https://a.test/sub',
      project: 'show',
    });
    for (const project of ['show', 'My Show', '50% #2?', 'a/b', 'Größe', "it's"])
      assert.deepEqual(parseProjectUrl(projectUrl('http://a.test/sub', project)), {
        studio: 'http://a.test/sub',
        project,
      });
    assert.throws(() => parseProjectUrl('http://a.test'), { code: 'usage' });
    assert.throws(() => parseProjectUrl('http://a.test/%ff'), { code: 'usage' });
  });
});

describe('cli: amounts', () => {
  it('are bytes, with the units that people write', () => {
    const told = ['0', '1000', '1.5K', '10m', '500 GB', '2T', 'none', '', '-1', '1X', '1e3'].map(parseAmount);
    assert.deepEqual(told, [0, 1000, 1500, 10e6, 500e9, 2e12, ...Array.from({ length: 5 }, () => undefined)]);
  });

  it('are of a second in a rate, which is never nothing', () => {
    assert.deepEqual(['10M', ' 500k ', '1.5MB/s', '1'].map(parseRate), [10e6, 500e3, 1.5e6, 1]);
    for (const text of ['0', '0.2', 'fast', '', '10/s/s'])
      assert.throws(() => parseRate(text), { code: 'usage' }, text);
  });
});

describe('cli: layout', () => {
  it('shows bytes as the editor does', () => {
    const shown = [0, 999, 1000, 65_536, 999_499, 999_600, 5_242_880, 629_145_600, 1.2e9].map(bytes);
    assert.deepEqual(shown, [
      '0 B',
      '999 B',
      '1.0 KB',
      '65.5 KB',
      '999 KB',
      '1.0 MB',
      '5.2 MB',
      '629 MB',
      '1.2 GB',
    ]);
  });

  it('aligns columns, counts, and lets no terminal codes through', () => {
    assert.equal(
      table([
        ['a', 'bb', 'c'],
        ['aaa', 'b', ''],
      ]),
      '  a    bb  c\n  aaa  b',
    );
    assert.equal(
      table([
        ['日本語.txt', 'x'],
        ['caf\u0065\u0301.txt', 'x'],
        ['🎬.mov', 'x'],
      ]),
      '  日本語.txt  x\n  caf\u0065\u0301.txt    x\n  🎬.mov      x',
    );
    assert.equal(count(1, 'file'), '1 file');
    assert.equal(count(0, 'file'), '0 files');
    assert.equal(plain('a\u001b[31mb\nc'), 'a [31mb c');
  });

  it('writes names and addresses so that a shell takes each for one word and nothing else', () => {
    const asTheyAre = ['rock.png', '/work/show', 'http://127.0.0.1:80/a', 'a=b~c'];
    for (const text of asTheyAre) assert.equal(word(text, 'linux'), text);
    const others = [
      ...[
        'my show',
        "it's",
        '$(touch x)',
        '`id`',
        '"',
        'a\\b',
        '!x',
        '~root',
        '=ls',
        '*',
        'a;b',
        '#',
        '',
        'ä',
      ],
      ...["'; id; '", '{a,b}', '-n', '$HOME'],
    ];
    assert.equal(word('C:\\show', 'win32'), 'C:\\show');
    assert.equal(word('C:\\my show', 'win32'), '"C:\\my show"');
    assert.equal(word('$(x) `y', 'win32'), '"`$(x) ``y"');
    if (process.platform === 'win32') return;
    for (const text of [...asTheyAre, ...others]) {
      const { stdout } = spawnSync('sh', ['-c', `printf '<%s>' ${word(text)}`], { encoding: 'utf8' });
      assert.equal(stdout, `<${text}>`);
    }
  });

  it('draws progress within the width', () => {
    const progress = {
      phase: 'upload',
      done: 30_000_000,
      total: 60_000_000,
      unit: 'bytes',
      path: 'a.bin',
    } as const;
    assert.equal(progressLine(progress, 100), 'Uploading [##########..........] 30.0 MB of 60.0 MB  a.bin');
    assert.equal(progressLine(progress, 12).length, 12);
    assert.equal(progressLine({ phase: 'connect', done: 0, total: 0, unit: 'rows' }, 80), 'Connecting');
  });
});

describe('cli: where sessions live', () => {
  it('is the platform’s place, or where CAIRN_CONFIG_DIR says', () => {
    const home = () => '/home/a';
    assert.equal(configDir({ env: {}, platform: 'linux', home }), '/home/a/.config/cairn');
    assert.equal(configDir({ env: { XDG_CONFIG_HOME: '/x' }, platform: 'linux', home }), '/x/cairn');
    assert.equal(
      configDir({ env: {}, platform: 'darwin', home }),
      '/home/a/Library/Application Support/cairn',
    );
    assert.equal(configDir({ env: { APPDATA: 'C:\\A' }, platform: 'win32', home }), 'C:\\A\\cairn');
    assert.equal(configDir({ env: { CAIRN_CONFIG_DIR: '/c' }, platform: 'win32', home }), '/c');
  });

  it('is never the current folder, which a program without HOME would otherwise take', () => {
    const none = () => {
      throw new Error('uv_os_homedir returned ENOENT');
    };
    for (const home of [none, () => '', () => 'relative'])
      for (const platform of ['linux', 'darwin', 'win32'] as const) {
        assert.throws(() => configDir({ env: {}, platform, home }), {
          code: 'usage',
          message: /CAIRN_CONFIG_DIR/u,
        });
        assert.equal(configDir({ env: { CAIRN_CONFIG_DIR: '/c' }, platform, home }), '/c');
      }
    assert.equal(configDir({ env: { XDG_CONFIG_HOME: '/x' }, platform: 'linux', home: none }), '/x/cairn');
  });
});
