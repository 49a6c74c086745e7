/** What a choice will do, said before it is made. */
import type { ChoiceName } from '../api.ts';
import type { Met } from './choices.ts';

const counted = (count: number, one: string): string => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

/** "version 4" or "versions 4 to 6", for `count` versions after `after`. */
const numbered = (after: number, count: number): string =>
  count === 1 ? `version ${after + 1}` : `versions ${after + 1} to ${after + count}`;

export function effectOf(met: Met, choice: ChoiceName): string {
  switch (choice) {
    case 'rename':
      return renameEffect(met);
    case 'merge':
      return mergeEffect(met);
    case 'stack-mine':
      return `${onTop(met)} Your file is the newest version.`;
    case 'stack-theirs':
      return `${onTop(met)} The studio’s newest goes on top of them once more, so your file becomes outdated.`;
    case 'theirs':
      return met.kind === 'move-cycle'
        ? `${met.mine.name} goes back to where the studio has it; your move is undone.`
        : 'It stays gone. Your edits are given up, and listed as superseded.';
    case 'restore':
      return `It comes out of the trash for everybody, with ${workOf(met)}.`;
    case 'trash':
      return met.kind === 'trashed-there'
        ? `It stays in the trash, and ${workOf(met)} goes there with it; it can be restored later.`
        : trashEffect(met);
    case 'keep':
      return `It stays, with the work of others on it (${counted(met.stakes.news ?? 1, 'item')}); your ${
        met.stakes.purged ? 'purge' : 'trashing'
      } is undone.`;
    case 'later':
      return 'Your versions stay on this machine only, under Needs attention, and are tried again with every sync.';
  }
}

const trashEffect = ({ stakes }: Met): string =>
  stakes.purged
    ? 'It goes to the trash, the new work with it. Your purge is not carried out: it would remove what you have not seen.'
    : 'It goes to the trash, the new work with it; the content stays there and can be restored.';

function workOf({ stakes }: Met): string {
  const parts = [
    stakes.versions ? counted(stakes.versions, 'version') : '',
    stakes.made ? counted(stakes.made, 'item') : '',
    stakes.edits ? counted(stakes.edits, 'edit') : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? `your work (${parts.join(', ')})` : 'your work';
}

function renameEffect({ kind, mine, theirs, stakes, suggestion }: Met): string {
  switch (kind) {
    case 'diverged':
    case 'lock-lost': {
      const versions = stakes.versions ? counted(stakes.versions, 'version') : 'versions';
      return `Your ${versions} become an asset of their own (suggested: ${suggestion}), your file with it; ${theirs.name} stays as the studio has it.`;
    }
    case 'trashed-there':
      return mine.kind === 'asset'
        ? `Yours becomes an asset of its own (suggested: ${suggestion}), your file with it; the other stays gone.`
        : `What you made and checkpointed goes into a collection of its own (suggested: ${suggestion}); the rest stays gone.`;
    case 'move-cycle':
      return `${mine.name} goes to another place that you choose (suggested: ${suggestion}), on disk too.`;
    default:
      return `Yours takes a new name (suggested: ${suggestion}), on disk too; the studio’s stays ${theirs.name}. Both exist.`;
  }
}

function mergeEffect(met: Met): string {
  if (met.kind === 'collection-name')
    return 'Both become one collection with everything in them. Equal names inside are decided one by one.';
  return `Both become one asset. ${onTop(met)} Every version stays readable; status, type and assignee are the studio’s.`;
}

/** Where my versions go in the studio's history. */
function onTop({ look, kind, mine, theirs }: Met): string {
  const theirHistory = look.history(theirs.id);
  const isOne = kind === 'diverged';
  const after = isOne
    ? (theirHistory.findLast((c) => c.rev > 0)?.version ?? 0)
    : (theirHistory.at(-1)?.version ?? 0);
  const own = look.history(mine.id);
  const count = isOne ? own.filter((c) => c.rev === 0).length : own.length;
  if (count === 0) return 'You have no versions to add.';
  return `Your ${counted(count, 'version')} ${count === 1 ? 'goes' : 'go'} on top of the studio’s ${after}, as ${numbered(after, count)}.`;
}
