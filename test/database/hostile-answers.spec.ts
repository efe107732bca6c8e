/**
 * Whatever somebody writes into whatever field, over any length, in any script, with emoji, zero-width and NUL: it is
 * kept so that it can be read again, or refused by name; nothing stored breaks on either database.
 */
import fc from 'fast-check';
import type { PublishedSurvey } from '../../src/surveys';
import { EVERY_KIND } from '../fixtures/survey-of-every-kind';
import { describeOnBothDatabases } from '../support';
import { HOUR, type ResponsesFixture, responsesFixture } from './responses.fixture';

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '\u0000',
    '\u202eevil\u2066',
    '\u200b\u200d\ufeff',
    '\ud800',
    'a\u0301'.repeat(300),
    '👩‍👩‍👧‍👦'.repeat(200),
    'ﷺ'.repeat(900),
    'שלום '.repeat(400),
    '<script>alert(1)</script>',
    "'; DROP TABLE response;--",
    '{{constructor.constructor("x")()}}',
    '%00%0d%0aSet-Cookie: x',
    'x'.repeat(4001),
    'é'.repeat(60_000),
  ),
);
const anything = fc.oneof(
  words,
  fc.integer(),
  fc.constant(null),
  fc.array(words, { maxLength: 4 }),
  fc.object(),
);

describeOnBothDatabases('hostile answers', (kind) => {
  let world: ResponsesFixture;
  let survey: PublishedSurvey;

  beforeAll(async () => {
    world = await responsesFixture(kind);
    survey = await world.publish(EVERY_KIND);
  });
  afterAll(() => world.close());

  const runs = { numRuns: kind === 'sqlite' ? 120 : 50 };

  it('words of any kind come back as something that can be written, the same however often it is read', async () => {
    await fc.assert(
      fc.asyncProperty(words, words, words, async (thanks, other, idea) => {
        const { token } = await world.invite({ survey });
        const outcome = await world.responses.submit(
          token,
          {
            rating: '1',
            comment: thanks,
            'answers[what]': 'wait',
            'answers[what.other]': other,
            'answers[speed.expected]': '1',
            'answers[speed.perceived]': '1',
            'answers[idea]': idea,
          },
          { userAgent: idea },
        );
        if (outcome.kind === 'refused') {
          expect(outcome.error.errors?.map(({ code }) => code)).toEqual(
            expect.arrayContaining([expect.stringMatching(/^answer_too_long$/)]),
          );
          return;
        }
        expect(outcome.kind).toBe('recorded');
        const door = await world.responses.open(token);
        if (door.state !== 'changeable') throw new Error(`The link leads to ${door.state}.`);
        for (const value of Object.values(door.given.values)) {
          if (typeof value !== 'string') continue;
          expect(() => encodeURIComponent(value)).not.toThrow();
          expect(value.includes('\u0000')).toBe(false);
        }
        // What is shown in the form can be sent again and is then the same answer.
        const { thanks: shown = '', idea: again = '', 'what.other': line = '' } = door.given.values;
        world.clock.advance(HOUR);
        const repeated = await world.responses.submit(
          token,
          {
            rating: '1',
            comment: shown,
            'answers[what]': door.given.values['what'],
            'answers[what.other]': line,
            'answers[speed.expected]': '1',
            'answers[speed.perceived]': '1',
            'answers[idea]': again,
          },
          {},
        );
        expect(repeated).toMatchObject({ kind: 'recorded', changed: false });
      }),
      runs,
    );
    const rows = await world.queries.newest('all', {}, null, 50);
    expect(() => JSON.stringify(rows)).not.toThrow();
  });

  it('any form at all is recorded, kept as a step, or refused by name', async () => {
    const names = fc.oneof(
      fc.constantFrom(
        'rating', 'comment', 'step', 'opened', 'consents', 'mayContact', 'contactWhen', 'mayQuote', 'quoteName', 'website',
        'answers', 'answers[what]', 'answers[what.other]', 'answers[each_one.1]', 'answers[speed.expected]', 'answers[again]',
        'answers[channel]', 'answers[__proto__]', '__proto__', 'constructor', 'toString',
      ), // prettier-ignore
      words,
    );
    const sensible = fc.constantFrom(
      '1',
      '2',
      '5',
      'core',
      'trouble',
      'closing',
      'wait',
      'phone',
      'on',
      'any',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(names, fc.oneof(sensible, anything)), { maxLength: 12 }),
        async (fields) => {
          const { token } = await world.invite({ survey });
          const form = Object.fromEntries(fields);
          const outcome = await world.responses.submit(token, form, {
            userAgent: 'x',
            address: 'not an address',
          });
          expect(['recorded', 'step', 'refused']).toContain(outcome.kind);
          if (outcome.kind === 'refused') {
            expect(outcome.error.code).toBe('validation_failed');
            expect(outcome.error.errors?.length).toBeGreaterThan(0);
          }
          expect(['open', 'changeable']).toContain((await world.responses.open(token)).state);
        },
      ),
      runs,
    );
    for (const body of [undefined, null, 'x', 5, [], [1], true]) {
      const { token } = await world.invite({ survey });
      expect((await world.responses.submit(token, body, {})).kind).toBe('refused');
    }
  });
});
