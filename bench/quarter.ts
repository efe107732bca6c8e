/**
 * A whole quarter of contacts, lived by the product with a clock that is moved by hand, and judged by a checker that
 * reads nothing but the mails that left and the input file. `BENCH_CONTACTS` says how many; 100,000 unless given.
 */
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkQuarter } from './quarter/checker';
import { liveQuarter, type SunkMail } from './quarter/live';
import { type LoggedMail, readMail } from './quarter/mail-log';
import { QUARTER_RULES } from './quarter/rules';
import { type Story, tellQuarter } from './quarter/story';
import { type DatabaseKind, openDatabases } from './support/databases';
import { machine } from './support/probe';
import { publish } from './support/report';

const CONTACTS = Number(process.env.BENCH_CONTACTS ?? 100_000);

async function keep(file: string, mails: readonly SunkMail[]): Promise<void> {
  const lines = mails.map((mail) => `${JSON.stringify(mail)}\n`);
  await pipeline(Readable.from(lines), createWriteStream(file));
}

async function readLog(file: string): Promise<LoggedMail[]> {
  const mails: LoggedMail[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
    mails.push(await readMail(JSON.parse(line) as SunkMail));
  return mails;
}

async function main(kind: DatabaseKind): Promise<void> {
  const databases = await openDatabases(kind);
  try {
    const [input, log] = [join(databases.folder, 'input.json'), join(databases.folder, 'sent-mails.jsonl')];
    writeFileSync(input, JSON.stringify(tellQuarter(CONTACTS)));
    const started = performance.now();
    const sunk = await liveQuarter(await databases.create('quarter'), tellQuarter(CONTACTS), (done) => {
      process.stderr.write(`\r${done} of ${CONTACTS} contacts`);
    });
    process.stderr.write('\n');
    const seconds = (performance.now() - started) / 1000;
    await keep(log, sunk);
    // From here on there are only two files.
    const story = JSON.parse(readFileSync(input, 'utf8')) as Story;
    const mails = await readLog(log);
    const { looked, violations } = checkQuarter(story, QUARTER_RULES, mails);
    const firsts = mails.filter(({ remindsOf }) => remindsOf === null).length;
    const checks = Object.values(looked).reduce((sum, count) => sum + count, 0);
    await publish({
      name: 'quarter',
      command: 'npm run bench quarter',
      verdict: violations.length === 0 ? 'passed' : 'failed',
      table: [
        ['contacts', String(story.contacts.length)],
        ['first mails', String(firsts)],
        ['reminders', String(mails.length - firsts)],
        ['checks', String(checks)],
        ['violations', String(violations.length)],
        ['seconds', seconds.toFixed(0)],
        ...violations.slice(0, 20).map((text) => ['violation', text] as const),
      ],
      measured: { database: kind, looked, violations, seconds, machine: machine() },
    });
    if (violations.length > 0) process.exitCode = 1;
  } finally {
    await databases.remove();
  }
}

void main(process.argv[2] === 'postgres' ? 'postgres' : 'sqlite');
