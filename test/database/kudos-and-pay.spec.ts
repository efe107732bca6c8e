/** A flood of thanks between colleagues: neither an amount nor a word of any statement moves. */
import { newId } from '../../src/platform/database';
import { describeOnBothDatabases } from '../support';
import { evaluationsFixture, type EvaluationsFixture } from './evaluations.fixture';

const PEOPLE = ['E-01', 'E-02', 'E-11', 'E-12', 'E-13', 'E-21', 'E-22', 'E-23'];

describeOnBothDatabases('thanks and pay', (kind) => {
  let fixture: EvaluationsFixture;
  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterEach(() => fixture.close());

  it('a thousand thanks to one person, before and after the calculation, leave every statement as it was', async () => {
    const cycle = await fixture.calculated();
    const statements = async () => {
      const all = await Promise.all(
        PEOPLE.map(async (name) =>
          fixture.payouts.statement(await fixture.cycles.byId(cycle.id), fixture.id(name), 'all'),
        ),
      );
      return JSON.stringify(all.map((one) => [one?.member, one?.totals]));
    };
    const before = await statements();
    expect(before).toContain('totalFactor');
    for (let index = 0; index < 1000; index += 1)
      await fixture.database.run(
        `INSERT INTO kudos (id, from_employee_id, to_employee_id, text, given_day, given_at) VALUES (?, ?, ?, ?, ?, ?)`,
        [newId(), fixture.id(PEOPLE[index % 7] ?? ''), fixture.id('E-23'), 'Gracias', '2026-08-15', 0],
      );
    expect(await statements()).toBe(before);
    await fixture.calculations.calculate(cycle.id, 'cli');
    expect(await statements()).toBe(before);
  });
});
