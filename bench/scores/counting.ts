/** Counting everything anew: the product's rebuild against the plain statements it cannot do without, and the nightly look. */
import { Database } from '../../src/platform/database';
import { Rollups, RollupWatch } from '../../src/scoring';
import type { Product } from '../support/product';

const COLUMNS = 'employee_id, day, touchpoint_id, cell_id, question_id, rating, responses, weight_ppm';

/** The plain statement, sorted where and how the product sorts, since that is faster: the same rows of the ledgers, joined and grouped, into a table of the same key. */
const PLAIN = `INSERT INTO plain_rollup (${COLUMNS})
  SELECT t.employee_id, r.counting_day, i.touchpoint_id, i.cell_id, a.question_id, a.rating, COUNT(*), SUM(t.share_ppm)
  FROM response_current rc
  JOIN response r ON r.id = rc.response_id
  JOIN interaction i ON i.id = r.interaction_id
  JOIN answer a ON a.response_id = rc.response_id AND a.revision = rc.revision
  JOIN attribution t ON t.response_id = rc.response_id AND t.entry = rc.attribution_entry
  WHERE rc.counts = 1
  GROUP BY t.employee_id, r.counting_day, i.touchpoint_id, i.cell_id, a.question_id, a.rating
  ORDER BY t.employee_id, r.counting_day, i.touchpoint_id, i.cell_id, a.question_id, a.rating`;

/** The same from one table that has everything in it already, which the product does not have. */
const FLAT = `INSERT INTO plain_rollup (${COLUMNS})
  SELECT employee_id, day, touchpoint_id, cell_id, question_id, rating, COUNT(*), SUM(share_ppm) FROM flat_rating
  GROUP BY employee_id, day, touchpoint_id, cell_id, question_id, rating
  ORDER BY employee_id, day, touchpoint_id, cell_id, question_id, rating`;

const FLAT_TABLE = `CREATE TABLE flat_rating AS
  SELECT t.employee_id, r.counting_day AS day, i.touchpoint_id, i.cell_id, a.question_id, a.rating, t.share_ppm
  FROM response_current rc
  JOIN response r ON r.id = rc.response_id
  JOIN interaction i ON i.id = r.interaction_id
  JOIN answer a ON a.response_id = rc.response_id
  JOIN attribution t ON t.response_id = rc.response_id`;

export interface Counting {
  /** Rows of the ledgers that are counted: a rating credited to an employee each. */
  readonly rows: number;
  /** Seconds of the first rebuild: there was no rollup at all. */
  readonly first: number;
  readonly rounds: { rebuild: number; plain: number; flat: number }[];
  readonly controls: number[];
  /** Seconds of one night's look at a hundred days, and of one day. */
  readonly night: number;
  readonly day: number;
  readonly rollups: number;
  readonly faults: string[];
}

/**
 * Rebuilds and plain statements in turns. Seconds each.
 * @param pairs controls: the plain statement twice in a row, in so many of the rounds
 * @param keep is told each round as it ends
 */
export async function countAnew(
  product: Product,
  { rounds, pairs }: { rounds: number; pairs: number },
  keep: (rounds: Counting['rounds'], controls: readonly number[]) => void = () => undefined,
): Promise<Counting> {
  const database = product.get(Database);
  const seconds = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return (performance.now() - began) / 1000;
  };
  await database.run(FLAT_TABLE);
  const clustered = database.dialect === 'sqlite' ? 'WITHOUT ROWID' : '';
  await database.run(`CREATE TABLE plain_rollup (employee_id integer NOT NULL, day varchar NOT NULL, touchpoint_id integer NOT NULL,
    cell_id integer NOT NULL, question_id integer NOT NULL, rating integer NOT NULL, responses integer NOT NULL,
    weight_ppm bigint NOT NULL, PRIMARY KEY (employee_id, day, touchpoint_id, cell_id, question_id, rating)) ${clustered}`);
  const count = async (table: string) =>
    (await database.get<{ n: number }>(`SELECT COUNT(*) AS "n" FROM ${table}`))?.n ?? 0;
  // What SQLite does when everything is deleted; rows that wait to be cleaned up would be in the way of the next round.
  const empty = database.dialect === 'sqlite' ? 'DELETE FROM' : 'TRUNCATE';
  const statement = (sql: string) => () =>
    database.sortingOnDisk(async () => {
      await database.run(`${empty} plain_rollup`);
      await database.run(sql);
    });
  const ways = {
    rebuild: () => product.get(Rollups).rebuild(),
    plain: statement(PLAIN),
    flat: statement(FLAT),
  };
  await database.run(`${empty} rollup`);
  const first = await seconds(ways.rebuild);
  const measured: Counting['rounds'] = [];
  const controls: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = { rebuild: 0, plain: 0, flat: 0 };
    const order = ['rebuild', 'plain', 'flat'] as const;
    for (const way of round % 2 === 0 ? order : [...order].reverse()) one[way] = await seconds(ways[way]);
    measured.push(one);
    if (round < pairs) controls.push((await seconds(ways.plain)) / (await seconds(ways.plain)));
    keep(measured, controls);
  }
  const [rollups, plain] = [await count('rollup'), await count('plain_rollup')];
  const watch = product.get(RollupWatch);
  const night = await seconds(() => watch.watch());
  const last = await database.get<{ day: string }>(
    'SELECT MAX(day) AS "day" FROM rollup WHERE employee_id = 7',
  );
  const day = await seconds(() => watch.check(last?.day ?? ''));
  const faults = rollups === plain ? [] : [`${rollups} rollups, but ${plain} plain ones`];
  if ((await watch.alarmCount()) > 0) faults.push('the nightly look found differences');
  return { rows: await count('flat_rating'), first, rounds: measured, controls, night, day, rollups, faults };
}
