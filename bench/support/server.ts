/** A server under measurement: a process of its own, on a core of its own where the machine lets us choose. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { freePort } from './databases';

const PINNABLE = spawnSync('taskset', ['-V']).status === 0;

/** The command that runs on one core only; as it is where `taskset` is missing. */
export function onCore(core: number, command: string, args: readonly string[]): [string, string[]] {
  return PINNABLE ? ['taskset', ['-c', String(core), command, ...args]] : [command, [...args]];
}

export class Server {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** `taskset` becomes the program it starts, so this is the server itself. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Starts a program and waits until it is ready. @param args are given the port */
  static async start(args: (port: number) => string[], env: Record<string, string>): Promise<Server> {
    const port = await freePort();
    const [command, all] = onCore(0, process.execPath, args(port));
    const child = spawn(command, all, {
      env: { PATH: process.env.PATH, PORT: String(port), ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const server = new Server(child, port);
    for (let tries = 0; tries < 1200; tries += 1) {
      if (child.exitCode !== null) throw new Error('A server ended before it was ready.');
      const ready = await fetch(`${server.address}/health/ready`).catch(() => undefined);
      if (ready?.ok) return server;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await server.stop();
    throw new Error('A server was not ready in time.');
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await ended;
  }
}
