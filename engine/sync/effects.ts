/** What a choice will do, said before it is made. */
import type { ChoiceName } from '../api.ts';
import { type Said, said } from '../domain/said.ts';
import type { Met } from './choices.ts';

const versions = (count: number): Said => (count === 1 ? said`1 version` : said`${count} versions`);
const items = (count: number): Said => (count === 1 ? said`1 item` : said`${count} items`);
const edits = (count: number): Said => (count === 1 ? said`1 edit` : said`${count} edits`);

export function effectOf(met: Met, choice: ChoiceName): Said {
  switch (choice) {
    case 'rename':
      return renameEffect(met);
    case 'merge':
      return mergeEffect(met);
    case 'stack-mine':
      return said`${onTop(met)} Your file is the newest version.`;
    case 'stack-theirs':
      return said`${onTop(met)} The studio’s newest goes on top of them once more, so your file becomes outdated.`;
    case 'theirs':
      return met.kind === 'move-cycle'
        ? said`${met.mine.name} goes back to where the studio has it; your move is undone.`
        : said`It stays gone. Your edits are given up, and listed as superseded.`;
    case 'restore':
      return said`It comes out of the trash for everybody, with ${workOf(met)}.`;
    case 'trash':
      return met.kind === 'trashed-there'
        ? said`It stays in the trash, and ${workOf(met)} goes there with it; it can be restored later.`
        : trashEffect(met);
    case 'keep':
      return keepEffect(met);
    case 'later':
      return said`Your versions stay on this machine only, under Needs attention, and are tried again with every sync.`;
  }
}

const trashEffect = ({ stakes }: Met): Said =>
  stakes.purged
    ? said`It goes to the trash, the new work with it. Your purge is not carried out: it would remove what you have not seen.`
    : said`It goes to the trash, the new work with it; the content stays there and can be restored.`;

function keepEffect({ stakes }: Met): Said {
  const news = items(stakes.news ?? 1);
  return stakes.purged
    ? said`It stays, with the work of others on it (${news}); your purge is undone.`
    : said`It stays, with the work of others on it (${news}); your trashing is undone.`;
}

function workOf({ stakes }: Met): Said {
  const parts = [
    ...(stakes.versions ? [versions(stakes.versions)] : []),
    ...(stakes.made ? [items(stakes.made)] : []),
    ...(stakes.edits ? [edits(stakes.edits)] : []),
  ];
  const [first, ...others] = parts;
  if (first === undefined) return said`your work`;
  const all = others.reduce((before, next) => said`${before}, ${next}`, first);
  return said`your work (${all})`;
}

function renameEffect({ kind, mine, theirs, stakes, suggestion }: Met): Said {
  switch (kind) {
    case 'diverged':
    case 'lock-lost':
      return said`Your work (${versions(stakes.versions ?? 1)}) becomes an asset of its own (suggested: ${suggestion}), your file with it; ${theirs.name} stays as the studio has it.`;
    case 'trashed-there':
      return mine.kind === 'asset'
        ? said`Yours becomes an asset of its own (suggested: ${suggestion}), your file with it; the other stays gone.`
        : said`What you made and checkpointed goes into a collection of its own (suggested: ${suggestion}); the rest stays gone.`;
    case 'move-cycle':
      return said`${mine.name} goes to another place that you choose (suggested: ${suggestion}), on disk too.`;
    default:
      return said`Yours takes a new name (suggested: ${suggestion}), on disk too; the studio’s stays ${theirs.name}. Both exist.`;
  }
}

function mergeEffect(met: Met): Said {
  if (met.kind === 'collection-name')
    return said`Both become one collection with everything in them. Equal names inside are decided one by one.`;
  return said`Both become one asset. ${onTop(met)} Every version stays readable; status, type and assignee are the studio’s.`;
}

/** Where my versions go in the studio's history. */
function onTop({ look, kind, mine, theirs }: Met): Said {
  const theirHistory = look.history(theirs.id);
  const isOne = kind === 'diverged';
  const after = isOne
    ? (theirHistory.findLast((c) => c.rev > 0)?.version ?? 0)
    : (theirHistory.at(-1)?.version ?? 0);
  const own = look.history(mine.id);
  const count = isOne ? own.filter((c) => c.rev === 0).length : own.length;
  if (count === 0) return said`You have no versions to add.`;
  return count === 1
    ? said`Your 1 version goes on top of the studio’s ${after}, as version ${after + 1}.`
    : said`Your ${count} versions go on top of the studio’s ${after}, as versions ${after + 1} to ${after + count}.`;
}
