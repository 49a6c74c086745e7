import type { Case } from '../cases/context.ts';

export const helpText = (cases: readonly Case[]): string => `npm run bench -- [OPTIONS]

  --size small|medium|large   how much data (small: a few minutes; large: hours and 60 GB of disk)
  --rounds N                  repeat each case; medians and spread are shown (3; at large 1)
  --only CASE,…               ${cases.map(({ name }) => name).join(', ')}
  --systems NAME,…            cairn, git, git-lfs, svn, restic, borg; all that are installed if left out
  --data FOLDER               replay these real versions instead of generated ones: its subfolders in name order
                              are the commits (each with the files that it adds or changes), or it holds files
                              called name.v1.ext, name.v2.ext …
  --dist FOLDER               another build of Cairn to measure
  --out FILE                  the result (bench/results/latest.json)
  --append                    keep what the result has of other cases: cases can be run with different sizes
  --cold                      forget what the system has read of the disk before each step (root on Linux)
  --keep                      keep the temporary folder, for looking
  --render                    measure nothing: write the result's tables and chart into docs/performance.md

Cases:
${cases.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join('\n')}

TMPDIR says which disk is measured.
`;
