import { CYCLE_STATES, TRANSITIONS, allows, type CycleAction, type PlainAction } from '../../src/evaluations';
import { nextState } from '../../src/evaluations/cycle-states';
import { describeOnBothDatabases } from '../support';
import { evaluationsFixture, type EvaluationsFixture, planDefinition } from './evaluations.fixture';

describe('the states of a cycle', () => {
  const pairs = Object.keys(TRANSITIONS).flatMap((action) =>
    CYCLE_STATES.map((state) => [action as CycleAction, state] as const),
  );

  it('each action leads where the table says, and nowhere else', () => {
    for (const [action, state] of pairs) {
      if (allows(state, action)) expect(nextState(state, action)).toBe(TRANSITIONS[action].to);
      else
        expect(() => nextState(state, action)).toThrow(
          expect.objectContaining({ code: 'cycle_wrong_state', status: 409 }),
        );
    }
  });

  it('a signed cycle cannot be calculated, reopened or cancelled', () => {
    for (const state of ['signed_off', 'published', 'appeals', 'final', 'paid'] as const) {
      for (const action of ['calculate', 'reopen_ratings', 'cancel', 'sign_off'] as const) {
        expect(allows(state, action)).toBe(false);
      }
    }
  });
});

describeOnBothDatabases('evaluations', (kind) => {
  let fixture: EvaluationsFixture;
  beforeEach(async () => {
    fixture = await evaluationsFixture(kind);
  });
  afterEach(() => fixture.close());

  const refuses = (work: Promise<unknown>, code: string, status: number) =>
    expect(work).rejects.toMatchObject({ code, status });
  const draft = (change: (definition: ReturnType<typeof planDefinition>) => void) => {
    const definition = planDefinition();
    change(definition);
    return fixture.plans.create({ key: 'other', name: 'Other', definition }, 'cli');
  };

  it('weights that do not sum to 100 % are refused, saying what they sum to', async () => {
    const work = draft(({ lines }) => void (lines[1]!.weightBp = 6999));
    await expect(work).rejects.toMatchObject({
      code: 'plan_weights_sum',
      params: { sum: 99.99 },
      pointer: '/lines',
    });
  });

  it('a survey line above 30 % needs a reason', async () => {
    const heavy = (definition: ReturnType<typeof planDefinition>) => {
      definition.lines[0]!.weightBp = 4000;
      definition.lines[1]!.weightBp = 6000;
    };
    await refuses(draft(heavy), 'plan_survey_cap', 422);
    const version = await draft((definition) => {
      heavy(definition);
      definition.surveyCapOverride = { reason: 'Acordado con el sindicato' };
    });
    expect(version.definition.surveyCapOverride).toEqual({ reason: 'Acordado con el sindicato' });
  });

  it('targets out of order, the same line twice and unknown fields are refused', async () => {
    await refuses(
      draft(({ lines }) => void (lines[0]!.target = 60)),
      'plan_targets_order',
      422,
    );
    await refuses(
      draft(({ lines }) => void (lines[1] = { ...lines[0]!, weightBp: 7000 })),
      'plan_line_repeated',
      422,
    );
    await refuses(
      draft((definition) => Object.assign(definition, { bonus: 1 })),
      'validation_failed',
      400,
    );
    await refuses(
      draft((definition) => void (definition.currency = 'XXX')),
      'plan_currency_unknown',
      422,
    );
  });

  it('a published version is frozen; a change is the next version', async () => {
    await refuses(fixture.plans.publish(fixture.plan.id, 'cli'), 'plan_frozen', 409);
    const next = await fixture.plans.create(
      { key: 'atencion-2026', name: 'Atención 2026', definition: planDefinition() },
      'cli',
    );
    expect(next).toMatchObject({ version: 2, state: 'draft' });
    expect(await fixture.plans.published('atencion-2026')).toMatchObject({ version: 1 });
    await refuses(fixture.plans.published('atencion-2026', 2), 'plan_not_published', 422);
  });

  it('a cycle under a plan published after its period began needs a reason, which the audit log keeps', async () => {
    const late = { ...fixture.newCycle('early'), period: { from: '2026-05-01', to: '2026-06-01' } };
    await refuses(fixture.cycles.create(late, 'user:1'), 'plan_published_late', 422);
    const cycle = await fixture.cycles.create({ ...late, backdatedReason: 'Año de demostración' }, 'user:1');
    const [entry] = await fixture.audit.about(`cycle:${cycle.id}`);
    expect(entry?.action).toBe('cycle.drafted');
    expect(JSON.parse(entry?.details ?? '{}')).toMatchObject({ backdatedReason: 'Año de demostración' });
  });

  it('everybody employed in the period with a target bonus is a member, with the days that count and why', async () => {
    await fixture.hire('E-31', { team: 'T-CHA', leftOn: '2026-08-15' });
    await fixture.hire('E-32', { team: 'T-CHA', leftOn: '2026-06-30' });
    await fixture.hire('E-33', { team: 'T-CHA', hiredOn: '2026-10-01' });
    const cycle = await fixture.cycles.create(fixture.newCycle('q3'), 'cli');
    const members = await fixture.members.members(cycle.id, 'all');
    const row = (externalId: string) => members.find((member) => member.externalId === externalId);
    expect(members).toHaveLength(9);
    expect(row('E-12')).toMatchObject({
      teamName: 'Telefónica',
      eligibleDays: 92,
      periodDays: 92,
      reason: 'whole_period',
    });
    expect(row('E-23')).toMatchObject({ eligibleDays: 30, reason: 'hired:2026-09-01' });
    expect(row('E-31')).toMatchObject({ eligibleDays: 46, reason: 'left:2026-08-15' });
    for (const outside of ['E-32', 'E-33', 'E-60', 'E-99']) expect(row(outside)).toBeUndefined();
  });

  it('the target bonus is the one that held at the end of the period', async () => {
    const raise = (fromDay: string, targetBonusMinor: number) =>
      fixture.payBases.set(
        fixture.id('E-12'),
        { fromDay, annualSalaryMinor: 1, targetBonusMinor, currency: 'MXN' },
        'cli',
      );
    await raise('2026-09-30', 600_000);
    await raise('2026-10-01', 999_999);
    const cycle = await fixture.cycles.create(fixture.newCycle('q3'), 'cli');
    expect(
      await fixture.database.get(
        'SELECT target_bonus_minor AS "target" FROM cycle_member WHERE cycle_id = ? AND employee_id = ?',
        [cycle.id, fixture.id('E-12')],
      ),
    ).toEqual({ target: 600_000 });
  });

  it('another currency than the plan, an empty period and a key that is taken are refused', async () => {
    await refuses(
      fixture.cycles.create({ ...fixture.newCycle('a'), currency: 'USD' }, 'cli'),
      'cycle_currency_differs',
      422,
    );
    await refuses(
      fixture.cycles.create(
        { ...fixture.newCycle('a'), period: { from: '2026-10-01', to: '2026-10-01' } },
        'cli',
      ),
      'cycle_period_empty',
      422,
    );
    await fixture.cycles.create(fixture.newCycle('a'), 'cli');
    await refuses(fixture.cycles.create(fixture.newCycle('a'), 'cli'), 'cycle_key_taken', 409);
  });

  it('every step is audited, and a refused one leaves nothing', async () => {
    const cycle = await fixture.cycles.create(fixture.newCycle('q3'), 'cli');
    const steps: PlainAction[] = ['rehearse', 'open', 'collect', 'cancel'];
    for (const step of steps) await fixture.cycles.move(cycle.id, step, 'user:1');
    await refuses(fixture.cycles.move(cycle.id, 'open', 'user:1'), 'cycle_wrong_state', 409);
    const entries = await fixture.audit.about(`cycle:${cycle.id}`);
    expect(entries.map((entry) => entry.action).reverse()).toEqual([
      'cycle.drafted',
      ...steps.map((step) => `cycle.${step}`),
    ]);
    expect(await fixture.audit.verify()).toMatchObject({ ok: true });
    await refuses(fixture.cycles.move(4711, 'open', 'user:1'), 'not_found', 404);
  });

  describe('ratings by leads', () => {
    let cycleId: number;
    beforeEach(async () => {
      cycleId = (await fixture.collecting()).id;
    });
    const rate = (employee: string, ratingHundredths = 400, rater = fixture.lead) =>
      fixture.ratings.rate(
        { cycleId, employeeId: fixture.id(employee), ratingHundredths, reason: 'Puntual y amable' },
        rater,
      );

    it('a lead rates the own team; the newest rating counts and the earlier one stays', async () => {
      await rate('E-12', 350);
      fixture.clock.advance(1000);
      await rate('E-12', 450);
      expect((await fixture.ratings.latest(cycleId)).get(fixture.id('E-12'))?.get('lead')).toMatchObject({
        ratingHundredths: 450,
        raterName: 'lead',
      });
      expect(await fixture.database.all('SELECT id FROM manager_rating')).toHaveLength(2);
    });

    it('nobody rates themselves, another team, or somebody outside the cycle', async () => {
      await refuses(rate('E-01'), 'rating_of_oneself', 403);
      await refuses(rate('E-21'), 'not_found', 404);
      await refuses(rate('E-99', 400, fixture.hr), 'not_found', 404);
      await refuses(rate('E-11', 400, fixture.ana), 'not_found', 404);
      expect(await fixture.database.all('SELECT id FROM manager_rating')).toEqual([]);
    });

    it('a rating off the scale or without a reason is refused', async () => {
      await refuses(rate('E-12', 99), 'validation_failed', 400);
      await refuses(rate('E-12', 501), 'validation_failed', 400);
      await refuses(
        fixture.ratings.rate(
          { cycleId, employeeId: fixture.id('E-12'), ratingHundredths: 300, reason: ' ' },
          fixture.lead,
        ),
        'validation_failed',
        400,
      );
    });

    it('a rating is refused before and after ratings are collected', async () => {
      await fixture.calculations.calculate(cycleId, 'cli');
      await refuses(rate('E-12'), 'cycle_wrong_state', 409);
      await fixture.cycles.move(cycleId, 'reopen_ratings', 'cli');
      await rate('E-12');
    });

    it('a rating cannot be changed or deleted', async () => {
      await rate('E-12');
      await expect(
        fixture.database.run('UPDATE manager_rating SET rating_hundredths = 500'),
      ).rejects.toMatchObject({ message: expect.stringContaining('append-only') });
      await expect(fixture.database.run('DELETE FROM manager_rating')).rejects.toMatchObject({
        message: expect.stringContaining('append-only'),
      });
    });
  });
});
