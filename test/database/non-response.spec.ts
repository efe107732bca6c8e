/** Who answers: rates by kind of contact from the invitations, and what a score would be with their weights. */
import { quarterPeriod } from '../../src/kernel';
import { Scores } from '../../src/scoring';
import { NonResponses } from '../../src/scoring/non-response.service';
import { newId } from '../../src/platform/database';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { HOUR, type RollupWorld, rollupWorld, TODAY } from './rollups.fixture';

const QUARTER = quarterPeriod('2026-Q4');

describeOnBothDatabases('non-response', (kind) => {
  let world: RollupWorld;

  beforeEach(async () => {
    world = await rollupWorld(kind, { pages: false });
  });
  afterEach(() => world.close());

  /** As many contacts like this one's, each mailed and not answered. */
  async function unanswered(count: number, responseId: string, state = 'sent'): Promise<void> {
    for (let made = 0; made < count; made += 1) {
      const [contact, invitation] = [newId(), newId()];
      await world.database.run(
        `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, created_at)
         SELECT ?, 'api', ?, i.touchpoint_id, i.cell_id, ?, ?, ? FROM interaction i
         JOIN response r ON r.interaction_id = i.id WHERE r.id = ?`,
        [contact, contact, TEST_NOW - HOUR, TODAY, TEST_NOW, responseId],
      );
      await world.database.run(
        `INSERT INTO invitation (id, interaction_id, survey_id, survey_version_id, step, channel, locale, state, sent_at,
           attempts, created_at, updated_at)
         SELECT ?, ?, v.survey_id, v.survey_version_id, 10, 'email', 'es', ?, ?, 1, ?, ? FROM invitation v
         JOIN response r ON r.invitation_id = v.id WHERE r.id = ?`,
        [invitation, contact, state, TEST_NOW, TEST_NOW, TEST_NOW, responseId],
      );
    }
  }

  it('rates are of what was delivered; the weights even them out and move a score by what they say', async () => {
    const given: { reason: string; responseId: string }[] = [];
    for (const employee of ['E-12', 'E-07'])
      for (let made = 0; made < 10; made += 1)
        for (const [reason, rating] of [
          ['billing', employee === 'E-12' ? 5 : 4],
          ['outage', employee === 'E-12' ? 2 : 1],
        ] as const) {
          const { responseId } = await world.answer({ rating }, { reason, credit: { [employee]: 1 } });
          given.push({ reason, responseId });
        }
    await world.database.run('UPDATE invitation SET sent_at = ?', [TEST_NOW]);
    const of = (reason: string) => given.find((one) => one.reason === reason)?.responseId ?? '';
    await unanswered(20, of('billing'));
    await unanswered(180, of('outage'));
    await unanswered(7, of('outage'), 'bounced');

    const { rates, shifts } = await world.test.get(NonResponses).of(QUARTER);
    expect(rates.overall).toMatchObject({ invited: 247, delivered: 240, answered: 40 });
    expect(rates.cells).toEqual([
      expect.objectContaining({
        cell: 'phone|billing',
        delivered: 40,
        answered: 20,
        rate: 0.5,
        weight: 1 / 3,
      }),
      expect.objectContaining({
        cell: 'phone|outage',
        delivered: 200,
        answered: 20,
        rate: 0.1,
        weight: 5 / 3,
      }),
    ]);
    // Both have as many of each kind: with weights 1/3 and 5/3 the mean of E-12 falls from 62.5 to 37.5, E-07's from 37.5 to 12.5.
    const scores = await world.test.get(Scores).forPeriod(QUARTER);
    expect(scores.employees.map(({ key, rawMean }) => [key, rawMean])).toEqual([
      ['E-07', 37.5],
      ['E-12', 62.5],
    ]);
    expect([...shifts.keys()]).toEqual(['E-07', 'E-12']);
    expect(((shifts.get('E-07') ?? 0) + (shifts.get('E-12') ?? 0)) / 2).toBeCloseTo(-25, 5);
    // What is shown and paid is as it was.
    expect((await world.test.get(Scores).ofEmployee('E-12', QUARTER))?.score.rawMean).toBe(62.5);
  });

  it('where the rates hardly differ there is nothing to say', async () => {
    const { responseId } = await world.answer({ rating: 5 });
    await world.database.run('UPDATE invitation SET sent_at = ?', [TEST_NOW]);
    await unanswered(3, responseId);
    const { rates, shifts } = await world.test.get(NonResponses).of(QUARTER);
    expect(rates).toMatchObject({ differ: false, overall: { delivered: 4, answered: 1, rate: 0.25 } });
    expect(shifts.size).toBe(0);
  });
});
