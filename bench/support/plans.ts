/** Which statements an answer runs, and whether any of them reads a whole table that grows with what is stored. */
import type { Database, Lookup, RowStatement, SqlValue } from '../../src/platform/database';

type Statements = ReadonlyMap<string, readonly SqlValue[]>;

/** A handful of rows however many responses there are: reading all of them is right. */
const NEVER_LARGE = new Set([
  'setting',
  'survey',
  'survey_version',
  'question',
  'touchpoint',
  'cell',
  'user_account',
  'role_grant',
  'webhook_endpoint',
]);

/**
 * Every different statement that runs during `work`, with the parameters it had last.
 * @param least of them there must be: else they went past the recording
 */
export async function recordStatements(
  database: Database,
  work: () => Promise<void>,
  least = 10,
): Promise<Statements> {
  const statements = new Map<string, readonly SqlValue[]>();
  const written = new Set<RowStatement>();
  const { all, beside, before, get, run, glance, find, write, claim } = database;
  const noting =
    <R>(method: (sql: string, params?: readonly SqlValue[]) => Promise<R>) =>
    (sql: string, params: readonly SqlValue[] = []) => {
      statements.set(sql, params);
      return method.call(database, sql, params);
    };
  const rows =
    <R>(method: (statement: RowStatement, row: readonly SqlValue[]) => R) =>
    (statement: RowStatement, row: readonly SqlValue[]) => {
      written.add(statement);
      // On PostgreSQL a block of rows goes into its table by one statement, which reads nothing but the block.
      if (database.dialect === 'sqlite')
        statement.sqlite((sql, params) => {
          statements.set(sql, params);
          return 1;
        }, row);
      return method.call(database, statement, row);
    };
  Object.assign(database, {
    all: noting(all),
    beside: noting(beside),
    before: noting(before),
    get: noting(get),
    run: noting(run),
    glance: noting(glance),
    find: (lookup: Lookup, key: string) => {
      if (database.dialect === 'sqlite') statements.set(lookup.one, [key]);
      else statements.set(lookup.many, [[key] as unknown as SqlValue]);
      return find.call(database, lookup, key);
    },
    write: rows(write),
    claim: rows(claim),
  });
  try {
    await work();
  } finally {
    Object.assign(database, { all, beside, before, get, run, glance, find, write, claim });
  }
  if (statements.size + written.size < least)
    throw new Error('Hardly any statement was seen: the recording is broken.');
  return statements;
}

/** @returns one sentence for each full scan of a table that grows */
export async function fullScans(database: Database, statements: Statements): Promise<string[]> {
  const found: string[] = [];
  for (const [sql, params] of statements) {
    const tables =
      database.dialect === 'sqlite'
        ? await sqliteScans(database, sql, params)
        : await postgresScans(database, sql, params);
    for (const table of tables) {
      if (!NEVER_LARGE.has(table))
        found.push(`reads all of ${table}: ${sql.replace(/\s+/g, ' ').slice(0, 120)}`);
    }
  }
  return found;
}

async function sqliteScans(database: Database, sql: string, params: readonly SqlValue[]): Promise<string[]> {
  const plan = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
  return plan.flatMap(({ detail }) => {
    // The rows of a VALUES clause are scanned too, and are no table.
    const name = /^SCAN (?!CONSTANT ROW|\d+-ROW VALUES)(\w+)/.exec(detail)?.[1];
    return name === undefined ? [] : [tableNamed(sql, name)];
  });
}

/** SQLite's plan names a table by its alias. */
function tableNamed(sql: string, alias: string): string {
  return new RegExp(`(?:FROM|JOIN|,)\\s+(\\w+)\\s+(?:AS\\s+)?${alias}\\b`, 'i').exec(sql)?.[1] ?? alias;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
}

/** Fewer rows are read whole, index or not. */
const FEW_ROWS = 1000;

async function postgresScans(
  database: Database,
  sql: string,
  params: readonly SqlValue[],
): Promise<string[]> {
  const tables = await postgresPlan(database, sql, params);
  const few = new Set<string>();
  for (const table of new Set(tables))
    if ((await database.all(`SELECT 1 AS "row" FROM ${table} LIMIT ${FEW_ROWS}`)).length < FEW_ROWS)
      few.add(table);
  if (few.size === 0) return tables;
  // What it would do if they had grown: read them whole only where there is no other way.
  const withoutOther = await database.transaction(async () => {
    await database.run('SET LOCAL enable_seqscan = off');
    return postgresPlan(database, sql, params);
  });
  return tables.filter((table) => !few.has(table) || withoutOther.includes(table));
}

/** The tables that the planner reads whole. */
async function postgresPlan(database: Database, sql: string, params: readonly SqlValue[]): Promise<string[]> {
  const [row] = await database.all<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    `EXPLAIN (FORMAT JSON) ${sql}`,
    params,
  );
  const scans = (node: PlanNode): string[] => {
    const type = node['Node Type'];
    const whole =
      type === 'Seq Scan' || (/^Index (Only )?Scan$/.test(type) && node['Index Cond'] === undefined);
    return [...(whole ? [node['Relation Name'] ?? type] : []), ...(node.Plans ?? []).flatMap(scans)];
  };
  return (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => scans(Plan));
}
