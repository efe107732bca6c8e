/** When somebody is told about a clock, on a calendar of eight working hours a day without a zone. */
import * as fc from 'fast-check';
import { escalationTimes, rulesFor, type OwnerRule, type Work } from './index';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Work from 0 to 8 o'clock of each day. */
const EIGHT: Work = {
  later: (at, minutes) => {
    let [left, day, inDay] = [minutes, Math.floor(at / (24 * HOUR)), at % (24 * HOUR)];
    for (;;) {
      const rest = Math.max(0, 8 * HOUR - inDay);
      if (left * MINUTE <= rest || minutes === 0)
        return minutes === 0 ? at : day * 24 * HOUR + inDay + left * MINUTE;
      [left, day, inDay] = [left - rest / MINUTE, day + 1, 0];
    }
  },
  between: (from, until) => (worked(until) - worked(from)) / MINUTE,
};
const worked = (at: number): number =>
  Math.floor(at / (24 * HOUR)) * 8 * HOUR + Math.min(8 * HOUR, at % (24 * HOUR));
const MINUTES = { remindMinutes: 60, headMinutes: 120 };

describe('somebody is told', () => {
  it('before, at and after each clock runs out, in time at work', () => {
    const running = { since: 0, contactDueAt: 4 * HOUR, contactedAt: null, dueAt: 8 * HOUR };
    expect(escalationTimes(running, MINUTES, EIGHT)).toEqual([
      { step: 'contact.owner', at: 3 * HOUR },
      { step: 'contact.lead', at: 4 * HOUR },
      { step: 'contact.head', at: 6 * HOUR },
      { step: 'solution.owner', at: 7 * HOUR },
      { step: 'solution.lead', at: 8 * HOUR },
      { step: 'solution.head', at: 26 * HOUR },
    ]);
  });

  it('nothing more of the first clock once the customer was reached', () => {
    const reached = { since: 0, contactDueAt: 4 * HOUR, contactedAt: HOUR, dueAt: 8 * HOUR };
    expect(escalationTimes(reached, MINUTES, EIGHT).map(({ step }) => step)).toEqual([
      'solution.owner',
      'solution.lead',
      'solution.head',
    ]);
  });

  it('at once where the clock is shorter than the notice', () => {
    const short = {
      since: 2 * HOUR,
      contactDueAt: 2 * HOUR + 10 * MINUTE,
      contactedAt: null,
      dueAt: 8 * HOUR,
    };
    expect(escalationTimes(short, MINUTES, EIGHT)[0]).toEqual({ step: 'contact.owner', at: 2 * HOUR });
  });

  it('each step in its order, whatever the clocks are', () => {
    const minutes = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(minutes, minutes, minutes, minutes, minutes, (since, contact, solution, remind, head) => {
        const start = EIGHT.later(0, since);
        const running = {
          since: start,
          contactDueAt: EIGHT.later(start, contact),
          contactedAt: null,
          dueAt: EIGHT.later(start, solution),
        };
        const steps = escalationTimes(running, { remindMinutes: remind, headMinutes: head }, EIGHT);
        expect(steps).toHaveLength(6);
        for (const clock of ['contact', 'solution']) {
          const times = ['owner', 'lead', 'head'].map(
            (who) => steps.find(({ step }) => step === `${clock}.${who}`)?.at,
          );
          expect([...times].sort((one = 0, other = 0) => one - other)).toEqual(times);
          expect(times[0]).toBeGreaterThanOrEqual(start);
        }
      }),
    );
  });
});

describe('the rules of a case', () => {
  const rule = (key: string, facts: Partial<OwnerRule>): OwnerRule => ({
    key, touchpoint: '', team: null, channel: '', language: '', hours: '', to: 'everybody', user: null, pool: null, ...facts,
  }); // prettier-ignore
  const rules = [
    rule('portuguese', { language: 'pt-BR' }),
    rule('chat of team 7', { channel: 'chat', team: 7 }),
    rule('counter', { touchpoint: 'counter' }),
    rule('all', {}),
  ];
  const facts = { touchpoint: 'phone', channel: 'phone', language: 'es', teams: [7, 2] };
  const named = (given: Partial<typeof facts>) =>
    rulesFor(rules, { ...facts, ...given }).map(({ key }) => key);

  it('are those whose every condition it meets, in their order', () => {
    expect(named({})).toEqual(['all']);
    expect(named({ language: 'pt-BR', touchpoint: 'counter' })).toEqual(['portuguese', 'counter', 'all']);
    expect(named({ channel: 'chat' })).toEqual(['chat of team 7', 'all']);
    expect(named({ channel: 'chat', teams: [2] })).toEqual(['all']);
  });
});
