/**
 * What was answered in a period is found without going through everything that was ever answered: a company of ten years waits no
 * longer for its signals, its pay and its lists than one of two. SQLite tells beforehand which tables a statement reads whole;
 * PostgreSQL goes by statistics, and reads few rows whole whatever there is.
 */
import { fullScans, recordStatements } from '../../bench/support/plans';
import { Database } from '../../src/platform/database';
import { ExcludedAnswers } from '../../src/payouts/excluded-answers';
import { ShareQueries } from '../../src/invitations/shares/shares.queries';
import { ResponseQueries } from '../../src/responses';
import { CommentQueries, QuestionMeans } from '../../src/scoring';
import { Look } from '../../src/signals';
import { CountQueries } from '../../src/signals/counts.queries';
import { DecisionRateQueries } from '../../src/signals/decision-rates.queries';
import { EvidenceQueries } from '../../src/signals/evidence.queries';
import { type AnsweredWorld, answeredWorld } from './answered.fixture';
import { evaluationsFixture } from './evaluations.fixture';

const PERIOD = { from: '2026-07-01', to: '2026-10-01' };

/** Tables that have a row, or several, for every answer or contact there ever was. */
const GROWING =
  /^reads all of (response\w*|answer\w*|attribution|interaction|participation|invitation|rollup|verification|comment_index)\b/;

async function readWhole(database: Database, work: () => Promise<unknown>): Promise<string[]> {
  const statements = await recordStatements(database, () => work().then(() => undefined), 1);
  return (await fullScans(database, statements)).filter((sentence) => GROWING.test(sentence));
}

describe('what was answered in a period, on SQLite', () => {
  describe('of an application', () => {
    let world: AnsweredWorld;
    let database: Database;
    beforeAll(async () => {
      world = await answeredWorld('sqlite');
      database = world.get(Database);
      await world.answer(await world.contact(['E-12']), { rating: '4' });
    });
    afterAll(() => world.close());

    it('a statement that has to read all of it is told of', async () => {
      const all = () =>
        database.all('SELECT counting_day FROM response WHERE counting_day >= ?', [PERIOD.from]);
      expect(await readWhole(database, all)).toEqual([expect.stringContaining('reads all of response')]);
    });

    it.each<[string, () => Promise<unknown>]>([
      ['the nightly look for signals', () => world.get(Look).run()],
      [
        'excluded answers by manager',
        () => world.get(CountQueries).exclusionsByManager(PERIOD.from, PERIOD.to),
      ],
      ['the evidence of them', () => world.get(EvidenceQueries).excluded(1, PERIOD.from, PERIOD.to)],
      ['decisions by leader', () => world.get(DecisionRateQueries).byLeader(PERIOD)],
      ['decisions by who decided', () => world.get(DecisionRateQueries).byDecider(PERIOD)],
      [
        'shares of contacts that are asked about',
        () => world.get(ShareQueries).counts(PERIOD.from, PERIOD.to),
      ],
      ['means of a question', () => world.get(QuestionMeans).of('default', 'rating', PERIOD)],
      ['what was excluded about somebody', () => world.get(ExcludedAnswers).of(PERIOD, 1, 0)],
    ])('%s', async (_, work) => {
      expect(await readWhole(database, work)).toEqual([]);
    });

    const listPlan = async (filters: Parameters<ResponseQueries['newest']>[1]) => {
      const listed = () => world.get(ResponseQueries).newest('all', filters, null, 50);
      const statements = await recordStatements(database, () => listed().then(() => undefined), 1);
      const [[sql, params]] = [...statements] as [[string, (string | number)[]]];
      const plan = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
      return plan.map(({ detail }) => detail);
    };

    it('the list of answers between two days begins with the last one', async () => {
      const [first] = await listPlan({ fromDay: PERIOD.from, toDay: PERIOD.to });
      expect(first).toBe('SEARCH r USING INDEX response_received (received_at>? AND received_at<?)');
    });

    it.each(['excluded', 'provisional', 'rejected'] as const)(
      'the list of answers that are %s',
      async (state) => {
        const plan = await listPlan({ state });
        expect(plan[0]).toMatch(/^SEARCH [cr] USING INDEX sqlite_autoindex_\w+ \((response_)?id=\?\)$/);
        expect(plan.join()).toContain(`response_current_${state}`);
      },
    );

    it('the comments about somebody, and how many there are', async () => {
      const comments = world.get(CommentQueries);
      expect(await readWhole(database, () => comments.newest([1, 2], {}, null, 26))).toEqual([]);
      expect(await readWhole(database, () => comments.count([1, 2], { period: PERIOD }, 10_000))).toEqual([]);
    });

    it('the list of the answers about somebody', async () => {
      const plan = await listPlan({ employeeId: 1 });
      expect(plan[0]).toBe('SEARCH r USING INDEX sqlite_autoindex_response_1 (id=?)');
      expect(plan.join()).toContain('attribution_employee_day (employee_id=?)');
    });
  });

  it('the calculation of a cycle', async () => {
    const fixture = await evaluationsFixture('sqlite');
    try {
      const { database } = fixture;
      expect(await readWhole(database, () => fixture.calculated())).toEqual([]);
    } finally {
      await fixture.close();
    }
  });
});
