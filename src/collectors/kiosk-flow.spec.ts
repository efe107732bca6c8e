/** The device walks a questionnaire as the server does, whatever is asked and whatever was answered. */
import fc from 'fast-check';
import { pathThrough } from '../surveys';

interface Flow {
  sections: readonly object[];
  required?: readonly string[];
}
const device = jest.requireActual<{
  slotsOnWay(flow: Flow, values: object): string[];
  slotAfter(flow: Flow, values: object, key: string | undefined): string | undefined;
  isEnough(flow: Flow, values: object): boolean;
}>('../../public/js/kiosk-flow.js');

const KEYS = ['q1', 'q2', 'q3', 'q4', 'q5'];
const SECTIONS = ['s1', 's2', 's3', 's4'];

const condition = fc.record({
  question: fc.constantFrom(...KEYS),
  test: fc.constantFrom('answered', 'not_answered', 'at_least', 'at_most', 'is_any', 'is_none'),
  value: fc.integer({ min: 0, max: 10 }),
  values: fc.array(fc.constantFrom('a', 'b', '1', '5'), { minLength: 1, maxLength: 3 }),
});
const logic = fc.record({
  match: fc.constantFrom('all', 'any'),
  conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
});
const question = (key: string) =>
  fc.record({ showIf: fc.option(logic, { nil: undefined }), pair: fc.boolean() }).map(({ showIf, pair }) => ({
    key,
    kind: 'csat',
    ...(showIf && { showIf }),
    slots: pair ? [`${key}.expected`, `${key}.perceived`] : [key],
  }));
const sections = fc
  .tuple(
    fc.tuple(...KEYS.map(question)),
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: KEYS.length, maxLength: KEYS.length }),
    fc.tuple(
      ...SECTIONS.map(() =>
        fc.record({
          showIf: fc.option(logic, { nil: undefined }),
          then: fc.array(fc.record({ when: logic, goTo: fc.constantFrom(...SECTIONS, 'end') }), {
            maxLength: 2,
          }),
        }),
      ),
    ),
  )
  .map(([questions, places, rules]) => {
    const sorted = [...places].sort();
    return SECTIONS.map((key, index) => ({
      key,
      then: rules[index]?.then ?? [],
      ...(rules[index]?.showIf && { showIf: rules[index].showIf }),
      questions: questions.filter((_, position) => sorted[position] === index),
    }));
  });
const value = fc.oneof(
  fc.integer({ min: 0, max: 10 }),
  fc.constantFrom('', 'a', 'b', '1'),
  fc.array(fc.constantFrom('a', 'b')),
);
const values = fc.dictionary(
  fc.constantFrom(...KEYS, ...KEYS.map((key) => `${key}.expected`), ...KEYS.map((key) => `${key}.perceived`)),
  value,
);

describe('the way through a questionnaire on the device', () => {
  it('is the one the server takes', () => {
    fc.assert(
      fc.property(sections, values, (all, given) => {
        const way = pathThrough(all as never, given).flatMap(({ questions }) =>
          (questions as unknown as { slots: string[] }[]).flatMap(({ slots }) => slots),
        );
        expect(device.slotsOnWay({ sections: all }, given)).toEqual(way);
      }),
      { numRuns: 2000 },
    );
  });

  it('is enough to be sent once everything needed on it is answered', () => {
    const flow = {
      sections: [
        {
          key: '',
          then: [],
          questions: [
            { key: 'q1', slots: ['q1'] },
            { key: 'q2', slots: ['q2'] },
          ],
        },
      ],
      required: ['q1'],
    };
    expect(device.isEnough(flow, {})).toBe(false);
    expect(device.isEnough(flow, { q2: 'words' })).toBe(false);
    expect(device.isEnough(flow, { q1: 0 })).toBe(true);
    expect(device.slotAfter(flow, {}, undefined)).toBe('q1');
    expect(device.slotAfter(flow, { q1: 1 }, 'q1')).toBe('q2');
    expect(device.slotAfter(flow, { q1: 1 }, 'q2')).toBeUndefined();
  });
});
