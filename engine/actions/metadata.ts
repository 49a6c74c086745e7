/**
 * Assignment, status, type, description, tags and dependencies. What a path leads to is looked up in the transaction that changes it:
 * another window may have moved, merged or purged it just now.
 */
import { MAX_DESCRIPTION, MAX_LABEL } from '../../proto/limits.ts';
import type { MetadataEdit } from '../api.ts';
import { tagKey } from '../domain/names.ts';
import type { Item } from '../domain/rows.ts';
import { type Said, said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';

const refuse = (message: Said, details: Record<string, unknown> = {}): never => {
  throw new CairnError('usage', message, details);
};

/** @throws {CairnError} usage: the studio would refuse it, and with it whatever it belongs to */
export function bounded(text: string, limit: number, what: Said): string {
  if (text.length > limit) refuse(said`The ${what} is longer than ${limit} characters`);
  return text.toWellFormed();
}

/** Makes the asset a task of this member. */
export function assign(project: Project, path: string, user: string): void {
  project.db.transaction(() => {
    const item = project.paths.requireAsset(path);
    const member = project.team.byName(user);
    if (!member)
      throw new CairnError('not-found', said`${user} is not a member of this project as of the last sync`, {
        user,
      });
    project.items.edit(item.id, { task: true, assigneeId: member.userId });
  });
}

export function unassign(project: Project, path: string): void {
  project.db.transaction(() => project.items.edit(project.paths.requireAsset(path).id, { assigneeId: '' }));
}

export function edit(project: Project, path: string, change: MetadataEdit): void {
  project.db.transaction(() => {
    const item = project.paths.require(path);
    project.items.edit(item.id, fieldsOf(item, path, change));
  });
}

function fieldsOf({ kind }: Item, path: string, change: MetadataEdit): Partial<Item> {
  const fields: { -readonly [K in keyof Item]?: Item[K] } = {};
  if (change.status !== undefined) fields.status = bounded(change.status, MAX_LABEL, said`status`);
  if (change.type !== undefined) fields.type = bounded(change.type, MAX_LABEL, said`type`);
  if (change.description !== undefined) {
    fields.description = bounded(change.description, MAX_DESCRIPTION, said`description`);
  }
  if (change.shared !== undefined) {
    if (kind !== 'collection') refuse(said`${path} is an asset; only collections are shared`, { path });
    fields.shared = change.shared;
  }
  if (change.task !== undefined) {
    if (kind !== 'asset') refuse(said`${path} is a collection; only assets are tasks or resources`, { path });
    fields.task = change.task;
    if (!change.task) fields.assigneeId = '';
  }
  return fields;
}

export function tag(project: Project, path: string, add: readonly string[], remove: readonly string[]): void {
  for (const text of add) {
    if (text.trim() === '') refuse(said`A tag needs at least one visible character`);
    bounded(text, MAX_LABEL, said`tag`);
  }
  project.db.transaction(() => {
    const item = project.paths.require(path);
    for (const text of add) project.tags.set(item.id, spelling(project, item.id, text), true);
    for (const { member, present } of project.tags.of(item.id)) {
      if (present && remove.some((text) => tagKey(text) === tagKey(member)))
        project.tags.set(item.id, member, false);
    }
  });
}

/** Tags are equal without regard to case and normalisation; the first spelling stays. */
function spelling(project: Project, itemId: string, text: string): string {
  const known = project.tags.of(itemId).find((tag) => tagKey(tag.member) === tagKey(text));
  return known?.member ?? text.normalize('NFC').trim();
}

export function depend(project: Project, path: string, on: readonly string[], off: readonly string[]): void {
  const targets = (paths: readonly string[]) => paths.map((target) => project.paths.require(target));
  project.db.transaction(() => {
    const item = project.paths.require(path);
    const [add, remove] = [targets(on), targets(off)];
    if (add.some((target) => target.id === item.id)) refuse(said`${path} cannot depend on itself`, { path });
    for (const target of add) project.dependencies.set(item.id, target.id, true);
    for (const target of remove) project.dependencies.set(item.id, target.id, false);
  });
}
