/**
 * Answering over HTTP, from POST /s/{token} to the durable row and the page of thanks: the product against the least
 * a program can do (`floor/answer.cjs`, `floor/answer-postgres.cjs`) and against a plain first version
 * (`floor/newcomer.cjs`).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteFileOf } from '../src/platform/database';
import { openBulk } from './support/bulk';
import { databaseSeconds } from './support/costs';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { filled } from './support/filled';
import { answerOf } from './support/forms';
import { CONNECTIONS, type Program } from './support/load';
import { environment } from './support/product';
import { publish, shown, verdictAtLeast, type Verdict } from './support/report';
import { controlOf, inTurns, middles, ratio } from './support/rounds';
import { Server } from './support/server';
import { verifyStored } from './support/verify';

const FLOOR_GATE = 0.7;
const NEWCOMER_GATE = 15;
const STORED = 10_000;
const INVITATIONS = 250_000;
const ROUNDS = 12;
const SECONDS = 2;
const ROOT = join(__dirname, '../..');
const FLOORS = join(ROOT, 'bench/floor');

const NAMES = ['product', 'floor', 'newcomer'] as const;
type Name = (typeof NAMES)[number];

interface Running {
  readonly programs: Record<Name, Program>;
  readonly urls: Record<Name, string>;
  readonly lines: string;
}

/** Three servers on copies of one database; the page of thanks is the product's own everywhere. */
async function startAll(kind: DatabaseKind, databases: Databases): Promise<Running> {
  const { url, tokens } = await filled(databases, 'base', STORED, INVITATIONS);
  // Nobody recovers: a minute of this load opens thousands of cases that no team would leave open, and whoever gets
  // the next one is found by counting everybody's.
  const bulk = await openBulk(url);
  await bulk.run('DELETE FROM role_grant');
  await bulk.close();
  const lines = join(databases.folder, 'tokens');
  writeFileSync(
    lines,
    tokens.map((token, n) => `${token}\t${new URLSearchParams(answerOf(n)).toString()}\n`).join(''),
  );
  const urls = {} as Record<Name, string>;
  for (const name of NAMES) urls[name] = await databases.copy('base', name);
  const page = join(databases.folder, 'thanks.html');
  const program = (name: Name, server: Server): Program => ({
    server,
    ...(kind === 'postgres' && { databaseSeconds: () => databaseSeconds(name) }),
    used: 1,
    accepted: 0,
    slices: 0,
  });
  const product = await Server.start(() => [join(ROOT, 'dist/src/main.js')], environment(urls.product));
  const first = await fetch(`${product.address}/s/${tokens[0]}`, {
    method: 'POST',
    body: new URLSearchParams(answerOf(0)),
  });
  writeFileSync(page, (await first.text()).replaceAll(tokens[0] ?? '', '{{token}}'));
  const startFloor = (name: 'floor' | 'newcomer', script: string) => {
    const database = sqliteFileOf(urls[name]) ?? urls[name];
    return Server.start((port) => [join(FLOORS, script), database, String(port), page], {});
  };
  const floor = await startFloor('floor', kind === 'sqlite' ? 'answer.cjs' : 'answer-postgres.cjs');
  const newcomer = await startFloor('newcomer', 'newcomer.cjs');
  return {
    programs: {
      product: { ...program('product', product), accepted: 1 },
      floor: program('floor', floor),
      newcomer: program('newcomer', newcomer),
    },
    urls,
    lines,
  };
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const { programs, urls, lines } = await startAll(kind, databases);
  let measured;
  try {
    measured = await inTurns(NAMES, {
      programs, script: 'answer.lua', lines, rounds: ROUNDS, seconds: SECONDS, warmUpSeconds: 6, controlEvery: 3,
      folder: databases.folder,
    }); // prettier-ignore
  } finally {
    for (const name of NAMES) await programs[name].server.stop();
  }
  const faults: string[] = [];
  for (const name of NAMES) {
    const { accepted, slices } = programs[name];
    const stored = { least: STORED + accepted, most: STORED + accepted + slices * CONNECTIONS };
    faults.push(...(await verifyStored(urls[name], stored)).map((fault) => `${name}: ${fault}`));
  }
  const [floor, newcomer] = [ratio(measured, 'product', 'floor'), ratio(measured, 'product', 'newcomer')];
  const control = controlOf(measured);
  const verdicts = [
    verdictAtLeast(floor, FLOOR_GATE, control),
    verdictAtLeast(newcomer, NEWCOMER_GATE, control),
  ];
  const worst = (['void', 'failed', 'undecided', 'passed'] as const).find((one) =>
    verdicts.includes(one),
  ) as Verdict;
  await publish({
    name: `answer-${kind}`,
    command: `npm run bench answer-${kind}`,
    verdict: faults.length > 0 ? 'failed' : worst,
    table: [
      ['product / floor', `${shown(floor)}, gate ≥ ${FLOOR_GATE}`],
      ['product / newcomer', `${shown(newcomer)}, gate ≥ ${NEWCOMER_GATE}`],
      ['control, product / product', `${shown(control)}, ${measured.controls.length} pairs`],
      ['answers per second, product · floor · newcomer', middles(measured, NAMES, 'perSecond', 0)],
      ['p50 in ms', middles(measured, NAMES, 'p50', 1)],
      ['p99 in ms', middles(measured, NAMES, 'p99', 1)],
      ['processor ms per answer', middles(measured, NAMES, 'cpu', 3)],
      ...(kind === 'postgres'
        ? [["the database's processor ms per answer", middles(measured, NAMES, 'databaseCpu', 3)] as const]
        : []),
      ['answers acknowledged', NAMES.map((name) => programs[name].accepted).join(' · ')],
      [
        'checked afterwards',
        faults.length === 0 ? 'responses = answered invitations, rollups = recount' : faults.join('; '),
      ],
      ['rounds', `${ROUNDS} of ${SECONDS} s each, ${CONNECTIONS} connections, order alternating`],
      ['probe before', JSON.stringify(measured.before)],
      ['probe after', JSON.stringify(measured.after)],
    ],
    measured: { ...measured, floor, newcomer, control },
  });
}

measureOnDatabases(measure);
