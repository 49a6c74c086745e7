#!/usr/bin/env node
/**
 * The `cairn` command: starts the real program under a Node that can run it. The one that started us will do when
 * it is new enough; otherwise the one that npm installed beside Cairn.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { runCached } from './codeCache.ts';

const program = join(__dirname, 'cli.cjs');

if (Number(process.versions.napi) >= 10) {
  process.argv[1] = program;
  // Compiling the program anew would take half of a short command's time.
  enableCompileCache?.();
  const cache = getCompileCacheDir?.();
  if (cache === undefined) require(program);
  else {
    // For threads: they do not inherit it in another way.
    process.env.NODE_COMPILE_CACHE ??= dirname(cache);
    runCached(program, cache, process.argv.slice(2));
  }
} else {
  const bundled = join(
    __dirname,
    '..',
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(bundled)) {
    process.stderr.write(`cairn needs Node.js 22.14 or newer; this is ${process.versions.node}.\n`);
    process.exit(1);
  }
  // The IPC channel tells the program when this process dies, so that it does not outlive a kill.
  const child = spawn(bundled, [__filename, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of passedOn) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`cairn could not start ${bundled}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    // Die of what the program died of, so that the caller sees the truth.
    for (const name of passedOn) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}
