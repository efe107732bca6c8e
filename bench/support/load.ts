/** Load over HTTP: `wrk` against one program for a while, and what that cost the program. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { processSeconds } from './costs';
import { onCore, type Server } from './server';

/** Connections that are open at once, on one core that is not the server's. */
export const CONNECTIONS = 50;
const SCRIPTS = join(__dirname, '../../../bench');

export interface Slice {
  /** Replies as wished for, per second. */
  perSecond: number;
  /** Milliseconds until the reply. */
  p50: number;
  p99: number;
  /** Milliseconds of the server's processor per reply. */
  cpu: number;
  /** The same of the database's server; 0 where there is none. */
  databaseCpu: number;
}

/** A program under load. */
export interface Program {
  readonly server: Server;
  /** Processor seconds of the database's server so far; absent where there is none. */
  readonly databaseSeconds?: () => number;
  /** Lines of the file of tokens that were used up. */
  used: number;
  accepted: number;
  slices: number;
}

interface Counted {
  used: number;
  accepted: number;
  refused: number;
  exhausted: number;
  microseconds: number;
  p50: number;
  p99: number;
  broken: number;
}

/**
 * @param script of `wrk`: `answer.lua`, `page.lua`
 * @param lines file with one token per line, and the form behind it
 * @throws Error when one reply was not as wished for: then nothing that was measured counts
 */
export async function slice(
  program: Program,
  script: string,
  lines: string,
  seconds: number,
): Promise<Slice> {
  const before = processSeconds(program.server.pid);
  const databaseBefore = program.databaseSeconds?.() ?? 0;
  const [command, args] = onCore(1, 'wrk', [
    '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '30s', '-s', join(SCRIPTS, script),
    program.server.address, '--', lines, String(program.used),
  ]); // prettier-ignore
  const printed = await new Promise<string>((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    child.once('error', reject);
    child.once('exit', () => resolve(text));
  });
  const line = printed.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`wrk said nothing to be read:\n${printed}`);
  const counted = JSON.parse(line) as Counted;
  if (counted.refused + counted.exhausted + counted.broken > 0) throw new Error(line);
  program.used += counted.used;
  program.accepted += counted.accepted;
  program.slices += 1;
  // What was on its way when time was up is done, too; the next one shall not pay for it.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const databaseSeconds = (program.databaseSeconds?.() ?? 0) - databaseBefore;
  return {
    perSecond: counted.accepted / (counted.microseconds / 1e6),
    p50: counted.p50 / 1000,
    p99: counted.p99 / 1000,
    cpu: ((processSeconds(program.server.pid) - before) * 1000) / counted.accepted,
    databaseCpu: (databaseSeconds * 1000) / counted.accepted,
  };
}
