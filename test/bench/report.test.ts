import assert from 'node:assert/strict';
import { panels } from '../../bench/report/chart.ts';
import { bytes, formatValue } from '../../bench/report/format.ts';
import { resultMarkdown } from '../../bench/report/markdown.ts';
import { replaceGenerated, resultSvg } from '../../bench/report/render.ts';
import {
  type CaseRun,
  combined,
  FAILED,
  failures,
  type Result,
  result,
  type Sample,
} from '../../bench/report/result.ts';
import { median, summarise } from '../../bench/report/stats.ts';
import { escapeXml } from '../../bench/report/svg.ts';
import { printReport } from '../../bench/report/table.ts';
import { verdicts } from '../../bench/report/targets.ts';

const sample = (system: string, metric: string, ...values: number[]): Sample => ({
  case: 'series',
  data: 'generated',
  system,
  metric,
  unit: metric === 'commit' ? 's' : 'bytes',
  values,
});

const RUN: CaseRun = {
  started: '2026-01-02T03:04:05.000Z',
  minutes: 2,
  size: 'medium',
  rounds: 3,
  cache: 'warm',
  revision: 'abc',
  notes: [],
};

const measured = (samples: readonly Sample[], more: Partial<Result> = {}): Result => ({
  version: 1,
  cases: { series: RUN },
  machine: { cpu: 'A <fast> one', cores: 2, memory: 8e9, system: 'Linux', node: '24', fileSystem: 'ext4' },
  systems: { cairn: '1', 'git-lfs': '3', restic: '0.14', borg: '1.2' },
  samples: [...samples],
  ...more,
});

const SERIES = [
  sample('cairn', 'commit', 3, 1, 2),
  sample('git-lfs', 'commit', 6, 4),
  sample('restic', 'commit', 3),
  sample('borg', 'commit', 4),
  sample('cairn', 'stored', 10),
  sample('restic', 'stored', 20),
];

describe('benchmark results', () => {
  it('have a middle and a spread', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 2, 9]), 3);
    assert.deepEqual(summarise([2, 8, 5]), { median: 5, min: 2, max: 8, count: 3 });
    assert.throws(() => median([]), RangeError);
  });

  it('are judged by ratios of medians, against the better rival', () => {
    const found = verdicts(measured(SERIES));
    const told = found.map(({ measure, value, limit, met }) => [measure, value, limit, met]);
    assert.deepEqual(told, [
      ['to git-lfs with its push', 0.4, 0.4, true],
      ['to the faster of restic and borg', 2 / 3, 0.6, false],
      ['to the smaller of restic and borg', 0.5, 0.7, true],
    ]);
  });

  it('are not judged without a rival', () => {
    assert.deepEqual(verdicts(measured([sample('cairn', 'commit', 1), sample('cairn', 'stored', 1)])), []);
  });

  it('hold for the largest value where a limit is on each save, and for a share of it with a smaller scene', () => {
    const saves = [{ ...sample('cairn', 'stored', 400_000, 600_000), case: 'blender', data: 'plain' }];
    const met = (size: CaseRun['size']) =>
      verdicts({ samples: saves, cases: { blender: { ...RUN, size } } }).map((one) => one.met);
    assert.deepEqual([met('large'), met('medium')], [[true], [false]]);
  });

  it('are read back as they were written', () => {
    const one = measured(SERIES);
    assert.deepEqual(result.parse(JSON.parse(JSON.stringify(one))), one);
    assert.throws(() => result.parse({ ...one, samples: [{ ...SERIES[0], values: [] }] }));
  });

  it('are put together case by case, never mixed within one', () => {
    const other = { ...sample('cairn', 'commit', 9), case: 'small' };
    const older = measured([...SERIES, other], { cases: { series: RUN, small: RUN } });
    const newer = measured([sample('cairn', 'commit', 7)], {
      cases: { series: { ...RUN, notes: [`${FAILED}it`] } },
    });
    const both = combined(older, newer);
    assert.deepEqual(both.samples, [other, ...newer.samples]);
    assert.deepEqual(Object.keys(both.cases), ['series', 'small']);
    assert.deepEqual([failures(older), failures(both)], [[], [`${FAILED}it`]]);
  });

  it('are numbers that people can read', () => {
    assert.deepEqual([999, 1500, 2.5e6, 123.4e9].map(bytes), ['999 B', '1.50 KB', '2.50 MB', '123 GB']);
    assert.deepEqual([formatValue(0.25, 's'), formatValue(12.34, 's')], ['250 ms', '12.3 s']);
  });

  it('are text, a page and a picture that say what was missed', () => {
    const one = measured(SERIES, { cases: { series: { ...RUN, notes: ['svn is not installed.'] } } });
    assert.match(printReport(one), /MISSED +0\.67 ×/u);
    const page = resultMarkdown(one, 'x.svg');
    assert.match(page, /\| 0\.67 × \| \*\*missed\*\* \|/u);
    assert.match(page, /- series: svn is not installed\./u);
    assert.match(page, /\| commit \| 2\.00 s<br>/u);
  });
});

describe('the chart', () => {
  it('has a bar for each system that was measured, the own one marked', () => {
    const [commit] = panels(measured(SERIES));
    assert.deepEqual(
      commit?.bars.map(({ label, text, own }) => [label, text, own]),
      [
        ['cairn', '2.00 s', true],
        ['git-lfs', '5.00 s', false],
        ['restic', '3.00 s', false],
        ['borg', '4.00 s', false],
      ],
    );
  });

  it('escapes what it is given', () => {
    assert.equal(escapeXml(`<a b="c">&'`), '&#60;a b=&#34;c&#34;&#62;&#38;&#39;');
    const name = '<script>';
    const svg = resultSvg(measured([sample(name, 'commit', 1)], { systems: { [name]: '1' } }));
    assert.ok(svg.includes('&#60;script&#62;'));
    assert.ok(!svg.includes(name));
  });
});

describe('the page', () => {
  const [begin, end] = [
    '<!-- generated by npm run bench: begin -->',
    '<!-- generated by npm run bench: end -->',
  ];
  it('keeps what people wrote around the generated part', () => {
    const page = `# Before\n${begin}\nold\n${end}\nafter\n`;
    assert.equal(replaceGenerated(page, ' new '), `# Before\n${begin}\n\nnew\n\n${end}\nafter\n`);
    assert.throws(() => replaceGenerated('# Without marks', 'new'), /lacks the lines/u);
  });
});
