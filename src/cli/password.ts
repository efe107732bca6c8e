/** A password from standard input, so that it stands in no shell history. */
import { createInterface } from 'node:readline';
import { Unfinished } from './context';

export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password: ');
  const lines = createInterface({ input: process.stdin, terminal: false });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  throw new Unfinished('No password was given. Write one line to standard input, or use --password.');
}
