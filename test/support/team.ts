/** A real studio and members with nothing but the command line, in a home that whoever opens editors for them chooses. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LAUNCHER } from './cliProcess.ts';
import { CliMember } from './cliWorld.ts';
import { Program } from './process.ts';

export type { CliMember as Member } from './cliWorld.ts';

async function serve(data: string, port: number): Promise<{ studio: Program; url: string }> {
  const args = [LAUNCHER, 'studio', 'serve', '--data', data, '--host', '127.0.0.1', '--port', String(port)];
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
  readonly #members: CliMember[] = [];
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

  get members(): readonly CliMember[] {
    return this.#members;
  }

  /** Makes an account and signs it in on the command line. */
  async join(name: string): Promise<CliMember> {
    const member = await this.account(name);
    await member.cairn(['login', this.url, '--user', name]);
    return member;
  }

  /** Makes an account that is signed in nowhere. */
  async account(name: string): Promise<CliMember> {
    const member = new CliMember(name, join(this.#home, name));
    const admin = this.#members.length === 0 ? ['--admin'] : [];
    await member.cairn(['studio', 'user', 'add', name, ...admin, '--data', this.studioData]);
    this.#members.push(member);
    return member;
  }

  /** `owner` makes a project of their working folder, tracks `paths`, publishes and syncs. @param url another way to the studio */
  async publish(owner: CliMember, project: string, paths: readonly string[], url = this.url): Promise<void> {
    await owner.cairn(['init', owner.folder, '--name', project]);
    if (paths.length > 0) await owner.cairn(['track', ...paths, '-m', 'First version']);
    await owner.cairn(['publish', url]);
    await owner.cairn(['sync']);
  }

  /** `owner` takes `member` into the project, who joins it. */
  async enlist(owner: CliMember, member: CliMember, project: string, role: string): Promise<void> {
    await owner.cairn(['member', 'add', member.name, '--role', role]);
    await member.cairn(['clone', `${this.url}/${project}`, member.folder, '--rebuild']);
  }

  stop(): Promise<void> {
    return this.#studio.stop();
  }
}
