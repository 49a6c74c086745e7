/** Somebody who works and syncs, whatever happens to the studios, and who remembers what they did. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectApi } from '../../../engine/api.ts';
import { CairnError } from '../../../engine/errors.ts';
import { seededBytes } from '../../support/chunks.ts';

/** What a sync may end with while a studio is being killed. Anything else is a mistake. */
const PASSING = ['studio-unreachable', 'studio-overloaded'];
const LARGE = 600_000;
const MOST_FILES = 12;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export class Person {
  readonly name: string;
  readonly project: ProjectApi;
  /** Path to SHA-256 of each version's bytes, in order. */
  readonly versions = new Map<string, string[]>();
  readonly tags: string[] = [];
  syncs = 0;
  interrupted = 0;
  readonly #folder: string;
  #deeds = 0;

  constructor(name: string, folder: string, project: ProjectApi) {
    this.name = name;
    this.#folder = folder;
    this.project = project;
  }

  /** A version of a file of theirs, and now and then a tag on what is everybody's. */
  async work(shared: string): Promise<void> {
    const n = this.#deeds++;
    const path = `${this.name}/file ${n % MOST_FILES}.bin`;
    const bytes = seededBytes(`${this.name} ${n}`, n % 4 === 0 ? LARGE : 2_000);
    mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
    writeFileSync(join(this.#folder, path), bytes);
    const known = this.versions.get(path);
    const report = known
      ? await this.project.checkpoint([path], { comment: `version ${n}` })
      : await this.project.track([path], { comment: `first ${n}` });
    assert.deepEqual(report.refused, []);
    this.versions.set(path, [...(known ?? []), sha256(bytes)]);
    if (n % 3 > 0) return;
    const tag = `${this.name}-${n}`;
    await this.project.tag(shared, [tag], []);
    this.tags.push(tag);
  }

  /** Syncs until it went through. */
  async sync(): Promise<void> {
    for (;;) {
      try {
        const report = await this.project.sync();
        assert.equal(report.outcome, 'done', JSON.stringify(report));
        assert.deepEqual(report.rejected, []);
        this.syncs++;
        return;
      } catch (error) {
        if (!CairnError.is(error) || !PASSING.includes(error.code)) throw error;
        this.interrupted++;
      }
    }
  }
}
