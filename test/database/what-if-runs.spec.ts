/** Trying rules on the past in the background: how far it has come is on record, and a dead worker or a change of mind ends well. */
import type { Viewer } from '../../src/access';
import { DEFAULT_INVITATION_RULES } from '../../src/invitations';
import { WhatIfRuns } from '../../src/invitations/rules/what-if-runs';
import { newId } from '../../src/platform/database';
import { describeOnBothDatabases } from '../support';
import { invitationsOn, type InvitationsUnderTest, MINUTE } from './invitations.fixture';
import { admin } from './messages.fixture';

/** More than two pages of what is read at a time. */
const CONTACTS = 1_100;
const RULES = { ...DEFAULT_INVITATION_RULES, askAgainDays: 0 };
const DRAFT = { ...RULES, sampling: { ...RULES.sampling, probability: 0 } };

describeOnBothDatabases('rules tried on the past', (kind) => {
  let test: InvitationsUnderTest;
  beforeEach(async () => {
    test = await invitationsOn(kind);
    const { id } = await test.contact();
    await test.database.transaction(async () => {
      for (let n = 1; n < CONTACTS; n += 1)
        await test.database.run(
          `INSERT INTO interaction (id, source, external_id, touchpoint_id, cell_id, occurred_at, occurred_day, customer_id, created_at)
           SELECT ?, source, ?, touchpoint_id, cell_id, occurred_at - ?, occurred_day, customer_id, created_at
           FROM interaction WHERE id = ?`,
          [newId(), `X-${n}`, n, id],
        );
    });
    test.clock.advance(MINUTE);
  });
  afterEach(() => test.close());

  const runs = () => test.get(WhatIfRuns);
  const running = { attempt: 1, signal: new AbortController().signal };
  const start = (who: Viewer = admin) => runs().start(DRAFT, 'seen', who);
  /** What is on record after every page that was read. */
  async function steps(id: string, at: (step: number) => Promise<void>): Promise<number[]> {
    const seen: number[] = [];
    const { run } = test.database;
    test.database.run = async (sql, params) => {
      const outcome = await run.call(test.database, sql, params);
      if (/UPDATE what_if SET state = 'running'/.test(sql)) {
        test.clock.advance(10_000);
        seen.push((await runs().find(id))?.done ?? -1);
        await at(seen.length);
      }
      return outcome;
    };
    try {
      await runs().run(id, running);
    } finally {
      test.database.run = run;
    }
    return seen;
  }

  it('tells after every page how far it has come and how long the rest will take, then what came of it', async () => {
    const id = await start();
    expect(await runs().find(id)).toMatchObject({
      state: 'waiting',
      done: 0,
      total: null,
      secondsLeft: null,
    });
    const told: (number | null | undefined)[] = [];
    const seen = await steps(id, async () => {
      const { total, secondsLeft } = (await runs().find(id)) ?? {};
      expect(total).toBe(CONTACTS);
      told.push(secondsLeft);
    });
    expect(seen).toEqual([0, 500, 1000, CONTACTS]);
    // Ten seconds for the first 500 of 1,100; twenty for the first 1,000.
    expect(told).toEqual([null, 12, 2, 0]);
    const { state, result } = (await runs().find(id)) ?? {};
    expect(state).toBe('done');
    expect(result).toMatchObject({ contacts: CONTACTS, results: [{}, { sent: 0 }] });
  });

  it('cancelled on the way it stops at the next page and writes nothing more', async () => {
    const id = await start();
    const seen = await steps(id, async (step) => {
      if (step === 2) expect(await runs().cancel(id)).toBe(true);
    });
    expect(seen).toEqual([0, 500, 500]);
    expect(await runs().find(id)).toMatchObject({ state: 'cancelled', result: null });
    expect(await runs().cancel(id)).toBe(false);
    expect(await runs().run(id, running)).toBe('skipped');
  });

  it('a worker that dies on the way leaves it to the next one, which begins anew', async () => {
    const id = await start();
    await expect(
      steps(id, (step) => (step === 2 ? Promise.reject(new Error('killed')) : Promise.resolve())),
    ).rejects.toThrow('killed');
    expect(await runs().find(id)).toMatchObject({ state: 'running', done: 500 });
    await test.runner.drain();
    expect(await runs().find(id)).toMatchObject({ state: 'done', done: CONTACTS });
  });

  it('the node has to go: it gives the work back unfinished', async () => {
    const id = await start();
    const signal = AbortSignal.abort();
    await expect(runs().run(id, { attempt: 5, signal })).rejects.toThrow();
    expect(await runs().find(id)).toMatchObject({ state: 'waiting' });
    await test.runner.drain();
    expect(await runs().find(id)).toMatchObject({ state: 'done' });
  });

  it('what does not move any more is told to have failed; another one may be asked for', async () => {
    const id = await start();
    await expect(
      steps(id, (step) => (step === 2 ? Promise.reject(new Error('killed')) : Promise.resolve())),
    ).rejects.toThrow('killed');
    test.clock.advance(6 * MINUTE);
    expect(await runs().find(id)).toMatchObject({ state: 'failed', secondsLeft: null });
    const next = await start();
    await test.runner.drain();
    expect(await runs().find(id)).toMatchObject({ state: 'cancelled' });
    expect(await runs().find(next)).toMatchObject({ state: 'done' });
  });
});
