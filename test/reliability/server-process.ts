/** The real server as a process of its own, from today's sources, so that it can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { freePort } from '../support/free-port';

const root = join(__dirname, '../..');

/** Compiles `src` and `migrations` into a folder inside the project, where templates and packages are found. */
export function compileSources(): { folder: string; main: string; remove: () => void } {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'server-under-test-'));
  for (const part of ['src', 'migrations']) {
    for (const path of readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || path.endsWith('.spec.ts')) continue;
      const { code } = transformFileSync(join(root, part, path), {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
      });
      const target = join(folder, part, path.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
  }
  return {
    folder,
    main: join(folder, 'src/main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly ended: Promise<void>,
    /** `http://127.0.0.1:…` */
    readonly address: string,
  ) {}

  /** Starts and waits until it is ready to serve. @throws Error with what it printed when it ends before that */
  static async start(main: string, env: Record<string, string>): Promise<ServerProcess> {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [main], {
      cwd: root,
      env: { PATH: process.env.PATH, PORT: String(port), BASE_URL: address, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
    child.stderr.on('data', (data: Buffer) => (printed += data.toString()));
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const server = new ServerProcess(child, ended, address);
    for (let tries = 0; tries < 600; tries += 1) {
      if (child.exitCode !== null) throw new Error(`The server ended before it was ready:\n${printed}`);
      const ready = await fetch(`${address}/health/ready`).catch(() => undefined);
      if (ready?.ok) return server;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await server.kill();
    throw new Error(`The server was not ready in time:\n${printed}`);
  }

  /** `kill -9`: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
