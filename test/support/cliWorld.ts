/** A studio and members who have nothing but the command line, each with a folder and sessions of their own. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectUrl } from '../../engine/domain/studioUrl.ts';
import { CliProcess, LAUNCHER, PROGRAM, type Result, type StartOptions } from './cliProcess.ts';
import { fileHash, writeRandom } from './content.ts';
import { holdLines, holdOutput } from './outputs.ts';

export interface JsonResult extends Result {
  /** The one document on standard output. */
  readonly json: unknown;
}

interface ErrorDocument {
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string };
}

export interface RunOptions extends StartOptions {
  /** Start the program without the launcher. */
  readonly direct?: boolean;
  /** For people: without `--json`. */
  readonly plain?: boolean;
}

export class CliMember {
  readonly name: string;
  readonly folder: string;
  readonly configDir: string;

  constructor(name: string, home: string) {
    this.name = name;
    this.folder = join(home, 'work');
    this.configDir = join(home, 'config');
    mkdirSync(this.folder, { recursive: true });
  }

  get password(): string {
    return `the password of ${this.name}`;
  }

  file(path: string): string {
    return join(this.folder, path);
  }

  start(args: readonly string[], options: RunOptions = {}): CliProcess {
    const program = options.direct ? PROGRAM : LAUNCHER;
    const all = [program, ...(options.plain ? [] : ['--json']), ...args];
    const env = { CAIRN_CONFIG_DIR: this.configDir, CAIRN_PASSWORD: this.password, ...options.env };
    return new CliProcess(all, { ...options, cwd: options.cwd ?? this.folder, env });
  }

  /** Runs a command with `--json` in the working folder; standard output must be one JSON document. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<JsonResult> {
    const result = await this.start(args, options).result;
    const text = result.stdout.toString('utf8');
    const told = `${this.name}: cairn ${args.join(' ')} ended with ${result.code ?? result.signal}\n${result.stderr}`;
    if (text === '' || options.plain) return { ...result, json: undefined };
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new Error(`${told}\nNot one JSON document: ${text.slice(0, 2000)}`);
    }
    holdOutput(args, json);
    holdLines(result.stderr);
    return { ...result, json };
  }

  /** Runs a command that must end with `code`, and returns its document as the shape the caller knows. */
  async cairn<T = unknown>(args: readonly string[], code = 0): Promise<T> {
    const result = await this.run(args);
    const said = `${result.stdout.toString('utf8').slice(0, 4000)}\n${result.stderr.slice(-4000)}`;
    assert.equal(
      result.code,
      code,
      `${this.name}: cairn ${args.join(' ')} ended with ${result.code}:\n${said}`,
    );
    return result.json as T;
  }

  /** Runs a command that must fail with this exit code and error code. Returns the message. */
  async refused(
    args: readonly string[],
    exit: number,
    code: string,
    options: RunOptions = {},
  ): Promise<string> {
    const result = await this.run(args, options);
    const said = `${this.name}: cairn ${args.join(' ')} said ${result.stdout} ${result.stderr}`;
    const { error } = (result.json ?? { error: { code: 'none', message: '' } }) as ErrorDocument;
    assert.deepEqual([result.code, error?.code], [exit, code], said);
    assert.ok(error.message.length > 10, said);
    return error.message;
  }

  /** The bytes of one version, straight from standard output. */
  async cat(path: string, version: number): Promise<Buffer> {
    const result = await this.start(['cat', path, '--version', String(version)]).result;
    assert.equal(
      result.code,
      0,
      `cat ${path} v${version}: ${result.stdout.toString('utf8', 0, 2000)} ${result.stderr}`,
    );
    return result.stdout;
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    mkdirSync(join(this.file(path), '..'), { recursive: true });
    await writeFile(this.file(path), content);
  }

  writeRandom(path: string, seed: number, size: number): Promise<void> {
    return writeRandom(this.file(path), seed, size);
  }

  hash(path: string): Promise<string> {
    return fileHash(this.file(path));
  }

  /** `state` or `state+flag+…` of one asset, without the flags that say where it lies in the sync. */
  async state(path: string): Promise<string> {
    const { assets } = await this.cairn<Status>(['status']);
    const entry = assets.find((asset) => asset.path === path);
    return entry?.state ?? 'none';
  }
}

export interface Status {
  readonly project: { readonly id: string; readonly name: string; readonly studio: string | null };
  readonly unsent: number;
  readonly watermark: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly assets: readonly {
    readonly path: string;
    readonly kind: string;
    readonly state: string;
    readonly flags: readonly string[];
    readonly base: number | null;
    readonly latest: number | null;
    readonly assignee: string | null;
    readonly status: string | null;
  }[];
}

export interface ConflictDocument {
  readonly id: string;
  readonly kind: string;
  readonly path: string;
  readonly parent: string | null;
  readonly choices: readonly { readonly name: string; readonly enabled: boolean; readonly reason?: string }[];
}

export interface SyncDocument {
  readonly outcome: string;
  readonly watermark: number;
  readonly pushed: number;
  readonly pulled: number;
  readonly rejected: readonly { readonly path: string; readonly code: string }[];
  readonly conflicts: readonly ConflictDocument[];
  readonly chunks: Readonly<
    Record<'uploaded' | 'downloaded' | 'bytesUp' | 'bytesDown' | 'bytesSaved', number>
  >;
}

export interface LogDocument {
  readonly path: string;
  readonly checkpoints: readonly {
    readonly version: number;
    readonly author: string;
    readonly comment: string;
    readonly size: number;
    readonly local: boolean;
    readonly unsent: boolean;
    readonly time: string;
  }[];
}

export class CliWorld {
  readonly home: string;
  readonly studioData: string;
  #studio: CliProcess | undefined;
  #port = 0;
  #members: CliMember[] = [];

  constructor() {
    this.home = realpathSync(mkdtempSync(join(tmpdir(), 'cairn-e2e-')));
    this.studioData = join(this.home, 'studio');
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the studio; after the first time on the same port. */
  async startStudio(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const args = [LAUNCHER, 'studio', 'serve', '--data', this.studioData, '--port', String(this.#port)];
    const studio = new CliProcess(args, { cwd: this.home, env });
    const match = await studio.seen(/"url":\s*"http:\/\/[^"]*:(\d+)/u);
    if (!match) throw new Error(`The studio did not start:\n${(await studio.result).stderr}`);
    this.#port = Number(match[1]);
    this.#studio = studio;
  }

  async stopStudio(signal: NodeJS.Signals = 'SIGTERM'): Promise<Result | undefined> {
    this.#studio?.kill(signal);
    const result = await this.#studio?.result;
    this.#studio = undefined;
    return result;
  }

  /** Somebody with an account, signed in. The first is the studio's administrator. */
  async join(name: string): Promise<CliMember> {
    const member = this.stranger(name);
    const admin = this.#members.length === 0 ? ['--admin'] : [];
    await member.cairn(['studio', 'user', 'add', name, ...admin, '--data', this.studioData]);
    await member.cairn(['login', this.url, '--user', name]);
    this.#members.push(member);
    return member;
  }

  /** Somebody without an account. */
  stranger(name: string): CliMember {
    return new CliMember(name, join(this.home, name));
  }

  /**
   * Anna and Ben, who joins her project with a role. Its collection `shared` is everybody's; nothing is on Ben's disk yet.
   * @param fill makes what Anna has in it before Ben comes. @param round tells them from others in the same world
   */
  async twoMembers(
    shared: string,
    role: string,
    fill: (anna: CliMember) => Promise<void> = async () => {},
    round: number | '' = '',
  ): Promise<readonly [anna: CliMember, ben: CliMember]> {
    const anna = await this.join(`anna${round}`);
    const ben = await this.join(`ben${round}`);
    await anna.cairn(['init', '--name', `show${round}`]);
    await anna.cairn(['mkdir', shared, '--shared']);
    await fill(anna);
    await this.share(anna, { [role]: ben });
    return [anna, ben];
  }

  /** `owner`'s folder becomes a project on the studio, which `others` join with a role. */
  async share(owner: CliMember, others: Readonly<Record<string, CliMember>>): Promise<void> {
    await owner.cairn(['publish', this.url]);
    await owner.cairn(['sync']);
    const { project } = await owner.cairn<Status>(['status']);
    for (const [role, member] of Object.entries(others)) {
      await owner.cairn(['member', 'add', member.name, '--role', role]);
      await member.cairn(['clone', projectUrl(this.url, project.name), member.folder]);
    }
  }

  async end(): Promise<void> {
    await this.stopStudio('SIGKILL');
    await rm(this.home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A folder of one's own for a suite that needs no studio. */
export function loneMember(): { readonly member: CliMember; readonly end: () => void } {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'cairn-e2e-')));
  return {
    member: new CliMember('anna', home),
    end: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}
