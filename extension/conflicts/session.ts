/** One page's conversation: what the page asks is done with the engine, whose state the page always shows. */
import type { Conflict, Decision, ProjectApi } from '../../engine/api.ts';
import { inWords, type Translate } from '../../engine/domain/said.ts';
import type { ToHost, ToPage } from '../../webview-ui/protocol.ts';
import type { Attention, ProjectFacts } from '../project/facts.ts';

type Sent = NonNullable<Extract<ToHost, { type: 'resolve' }>['decision']>;

/** What a page shows of an image at most, in bytes. */
const MAX_PREVIEW = 8 * 1024 * 1024;

export interface ConflictSource {
  readonly name: string;
  readonly facts: ProjectFacts;
  api(): Promise<Pick<ProjectApi, 'resolve' | 'checkRename' | 'preview' | 'conflictHistory'>>;
  refresh(): Promise<void>;
}

export interface ConflictSessionPorts {
  post(message: ToPage): void;
  /** Goes on with the sync. */
  resume(): void;
  /** What failed, in words for the page. */
  explain(error: unknown): string;
  malformed(problem: string): void;
  readonly t: Translate;
}

export class ConflictSession {
  private readonly source: ConflictSource;
  private readonly ports: ConflictSessionPorts;
  private error: string | null = null;
  /** Decisions that the engine has taken, and the facts here do not know yet. */
  private readonly recorded = new Map<string, Decision | null>();
  private shown: { readonly attention: Attention; readonly syncing: boolean } | null = null;

  constructor(source: ConflictSource, ports: ConflictSessionPorts) {
    this.source = source;
    this.ports = ports;
  }

  /** Facts changed: shows them if they are the page's. */
  update(): void {
    const { attention, syncing } = this.source.facts;
    if (this.shown?.attention !== attention || this.shown.syncing !== (syncing !== null)) this.show();
  }

  /** Shows the engine's state as it is now. */
  show(): void {
    const { name, facts } = this.source;
    this.shown = { attention: facts.attention, syncing: facts.syncing !== null };
    this.ports.post({
      type: 'state',
      project: name,
      conflicts: facts.attention.conflicts.map((conflict) => {
        const decision = this.recorded.get(conflict.id);
        const known = decision === undefined ? conflict : { ...conflict, decision };
        return inLanguage(known, this.ports.t);
      }),
      syncing: facts.syncing !== null,
      error: this.error,
    });
  }

  /** @param raw whatever the page sent */
  async receive(raw: unknown): Promise<void> {
    const { toHost } = await import('../../webview-ui/protocol.ts');
    const decoded = toHost.safeParse(raw);
    if (!decoded.success) {
      this.ports.malformed(decoded.error.message);
      return;
    }
    try {
      this.error = null;
      await this.handle(decoded.data);
    } catch (error) {
      this.error = this.ports.explain(error);
      await this.source.refresh();
      this.show();
    }
  }

  private async handle(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.show();
      case 'resolve':
        return this.resolve([message]);
      case 'resolve-all':
        return this.resolve(message.decisions);
      case 'check-name':
        return this.checkName(message.conflictId, message.name);
      case 'preview':
        return this.preview(message.checkpointId);
      case 'history':
        return this.history(message.conflictId);
      case 'continue':
        return this.ports.resume();
    }
  }

  private async resolve(decisions: Extract<ToHost, { type: 'resolve-all' }>['decisions']): Promise<void> {
    const api = await this.source.api();
    const failed: unknown[] = [];
    const taken = new Map<string, Decision | null>();
    for (const { conflictId, decision } of decisions) {
      try {
        const wanted = decision && decisionOf(decision);
        await api.resolve(conflictId, wanted);
        taken.set(conflictId, wanted);
        this.recorded.set(conflictId, wanted);
      } catch (error) {
        failed.push(error);
      }
    }
    // One that cannot be decided like the others does not stop them.
    if (failed.length > 0) this.error = this.ports.explain(failed[0]);
    // The engine has them: the reader need not wait until everything else was looked at again.
    this.show();
    try {
      await this.source.refresh();
    } finally {
      for (const [id, decision] of taken) if (this.recorded.get(id) === decision) this.recorded.delete(id);
    }
    this.update();
  }

  private async checkName(conflictId: string, name: string): Promise<void> {
    const problem = await (await this.source.api()).checkRename(conflictId, name);
    const words = problem && inWords(problem, this.ports.t);
    this.ports.post({ type: 'name-checked', conflictId, name, problem: words });
  }

  private async history(conflictId: string): Promise<void> {
    try {
      const { mine, theirs } = await (await this.source.api()).conflictHistory(conflictId);
      this.ports.post({ type: 'history', conflictId, mine, theirs });
    } catch (error) {
      this.ports.post({ type: 'no-history', conflictId });
      throw error;
    }
  }

  private async preview(checkpointId: string): Promise<void> {
    const preview = await (await this.source.api()).preview(checkpointId);
    if (preview === null || preview.data.byteLength > MAX_PREVIEW) return;
    const base64 = Buffer.from(preview.data).toString('base64');
    this.ports.post({ type: 'preview', checkpointId, mediaType: preview.mediaType, base64 });
  }
}

/** With what the choices do in the reader's language; as it is where an older version found it. */
const inLanguage = (conflict: Conflict, t: Translate): Conflict => ({
  ...conflict,
  choices: conflict.choices.map(({ said, ...choice }) => ({
    ...choice,
    ...(said && { effect: inWords(said.effect, t) }),
    ...(said?.reason && { reason: inWords(said.reason, t) }),
  })),
});

const decisionOf = ({ choice, name }: Sent): Decision => (name === undefined ? { choice } : { choice, name });
