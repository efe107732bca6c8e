/**
 * Claiming 10,000 due invitations with 1,000,000 in the table, in batches as the sender does: how fast, by which index,
 * and on PostgreSQL how much two processes get done together. Nothing is claimed twice.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openBulk } from './support/bulk';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { machine, probe } from './support/probe';
import { Program } from './support/program';
import { quartiles } from './support/quartiles';
import { publish, shown, type Verdict, verdictAtLeast } from './support/report';

const STORED = 1_000_000;
const ONE_IN = 100;
const DUE = STORED / ONE_IN;
/** What the sender claims together. */
const BATCH = 25;
const ROUNDS = 8;
/** Claims per second on SQLite. */
const GATE = 5000;

interface Claimed {
  readonly seconds: number;
  readonly ids: readonly string[];
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const url = await databases.create('claim');
  const load = [join(__dirname, 'load/planned.js'), url, String(STORED), String(ONE_IN)];
  execFileSync(process.execPath, load, { stdio: 'inherit' });
  const before = probe(databases.folder);
  const start = async () =>
    (await Program.start(join(__dirname, 'claim/worker.js'), [url, String(BATCH)])).program;
  const workers = [await start(), ...(kind === 'postgres' ? [await start()] : [])];
  const faults: string[] = [];
  const undo = async () => {
    const bulk = await openBulk(url);
    await bulk.run(`UPDATE invitation SET state = 'planned', lease_until = NULL WHERE state = 'sending'`);
    await bulk.close();
  };
  /** @returns seconds until all were claimed */
  const claimAll = async (by: readonly Program[]): Promise<number> => {
    const claimed = await Promise.all(by.map((worker) => worker.ask<Claimed>(0)));
    const ids = claimed.flatMap((one) => one.ids);
    if (ids.length !== DUE || new Set(ids).size !== DUE)
      faults.push(`${ids.length} claimed, ${new Set(ids).size} different, ${DUE} due`);
    return Math.max(...claimed.map(({ seconds }) => seconds));
  };
  const again = async (by: readonly Program[]): Promise<number> => {
    const seconds = await claimAll(by);
    if (kind === 'sqlite') for (const worker of workers.splice(0)) await worker.stop();
    await undo();
    if (kind === 'sqlite') workers.push(await start());
    return seconds;
  };
  const rounds: { one: number; two: number | null; other: number }[] = [];
  await again(workers.slice(0, 1));
  for (let index = 0; index < ROUNDS; index += 1) {
    const one = await again(workers.slice(0, 1));
    const two = kind === 'postgres' ? await again(workers) : null;
    rounds.push({ one, two, other: await again(workers.slice(0, 1)) });
  }
  for (const worker of workers) await worker.stop();
  const rate = quartiles(rounds.map(({ one }) => DUE / one));
  const control = quartiles(rounds.map(({ one, other }) => one / other));
  const both = quartiles(rounds.map(({ one, two, other }) => (one + other) / 2 / (two ?? one)));
  const verdict: Verdict =
    faults.length > 0 ? 'failed' : kind === 'sqlite' ? verdictAtLeast(rate, GATE, control) : 'passed';
  await publish({
    name: `claim-${kind}`,
    command: `npm run bench claim-${kind}`,
    verdict,
    table: [
      ['claims per second', `${shown(rate)}${kind === 'sqlite' ? `, gate ≥ ${GATE}` : ''}`],
      ...(kind === 'postgres' ? [['two processes / one', `${shown(both)}, wished for ≥ 1.7`] as const] : []),
      ['control, one / one', `${shown(control)}, ${ROUNDS} pairs`],
      ['invitations in the table · due', `${STORED} · ${DUE}`],
      ['checked', faults.length === 0 ? 'each was claimed once, by one' : faults.join('; ')],
      ['rounds', `${ROUNDS}, ${BATCH} to a batch, each batch durable`],
      ['probe before', JSON.stringify(before)],
      ['probe after', JSON.stringify(probe(databases.folder))],
    ],
    measured: { rounds, rate, control, both, machine: machine() },
  });
}

measureOnDatabases(measure);
