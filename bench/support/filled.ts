/** Fills a new database in a process of its own. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Databases } from './databases';

export interface Filled {
  readonly url: string;
  /** Tokens of invitations that wait for their answer. */
  readonly tokens: string[];
  /** Loading the stored responses took so long, without the open invitations. */
  readonly seconds: number;
}

export async function filled(
  databases: Databases,
  name: string,
  stored: number,
  open: number,
): Promise<Filled> {
  const url = await databases.create(name);
  const file = join(databases.folder, `${name}.tokens`);
  const printed = execFileSync(
    process.execPath,
    [join(__dirname, '../load/main.js'), url, String(stored), String(open), file],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  process.stdout.write(`${name}: ${printed}`);
  const seconds = Number(/in (\d+) s/.exec(printed)?.[1]);
  return { url, tokens: readFileSync(file, 'utf8').split('\n'), seconds };
}
