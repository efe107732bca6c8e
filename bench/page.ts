/**
 * The customer's page over HTTP, GET /s/{token}: the product against a program that renders the same templates for
 * every visit (`floor/page.cjs`).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteFileOf } from '../src/platform/database';
import { databaseSeconds } from './support/costs';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { filled } from './support/filled';
import { CONNECTIONS, type Program } from './support/load';
import { environment } from './support/product';
import { publish, shown, verdictAtLeast } from './support/report';
import { controlOf, inTurns, middles, ratio } from './support/rounds';
import { Server } from './support/server';
import { keepShownPage } from './support/shown-page';

const GATE = 0.7;
const STORED = 10_000;
const INVITATIONS = 20_000;
const ROUNDS = 12;
const SECONDS = 2;
const ROOT = join(__dirname, '../..');
const NAMES = ['product', 'floor'] as const;

async function start(kind: DatabaseKind, databases: Databases) {
  const { tokens } = await filled(databases, 'base', STORED, INVITATIONS);
  const lines = join(databases.folder, 'tokens');
  writeFileSync(lines, tokens.map((token) => `${token}\t\n`).join(''));
  const page = join(databases.folder, 'page.json');
  const urls = {
    product: await databases.copy('base', 'product'),
    floor: await databases.copy('base', 'floor'),
  };
  await keepShownPage(urls.product, tokens[0] ?? '', page);
  const program = (name: (typeof NAMES)[number], server: Server): Program => ({
    server,
    ...(kind === 'postgres' && { databaseSeconds: () => databaseSeconds(name) }),
    used: 0,
    accepted: 0,
    slices: 0,
  });
  const product = await Server.start(() => [join(ROOT, 'dist/src/main.js')], environment(urls.product));
  const script = join(ROOT, 'bench/floor/page.cjs');
  const database = sqliteFileOf(urls.floor) ?? urls.floor;
  const floor = await Server.start((port) => [script, database, String(port), page], {});
  const sizes = await Promise.all(
    [product, floor].map(
      async ({ address }) => (await (await fetch(`${address}/s/${tokens[1]}`)).text()).length,
    ),
  );
  return { lines, sizes, programs: { product: program('product', product), floor: program('floor', floor) } };
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const { programs, lines, sizes } = await start(kind, databases);
  let measured;
  try {
    measured = await inTurns(NAMES, {
      programs, script: 'page.lua', lines, rounds: ROUNDS, seconds: SECONDS, warmUpSeconds: 6, controlEvery: 3,
      folder: databases.folder,
    }); // prettier-ignore
  } finally {
    for (const name of NAMES) await programs[name].server.stop();
  }
  const [floor, control] = [ratio(measured, 'product', 'floor'), controlOf(measured)];
  await publish({
    name: `page-${kind}`,
    command: `npm run bench page-${kind}`,
    verdict: verdictAtLeast(floor, GATE, control),
    table: [
      ['product / floor', `${shown(floor)}, gate ≥ ${GATE}`],
      ['control, product / product', `${shown(control)}, ${measured.controls.length} pairs`],
      ['pages per second, product · floor', middles(measured, NAMES, 'perSecond', 0)],
      ['p50 in ms', middles(measured, NAMES, 'p50', 1)],
      ['p99 in ms', middles(measured, NAMES, 'p99', 1)],
      ['processor ms per page', middles(measured, NAMES, 'cpu', 3)],
      ...(kind === 'postgres'
        ? [["the database's processor ms per page", middles(measured, NAMES, 'databaseCpu', 3)] as const]
        : []),
      ['characters of a page', sizes.join(' · ')],
      ['rounds', `${ROUNDS} of ${SECONDS} s each, ${CONNECTIONS} connections, order alternating`],
      ['probe before', JSON.stringify(measured.before)],
      ['probe after', JSON.stringify(measured.after)],
    ],
    measured: { ...measured, floor, control },
  });
}

measureOnDatabases(measure);
