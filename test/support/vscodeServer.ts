/** VS Code's server on a port of its own, with its data in a folder of its own. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ensureCodeServer } from './codeServer.ts';
import { Program, run } from './process.ts';

/** Quiet and predictable: nothing opens by itself, nothing asks the network. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'window.autoDetectColorScheme': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  // A row's tooltip lies over the next row, where the pointer goes next. Milliseconds.
  'workbench.hover.delay': 60_000,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
};

export interface VscodeServerOptions {
  /** Data of the server: settings, extensions, logs. Made where it does not exist. */
  readonly dataDir: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Where installed extensions are; a folder of its data where it is left out. */
  readonly extensionsDir?: string;
  /** Folders are not trusted until the user says so, as outside of tests. */
  readonly workspaceTrust?: boolean;
  /** Environment of the extension host, beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Allows extensions from source, and test modules: as VS Code's own smoke tests do, which also means that
   * notifications do not pop up but only wait in the notification center.
   */
  readonly development?: boolean;
}

export class VscodeServer {
  readonly port: number;
  readonly #dataDir: string;
  readonly #program: Program;
  readonly #settings: Readonly<Record<string, unknown>>;

  private constructor({ dataDir, settings = {} }: VscodeServerOptions, program: Program, port: number) {
    this.#dataDir = dataDir;
    this.#settings = settings;
    this.#program = program;
    this.port = port;
  }

  static async start(options: VscodeServerOptions): Promise<VscodeServer> {
    const { dataDir } = options;
    await writeSettings(dataDir, options.settings);
    const args = await serverArgs(dataDir, options.extensionsDir);
    args.push('--host', '127.0.0.1', '--port', '0', '--without-connection-token');
    args.push('--telemetry-level', 'off');
    if (!options.workspaceTrust) args.push('--disable-workspace-trust');
    if (options.development) args.push('--enable-smoke-test-driver');
    const program = new Program('the VS Code server', process.execPath, args, { env: childEnv(options.env) });
    try {
      const listening = await program.waitFor(/Extension host agent listening on (\d+)/);
      return new VscodeServer(options, program, Number(listening[1]));
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  /** Installs a packaged extension into the data folder, as a user's *Install from VSIX* does. */
  static async installExtension(dataDir: string, vsix: string): Promise<string> {
    const args = await serverArgs(dataDir);
    return run(process.execPath, [...args, '--install-extension', vsix, '--force'], { env: childEnv() });
  }

  /** Beside those that it was started with; what it was given by an earlier call is gone. */
  configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    return writeSettings(this.#dataDir, { ...this.#settings, ...settings });
  }

  get log(): string {
    return this.#program.output;
  }

  /** The log files of this name that extensions wrote, the oldest first. */
  async extensionLog(name: string): Promise<string> {
    const logs = join(this.#dataDir, 'data', 'logs');
    const files = await readdir(logs, { recursive: true }).catch(() => []);
    const found = files.filter((file) => basename(file) === name).toSorted();
    const texts = await Promise.all(found.map((file) => readFile(join(logs, file), 'utf8')));
    return texts.join('\n');
  }

  /**
   * The workbench's address for `folder`, or a workspace file. `development` are folders of extensions to run from
   * source; `tests` is a module whose `run()` the extension host calls.
   */
  url(folder: string, development: readonly string[] = [], tests?: string): string {
    const remote = (path: string): string => `vscode-remote://localhost:${this.port}${path}`;
    const payload = [
      ...development.map((path) => ['extensionDevelopmentPath', remote(path)]),
      ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ];
    const query = new URLSearchParams({
      [folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: folder,
    });
    if (payload.length > 0) query.set('payload', JSON.stringify(payload));
    return `http://localhost:${this.port}/?${query}`;
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

async function writeSettings(dataDir: string, settings: VscodeServerOptions['settings']): Promise<void> {
  const machine = join(dataDir, 'data', 'Machine');
  await mkdir(machine, { recursive: true });
  await writeFile(join(machine, 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
}

async function serverArgs(dataDir: string, extensionsDir?: string): Promise<string[]> {
  return [
    ...['--import', new URL('editorLogs.ts', import.meta.url).href],
    join(await ensureCodeServer(), 'out', 'server-main.js'),
    '--accept-server-license-terms',
    '--server-data-dir',
    dataDir,
    '--extensions-dir',
    extensionsDir ?? join(dataDir, 'extensions'),
  ];
}

/** Without what would make the server take itself for a part of another VS Code. */
function childEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const foreign = Object.keys(process.env).filter((name) => name.startsWith('VSCODE_'));
  return { ...Object.fromEntries(foreign.map((name) => [name, ''])), ...extra };
}
