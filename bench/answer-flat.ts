/**
 * Adding an answer costs the same with 10,000 and with 1,000,000 (or 10,000,000) stored responses: the same invitations are answered
 * through `Responses.submit`, in blocks that alternate between a small and a large database.
 */
import { Database } from '../src/platform/database';
import { Responses } from '../src/responses';
import { cpuSeconds, memoryMegabytes, writtenBytes } from './support/costs';
import { measureOnDatabases, type DatabaseKind, type Databases } from './support/databases';
import { fullScans, recordStatements } from './support/plans';
import { filled } from './support/filled';
import { answerOf } from './support/forms';
import { machine, probe } from './support/probe';
import { openProduct, type Product } from './support/product';
import { quartiles } from './support/quartiles';
import { publish, shown, verdictAtMost } from './support/report';
import { verifyStored } from './support/verify';

const GATE = 1.3;
const [SMALL, LARGE] = [10_000, Number(process.env.BENCH_RESPONSES ?? 1_000_000)];
const PAIRS = 16;
const CONTROL_PAIRS = 4;
const WARM_UP_BLOCKS = 4;
const BLOCK = 200;
const AT_ONCE = 25;
const PLANNED = 40;
const INVITATIONS = (WARM_UP_BLOCKS + PAIRS + 2 * CONTROL_PAIRS) * BLOCK + PLANNED;

interface Side {
  readonly name: string;
  readonly url: string;
  readonly product: Product;
  readonly responses: Responses;
  readonly database: Database;
  readonly tokens: string[];
  readonly loadSeconds: number;
  answered: number;
}

interface Block {
  /** Milliseconds per answer. */
  wall: number;
  /** Milliseconds of processor time per answer, the database server's included. */
  cpu: number;
  /** Bytes per answer that reached the disk (SQLite) or the write-ahead log (PostgreSQL). */
  written: number;
}

async function prepare(databases: Databases, name: string, stored: number): Promise<Side> {
  const { url, tokens, seconds } = await filled(databases, name, stored, INVITATIONS);
  const product = await openProduct(url);
  const [responses, database] = [product.get(Responses), product.get(Database)];
  return { name, url, product, responses, database, tokens, loadSeconds: seconds, answered: 0 };
}

async function answer(side: Side, count: number): Promise<void> {
  const until = side.answered + count;
  const client = async () => {
    while (side.answered < until) {
      const index = side.answered;
      side.answered += 1;
      const outcome = await side.responses.submit(side.tokens[index] ?? '', answerOf(index), {});
      if (outcome.kind !== 'recorded' || !outcome.changed) throw new Error(`An answer was ${outcome.kind}.`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
}

async function block(side: Side): Promise<Block> {
  global.gc?.();
  const [cpu, written] = [await cpuSeconds(side.database), await writtenBytes(side.database)];
  const began = performance.now();
  await answer(side, BLOCK);
  const wall = performance.now() - began;
  return {
    wall: wall / BLOCK,
    cpu: (((await cpuSeconds(side.database)) - cpu) * 1000) / BLOCK,
    written: ((await writtenBytes(side.database)) - written) / BLOCK,
  };
}

/** Two blocks, one after the other; `index` decides who begins. */
async function pair(index: number, first: Side, second: Side): Promise<[Block, Block]> {
  if (index % 2 === 0) return [await block(first), await block(second)];
  const later = await block(second);
  return [await block(first), later];
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const before = probe(databases.folder);
  const small = await prepare(databases, 'small', SMALL);
  const large = await prepare(databases, 'large', LARGE);
  const statements = await recordStatements(large.database, () => answer(large, PLANNED));
  const scans = await fullScans(large.database, statements);
  for (let index = 0; index < WARM_UP_BLOCKS; index += 1) {
    await block(small);
    await block(large);
  }
  const changesBefore = await rowsChanged(large.database);
  const answeredBefore = large.answered;
  const pairs: [Block, Block][] = [];
  const controls: [Block, Block][] = [];
  for (let index = 0; index < PAIRS; index += 1) {
    pairs.push(await pair(index, small, large));
    if (index % (PAIRS / CONTROL_PAIRS) === 0) controls.push(await pair(index / 4, small, small));
  }
  const changes = await rowsChanged(large.database);
  const memory = memoryMegabytes();
  const after = probe(databases.folder);
  const version = await versionOf(large.database);
  await small.product.close();
  await large.product.close();
  const checked = [
    await verifyStored(small.url, exactly(SMALL + small.answered)),
    await verifyStored(large.url, exactly(LARGE + large.answered)),
  ];

  const ratioOf = (what: keyof Block, of: readonly [Block, Block][]) =>
    quartiles(of.map(([a, b]) => b[what] / a[what]));
  const [wall, cpu, control] = [ratioOf('wall', pairs), ratioOf('cpu', pairs), ratioOf('wall', controls)];
  const middle = (what: keyof Block, side: 0 | 1) => quartiles(pairs.map((one) => one[side][what])).median;
  const faults = [...scans, ...checked.flat()];
  const both = (what: keyof Block, digits: number) =>
    `${middle(what, 0).toFixed(digits)} · ${middle(what, 1).toFixed(digits)}`;
  await publish({
    name: `answer-flat-${kind}`,
    command: `${LARGE === 1_000_000 ? '' : `BENCH_RESPONSES=${LARGE} `}npm run bench answer-flat-${kind}`,
    verdict: faults.length > 0 ? 'failed' : verdictAtMost(wall, GATE, control),
    table: [
      ['time per answer, large / small', `${shown(wall)}, gate ≤ ${GATE}`],
      ['processor time, large / small', shown(cpu)],
      ['control, small / small', `${shown(control)}, ${CONTROL_PAIRS} pairs`],
      ['milliseconds per answer, small · large', both('wall', 2)],
      ['processor milliseconds, small · large', both('cpu', 2)],
      [
        'kilobytes written, small · large',
        `${(middle('written', 0) / 1000).toFixed(1)} · ${(middle('written', 1) / 1000).toFixed(1)}`,
      ],
      [
        'rows written per answer, large',
        (Number(changes - changesBefore) / (large.answered - answeredBefore)).toFixed(1),
      ],
      ['statements of the answer path', `${statements.size}, full scans of growing tables: ${scans.length}`],
      [
        'responses, small · large',
        `${SMALL} growing to ${SMALL + small.answered} · ${LARGE} growing to ${LARGE + large.answered}`,
      ],
      ['loading the large one', `${large.loadSeconds} s`],
      ['memory of the process', `${memory} MB`],
      [
        'checked afterwards',
        faults.length === 0 ? 'responses = answered invitations, rollups = recount' : faults.join('; '),
      ],
      ['pairs', `${PAIRS} of ${BLOCK} answers each, ${AT_ONCE} at once, order alternating`],
      ['probe before', JSON.stringify(before)],
      ['probe after', JSON.stringify(after)],
      ['versions', `${version}, Node ${process.version}`],
    ],
    measured: {
      machine: machine(),
      before,
      after,
      pairs,
      controls,
      wall,
      cpu,
      control,
      memory,
      statements: [...statements.keys()],
    },
  });
}

const exactly = (count: number) => ({ least: count, most: count });

/** How many rows were written so far: by this connection on SQLite, in this database on PostgreSQL. */
async function rowsChanged(database: Database): Promise<number> {
  if (database.dialect === 'sqlite')
    return (await database.get<{ n: number }>('SELECT total_changes() AS n'))?.n ?? 0;
  // Sessions report what they did after ten idle seconds.
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  const row = await database.get<{ n: number }>(
    `SELECT CAST(SUM(n_tup_ins + n_tup_upd + n_tup_del) AS bigint) AS "n" FROM pg_stat_user_tables`,
  );
  return row?.n ?? 0;
}

async function versionOf(database: Database): Promise<string> {
  const [sql, name] =
    database.dialect === 'sqlite'
      ? ['sqlite_version()', 'SQLite']
      : [`current_setting('server_version')`, 'PostgreSQL'];
  return `${name} ${(await database.get<{ v: string }>(`SELECT ${sql} AS v`))?.v ?? 'unknown'}`;
}

measureOnDatabases(measure);
