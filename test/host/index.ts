/** What the extension host calls: mocha over the suites, its report to the console. */
import Mocha from 'mocha';
import { MARK } from './mark.ts';

/** Runs the suites that `load` defines. @throws where one fails, after all were reported. */
export async function runMocha(load: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: Lines, forbidOnly: true });
  mocha.suite.emit('pre-require', globalThis, 'host', mocha);
  load();
  const failures = await new Promise<number>((done) => mocha.run(done));
  if (failures > 0) throw new Error(`${failures} host tests failed`);
}

const print = (text: string): void => {
  for (const line of text.split('\n')) console.log(`${MARK}${line}`);
};

/** One line per test: what arrives from the extension host is a log, not a terminal. */
class Lines extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    let passed = 0;
    let failed = 0;
    runner.on('pass', (test) => {
      passed++;
      print(`  ok ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on('fail', (test, error: Error) => {
      failed++;
      print(`  FAILED ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on('pending', (test) => print(`  skipped ${test.fullTitle()}`));
    runner.on('end', () => print(`host: ${passed} passed, ${failed} failed`));
  }
}
