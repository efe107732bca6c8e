/** Searching reads the full-text index, and the stream the index by time: neither reads every comment. */
import { CommentQueries, indexText, readSearch, wordsOf } from '../../src/scoring';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

const COMMENTS = 20_000;
const BATCH = 500;

describeOnBothDatabases('with many comments', (kind) => {
  let test: TestDatabase;
  let queries: CommentQueries;
  const seen: { sql: string; params: readonly unknown[] }[] = [];

  beforeAll(async () => {
    test = await openTestDatabase(kind);
    const { database } = test;
    await database.run(
      kind === 'sqlite'
        ? 'PRAGMA foreign_keys = OFF'
        : 'ALTER TABLE comment_index DROP CONSTRAINT comment_index_response_id_fkey',
    );
    const one = `(?, ?, '2026-11-03', 'es', 1, 1, 0, 4, 1, ${kind === 'sqlite' ? '?' : 'CAST(? AS tsvector)'})`;
    for (let from = 0; from < COMMENTS; from += BATCH) {
      const rows = Array.from({ length: BATCH }, (_, step) => from + step);
      await database.run(
        `INSERT INTO comment_index (response_id, received_at, counting_day, language, touchpoint_id, cell_id,
           about_employee_id, rating, counts, words) VALUES ${rows.map(() => one).join(', ')}`,
        rows.flatMap((n) => {
          const text = `me atendieron ${n % 4 === 0 ? 'tarde' : 'bien'}, caso${n}`;
          const words = indexText([wordsOf(text, 'es').map(({ stem }) => stem)], 'es', kind);
          return [`r-${String(n).padStart(6, '0')}`, n * 1000, words];
        }),
      );
    }
    // PostgreSQL gathers new words beside the index, and brings them in when it vacuums.
    await database.run(kind === 'sqlite' ? 'ANALYZE' : 'VACUUM ANALYZE comment_index');
    const all = database.all.bind(database);
    jest.spyOn(database, 'all').mockImplementation((sql, params = []) => {
      seen.push({ sql, params });
      return all(sql, params);
    });
    queries = new CommentQueries(database);
  });
  afterAll(() => test.close());

  async function planOf(work: () => Promise<unknown>): Promise<string> {
    seen.length = 0;
    await work();
    const [asked] = seen;
    const explain = kind === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
    const rows = await test.database.all<Record<string, unknown>>(
      `${explain} ${asked!.sql}`,
      asked!.params as (string | number)[],
    );
    return JSON.stringify(rows);
  }

  it('a word is found by the full-text index', async () => {
    const plan = await planOf(() => queries.newest('all', { wanted: readSearch('caso77')! }, null, 26));
    expect(plan).toContain(
      kind === 'sqlite' ? 'SCAN comment_search VIRTUAL TABLE INDEX' : 'comment_index_words',
    );
    expect(plan).not.toMatch(/SCAN k\b(?! USING INDEX)|Seq Scan/);
  });

  it('the newest and what comes after them are read in the order of the index', async () => {
    for (const before of [null, { receivedAt: 3_000_000, responseId: 'r-003000' }]) {
      const plan = await planOf(() => queries.newest('all', {}, before, 26));
      expect(plan).toContain('comment_index_newest');
      expect(plan).not.toMatch(/TEMP B-TREE|"Sort/);
    }
  });

  it('and what is found is right', async () => {
    const found = await queries.newest('all', { wanted: readSearch('tarde -caso0')! }, null, 5);
    expect(found.map(({ responseId }) => responseId)).toEqual([
      'r-019996', 'r-019992', 'r-019988', 'r-019984', 'r-019980',
    ]); // prettier-ignore
    expect(await queries.count('all', { wanted: readSearch('tarde')! }, 10_000)).toBe(COMMENTS / 4);
  });
});
