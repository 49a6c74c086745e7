import assert from 'node:assert/strict';
import type { Search } from '../../engine/api.ts';
import { plain } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import { FILTERS, type Known, parseQuery, written } from '../../extension/find/query.ts';
import { searchEach } from '../../extension/find/search.ts';
import { queryWords } from '../../extension/find/words.ts';
import { german } from '../support/german.ts';

const KNOWN: Known = {
  statuses: ['in review', 'wip', 'approved'],
  assignees: ['ada', 'adam', 'ben'],
  types: ['model', 'rig'],
  tags: ['hero', 'wet', 'wetland'],
  user: 'ben',
};
const WORDS = queryWords(plain);
const parse = (typed: string): Search => parseQuery(typed, WORDS, KNOWN);

describe('what is typed to find assets', () => {
  it('is a part of the path, spaces and colons of other kinds included', () => {
    assert.deepEqual(parse(''), {});
    assert.deepEqual(parse(' shots/010  final '), { text: 'shots/010 final' });
    assert.deepEqual(parse('take:3'), { text: 'take:3' });
  });

  it('filters by state, status, assignee, type and tag, with text beside it', () => {
    assert.deepEqual(parse('state:modified rock status:wip assignee:ada type:rig tag:hero tag:wet'), {
      text: 'rock',
      states: ['modified'],
      statuses: ['wip'],
      assignees: ['ada'],
      types: ['rig'],
      tags: ['hero', 'wet'],
    });
    assert.deepEqual(parse('state:outdated state:conflict').states, ['outdated', 'conflict']);
  });

  it('takes values with spaces in quotes, also while the last one is not typed yet', () => {
    assert.deepEqual(parse('status:"in review"'), { statuses: ['in review'] });
    assert.deepEqual(parse('status:"in rev'), { statuses: ['in review'] });
  });

  it('finds by the beginning of a value, and by nothing while there is none', () => {
    assert.deepEqual(parse('state:'), {});
    assert.deepEqual(parse('state:mod').states, ['modified']);
    assert.deepEqual(parse('assignee:ad').assignees, ['ada', 'adam']);
    assert.deepEqual(parse('assignee:ada').assignees, ['ada']);
    assert.deepEqual(parse('tag:he').tags, ['hero']);
    assert.deepEqual(parse('tag:wet').tags, ['wet']);
    assert.deepEqual(parse('status:nowhere').statuses, ['nowhere']);
    assert.deepEqual(parse('state:nowhere').states, []);
  });

  it('knows who is meant by me, and what has none', () => {
    assert.deepEqual(parse('assignee:me'), { assignees: ['ben'] });
    assert.deepEqual(parse('assignee:none status:none'), { assignees: [''], statuses: [''] });
  });

  it('reads what the choice of a filter writes, in any language', () => {
    for (const t of [plain, german]) {
      const words = queryWords(t);
      const values = { state: 'rebuild', status: 'in review', assignee: words.me, type: 'rig', tag: 'hero' };
      const typed = FILTERS.map((filter) => written(filter, values[filter], words)).join(' ');
      assert.deepEqual(parseQuery(typed, words, KNOWN), {
        states: ['rebuild'],
        statuses: ['in review'],
        assignees: ['ben'],
        types: ['rig'],
        tags: ['hero'],
      });
      const [, moved = ''] = words.states.find(([id]) => id === 'moved') ?? [];
      assert.deepEqual(parseQuery(written('state', moved, words), words, KNOWN).states, ['moved']);
    }
  });
});

describe('a search of several projects', () => {
  it('has what the others have where one fails, with the reason', async () => {
    const search = async (project: string): Promise<string[]> => {
      if (project === 'broken') throw new CairnError('project-corrupt', 'The database is damaged.');
      return [`${project}/rock.png`, `${project}/tree.png`];
    };
    const { found, failed } = await searchEach(['one', 'broken', 'two'], search, 3);
    assert.deepEqual(found, ['one/rock.png', 'one/tree.png', 'two/rock.png']);
    assert.deepEqual(
      failed.map(({ place, error }) => [place, error.code]),
      [['broken', 'project-corrupt']],
    );
  });
});
