/**
 * Mocha's own report; and which files had failures, written to where `FAILED_FILES` names for whoever runs those once
 * more.
 */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** The variable with the path to write to: a JSON array of paths, `''` for a failure whose file is not known. */
export const FAILED_FILES = 'CAIRN_FAILED_FILES';

class FailedFiles extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const target = process.env[FAILED_FILES];
    if (target === undefined) return;
    const files = new Set<string>();
    runner.on('fail', (test) => files.add(test.file ?? ''));
    runner.once('end', () => writeFileSync(target, JSON.stringify([...files])));
  }
}

// Mocha asks for its reporters by `require`.
export { FailedFiles as 'module.exports' };
