/**
 * A project file of any size, as a sync would have left it: through the project's own statements, without the wait for
 * the disk.
 */

import { nameKey } from '../../engine/domain/names.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { Project } from '../../engine/project/project.ts';
import { revisionOf } from './fill-studio.ts';
import { ROLES, type Shape } from './shape.ts';

/** Rows of one transaction. */
const GROUP = 100_000;

interface Facts {
  readonly projectId: Id;
  readonly userId: Id;
  readonly userName: string;
  /** The studio's head. */
  readonly head: number;
  readonly members: readonly { readonly userId: Id; readonly name: string; readonly role: string }[];
}

export async function fillProject(folder: string, shape: Shape, facts: Facts): Promise<void> {
  const project = await Project.create(folder, 'film', facts.projectId);
  project.db.pragma('synchronous = OFF');
  project.db.pragma('cache_size = -400000');
  let row = 0;
  const inGroups = <T>(rows: Iterable<T>, put: (one: T, revision: number) => void) => {
    const iterator = rows[Symbol.iterator]();
    for (let more = true; more; ) {
      project.db.transaction(() => {
        for (let count = 0; count < GROUP && more; count++) {
          const { value, done } = iterator.next();
          if (done) more = false;
          else put(value, revisionOf(row++));
        }
      });
    }
  };
  inGroups(shape.items(), (item, revision) =>
    project.items.put(item, revision, undefined, nameKey(item.name)),
  );
  inGroups(shape.checkpoints(), (checkpoint, revision) => project.checkpoints.put(checkpoint, revision));
  inGroups(shape.taggings(), (t, revision) =>
    project.tags.put(t.itemId, t.tag, t.present, revision, undefined),
  );
  inGroups(shape.dependencies(), (d, revision) =>
    project.dependencies.put(d.itemId, d.targetId, d.present, revision, undefined),
  );
  project.chunks.batch(() => {
    for (const { chunks } of shape.contents) for (const chunk of chunks) project.chunks.put(chunk);
  });
  project.db.transaction(() => {
    for (const member of facts.members) project.team.putMember({ ...member, removed: false }, 1);
    for (const role of ROLES) project.team.putRole(role, 1);
    project.setMeta('user-id', facts.userId);
    project.setMeta('user-name', facts.userName);
    project.setMeta('watermark', String(facts.head));
  });
  project.close();
}
