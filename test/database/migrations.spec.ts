/** The migrations: up, down and up again on data, with the same schema each time, the same on both databases. */
import { entities } from '../../src/app.module';
import { type Database, migrate, migrationStatus } from '../../src/platform/database';
import { seedCompany } from '../../seeds/demo/seed';
import {
  bootApp,
  type DatabaseKind,
  databaseKinds,
  describeOnBothDatabases,
  openTestDatabase,
  type TestApp,
} from '../support';

interface ColumnFact {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

/** Everything the database knows of its schema, as comparable text. */
async function schemaOf(database: Database): Promise<string[]> {
  if (database.dialect === 'sqlite') {
    const rows = await database.all<{ type: string; name: string; sql: string | null }>(
      `SELECT type AS "type", name AS "name", sql AS "sql" FROM sqlite_master
       WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> 'migrations' ORDER BY type, name`,
    );
    return rows.map((row) => `${row.type} ${row.name}: ${(row.sql ?? '').replace(/\s+/g, ' ')}`);
  }
  const queries = [
    `SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') AS line
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations'`,
    `SELECT 'index ' || indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migrations'`,
    `SELECT 'constraint ' || c.conrelid::regclass || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) AS line FROM pg_constraint c
     JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = 'public' AND c.conrelid::regclass::text <> 'migrations'`,
    `SELECT 'trigger ' || event_object_table || ' ' || trigger_name || ' ' || event_manipulation AS line FROM information_schema.triggers`,
    `SELECT 'function ' || proname AS line FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'`,
  ];
  const lines: string[] = [];
  for (const query of queries)
    lines.push(...(await database.all<{ line: string }>(query)).map((row) => row.line));
  return lines.sort();
}

const SAME_TYPE: Record<string, string> = {
  'character varying': 'varchar',
  bigint: 'bigint',
  integer: 'integer',
  text: 'text',
  // Words for the full-text index; on SQLite it stands beside the table.
  tsvector: 'text',
};

async function columnsOf(database: Database): Promise<ColumnFact[]> {
  if (database.dialect === 'postgres') {
    const rows = await database.all<{ table: string; column: string; type: string; nullable: string }>(
      `SELECT table_name AS "table", column_name AS "column", data_type AS "type", is_nullable AS "nullable"
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations'`,
    );
    return rows.map((row) => ({
      ...row,
      type: SAME_TYPE[row.type] ?? row.type,
      nullable: row.nullable === 'YES',
    }));
  }
  const rows = await database.all<{ table: string; column: string; type: string; notnull: number }>(
    `SELECT m.name AS "table", c.name AS "column", c.type AS "type", c."notnull" AS "notnull"
     FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'migrations'
       AND m.name NOT LIKE 'comment_search%'`,
  );
  return rows.map(({ notnull, ...row }) => ({
    ...row,
    type: row.type.toLowerCase(),
    nullable: notnull === 0,
  }));
}

const asLines = (facts: ColumnFact[]) =>
  facts.map((fact) => `${fact.table}.${fact.column} ${fact.type}${fact.nullable ? ' null' : ''}`).sort();

describeOnBothDatabases('the migrations', (kind) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await bootApp(kind);
  });
  afterAll(() => test.close());

  it('go up, down and up again on data, and the schema is the same', async () => {
    await seedCompany({ get: test.get, clock: test.clock, now: test.clock.now(), interactions: 120 });
    const stored = await test.database.get<{ n: number }>('SELECT COUNT(*) AS n FROM response');
    expect(stored?.n).toBeGreaterThan(10);
    const before = await schemaOf(test.database);
    expect(before.length).toBeGreaterThan(50);

    for (const { applied } of await migrationStatus(test.database)) {
      expect(applied).toBe(true);
      await test.database.dataSource.undoLastMigration();
    }
    expect(await schemaOf(test.database)).toEqual([]);

    expect(await migrate(test.database)).toHaveLength((await migrationStatus(test.database)).length);
    expect(await schemaOf(test.database)).toEqual(before);
    expect(await migrate(test.database)).toEqual([]);
  });

  it('make the columns the entities describe, no more and no fewer', async () => {
    const stored = await columnsOf(test.database);
    const described = entities.map((entity) => test.database.dataSource.getMetadata(entity));
    expect(described.length).toBeGreaterThanOrEqual(6);
    for (const { tableName, columns } of described) {
      const expected = columns.map((column) => ({
        table: tableName,
        column: column.databaseName,
        type: String(column.type),
        nullable: column.isNullable,
      }));
      expect(asLines(stored.filter((fact) => fact.table === tableName))).toEqual(asLines(expected));
    }
  });
});

it('both databases have the same tables, columns, types and nullability', async () => {
  const schemas = await Promise.all(
    databaseKinds.map(async (kind: DatabaseKind) => {
      const { database, close } = await openTestDatabase(kind);
      const lines = asLines(await columnsOf(database));
      await close();
      return lines;
    }),
  );
  expect(schemas[0]).toEqual(schemas[1]);
});
