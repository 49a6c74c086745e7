/** A real studio and people who work with it through the command line, each as on a machine of their own. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './cache.ts';
import { Program } from './process.ts';

const CAIRN = join(root, 'dist', 'cairn.cjs');

export interface Outcome {
  readonly code: number | null;
  /** What `--json` printed, or undefined where it is not JSON. */
  readonly json: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `cairn` with `--json`. */
async function cairn(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const program = new Program(`cairn ${args.join(' ')}`, process.execPath, [CAIRN, '--json', ...args], {
    env,
  });
  const code = await program.exited;
  const { stdout, stderr } = program;
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch {
    json = undefined;
  }
  return { code, json, stdout, stderr };
}

export class Member {
  readonly name: string;
  readonly password: string;
  /** The working folder. */
  readonly folder: string;
  /** Where the command line keeps this person's sessions. */
  readonly configDir: string;

  constructor(name: string, password: string, home: string) {
    this.name = name;
    this.password = password;
    this.folder = join(home, 'work');
    this.configDir = join(home, 'config');
  }

  get env(): Record<string, string> {
    return { CAIRN_CONFIG_DIR: this.configDir, CAIRN_PASSWORD: this.password };
  }

  /** Runs a command in the working folder. @throws where it does not end with one of `codes`. */
  async cairn(args: readonly string[], codes: readonly number[] = [0]): Promise<unknown> {
    const outcome = await cairn(['-C', this.folder, ...args], this.env);
    if (outcome.code === null || !codes.includes(outcome.code)) {
      const said = `${outcome.stdout}\n${outcome.stderr}`;
      throw new Error(`${this.name}: cairn ${args.join(' ')} ended with ${outcome.code}:\n${said}`);
    }
    return outcome.json;
  }
}

async function serve(data: string, port: number): Promise<{ studio: Program; url: string }> {
  const args = [CAIRN, 'studio', 'serve', '--data', data, '--host', '127.0.0.1', '--port', String(port)];
  const studio = new Program('the studio', process.execPath, args);
  try {
    const [, url = ''] = await studio.waitFor(/"url":\s*"([^"]+)"/);
    return { studio, url };
  } catch (error) {
    await studio.stop();
    throw error;
  }
}

/** A studio on a free port of this machine. The first member is its administrator. */
export class Team {
  readonly url: string;
  readonly studioData: string;
  readonly #home: string;
  readonly #members: Member[] = [];
  #studio: Program;

  private constructor(home: string, studioData: string, studio: Program, url: string) {
    this.#home = home;
    this.studioData = studioData;
    this.#studio = studio;
    this.url = url;
  }

  static async start(home: string): Promise<Team> {
    const data = join(home, 'studio');
    await mkdir(data, { recursive: true });
    const { studio, url } = await serve(data, 0);
    return new Team(home, data, studio, url);
  }

  /** Starts the studio again, where it was and with what it had. */
  async restart(): Promise<void> {
    await this.stop();
    this.#studio = (await serve(this.studioData, Number(new URL(this.url).port))).studio;
  }

  get log(): string {
    return this.#studio.output;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  /** Makes an account and signs it in on the command line. */
  async join(name: string): Promise<Member> {
    const member = await this.account(name);
    await member.cairn(['login', this.url, '--user', name]);
    return member;
  }

  /** Makes an account that is signed in nowhere. */
  async account(name: string): Promise<Member> {
    const member = new Member(name, randomBytes(9).toString('base64url'), join(this.#home, name));
    await mkdir(member.folder, { recursive: true });
    const admin = this.#members.length === 0 ? ['--admin'] : [];
    await member.cairn(['studio', 'user', 'add', name, ...admin, '--data', this.studioData]);
    this.#members.push(member);
    return member;
  }

  /** `owner` makes a project of their working folder, tracks `paths`, publishes and syncs. @param url another way to the studio */
  async publish(owner: Member, project: string, paths: readonly string[], url = this.url): Promise<void> {
    await owner.cairn(['init', owner.folder, '--name', project]);
    if (paths.length > 0) await owner.cairn(['track', ...paths, '-m', 'First version']);
    await owner.cairn(['publish', url]);
    await owner.cairn(['sync']);
  }

  /** `owner` takes `member` into the project, who joins it. */
  async enlist(owner: Member, member: Member, project: string, role: string): Promise<void> {
    await owner.cairn(['member', 'add', member.name, '--role', role]);
    await member.cairn(['clone', `${this.url}/${project}`, member.folder, '--rebuild']);
  }

  stop(): Promise<void> {
    return this.#studio.stop();
  }
}
