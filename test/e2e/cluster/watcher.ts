/** Pulls all the time, through whichever studio answers, and so has what anybody could ever see, in its order. */
import assert from 'node:assert/strict';
import { type Row, rowKey } from '../../../engine/domain/rows.ts';
import { decodeRow } from '../../../engine/domain/wire.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { PROTOCOL_VERSION } from '../../../proto/limits.ts';

export class Watcher {
  readonly rows = new Map<string, Row>();
  head = 0;
  pulls = 0;
  readonly #base: string;
  readonly #token: string;
  readonly #project: string;

  constructor(url: string, token: string, project: string) {
    this.#base = url;
    this.#token = token;
    this.#project = project;
  }

  /** One that has seen nothing yet. */
  anew(): Watcher {
    return new Watcher(this.#base, this.#token, this.#project);
  }

  /** Everything above what it has. A page that does not come is asked for again; what came counts at once. */
  async pull(): Promise<void> {
    const { head: since } = this;
    let [cursor, head] = ['', since];
    for (;;) {
      const page = await this.#page(since, cursor);
      if (!page) continue;
      assert.ok(page.head >= head, `the head went from ${head} back to ${page.head}`);
      head = page.head;
      for (const row of page.rows.map(decodeRow)) {
        const { revision } = row;
        assert.ok(
          row.kind === 'project' || (revision > since && revision <= head),
          `${revision} in a pull above ${since}`,
        );
        const key = `${row.kind} ${rowKey(row)}`;
        assert.ok((this.rows.get(key)?.revision ?? 0) <= revision, `${key} went back to ${revision}`);
        this.rows.set(key, row);
      }
      if (!page.more) break;
      cursor = page.cursor;
    }
    this.head = head;
    this.pulls++;
  }

  async #page(since: number, cursor: string): Promise<cairn.v1.PullPage | undefined> {
    const headers = { authorization: `Bearer ${this.#token}`, 'cairn-protocol': String(PROTOCOL_VERSION) };
    let answer: Response;
    let body: ArrayBuffer;
    try {
      const url = `${this.#base}/v1/projects/${this.#project}/changes?since=${since}&cursor=${cursor}`;
      answer = await fetch(url, { headers });
      body = await answer.arrayBuffer();
    } catch {
      return undefined;
    }
    if (answer.status === 503) return undefined;
    assert.equal(answer.status, 200, Buffer.from(body).toString());
    return cairn.v1.PullPage.decode(new Uint8Array(body));
  }
}
