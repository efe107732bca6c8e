/** Response rates by hand; what their weights do to scores is in `response-rates.simulation.spec.ts`. */
import fc from 'fast-check';
import {
  CellRequests,
  LOW_CONFIDENCE,
  lowConfidence,
  RESPONSE_RATE_RULE,
  responseRates,
  weighedByCell,
} from './response-rates';

const cell = (name: string, delivered: number, answered: number, invited = delivered): CellRequests => ({
  cell: name,
  invited,
  delivered,
  answered,
});
const weightsOf = (requests: readonly CellRequests[]): number[] =>
  responseRates(requests).cells.map(({ weight }) => weight);

describe('response rates', () => {
  test('by hand: 120 of 400 calls and 30 of 300 complaints answered', () => {
    const rates = responseRates([cell('phone|info', 400, 120, 410), cell('phone|complaint', 300, 30)]);
    expect(rates.overall).toMatchObject({ invited: 710, delivered: 700, answered: 150, rate: 150 / 700 });
    expect(rates.cells.map(({ rate }) => rate)).toEqual([0.3, 0.1]);
    expect(rates.differ).toBe(true);
    // 21.43 % over 30 % and over 10 %: 120 × .7143 + 30 × 2.1429 = 85.7 + 64.3 = 150 answers, shared as the 700 requests were.
    expect(rates.cells[0]?.weight).toBeCloseTo(0.7142857143, 10);
    expect(rates.cells[1]?.weight).toBeCloseTo(2.1428571429, 10);
    expect(rates.cells[0]?.interval.low).toBeCloseTo(0.257168, 6);
    expect(rates.cells[0]?.interval.high).toBeCloseTo(0.346637, 6);
  });

  test('what bounced was not delivered, and is in no rate', () => {
    expect(responseRates([cell('chat|info', 50, 10, 100)]).overall.rate).toBe(0.2);
  });

  test('rates exactly ten points apart are not weighed; a single answer more and they are', () => {
    expect(weightsOf([cell('a', 1000, 400), cell('b', 1000, 300)])).toEqual([1, 1]);
    expect(weightsOf([cell('a', 1000, 401), cell('b', 1000, 300)])).toEqual([
      701 / 802,
      (701 * 1000) / (2000 * 300),
    ]);
  });

  test('a weight stays within a third and three', () => {
    expect(weightsOf([cell('easy', 1000, 900), cell('hard', 9000, 90)])).toEqual([0.33, 3]);
  });

  test('a cell of fewer than thirty requests neither weighs nor makes the others differ', () => {
    expect(weightsOf([cell('a', 500, 150), cell('b', 29, 29), cell('c', 0, 0)])).toEqual([1, 1, 1]);
    expect(weightsOf([cell('a', 400, 120), cell('b', 400, 40), cell('c', 29, 0)])[2]).toBe(1);
  });

  test('nothing delivered has no rate, nothing answered the rate zero', () => {
    const rates = responseRates([cell('a', 0, 0, 12), cell('b', 40, 0)]);
    expect(rates.cells.map(({ rate }) => rate)).toEqual([null, 0]);
    expect(responseRates([]).overall).toMatchObject({ rate: null, interval: { low: 0, high: 1 } });
  });

  test.each([
    cell('a', 10, 11),
    cell('a', 10, 5, 9),
    cell('a', 10, -1),
    cell('a', 10.5, 1),
    cell('a', Number.NaN, 1),
  ])('%p is refused', (request) => {
    expect(() => responseRates([request])).toThrow(
      expect.objectContaining({ code: 'scoring.bad_response_counts' }),
    );
  });

  const requests = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 1000 })), { maxLength: 8 })
    .map((cells) =>
      cells.map(([delivered, share], i) => cell(`c${i}`, delivered, Math.floor((delivered * share) / 1000))),
    );

  test('weights stay within their bounds, fall as the rate rises, and are 1 where rates do not differ', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const { cells, differ } = responseRates(given);
        const weighed = cells.filter(({ delivered }) => delivered >= 30);
        for (const one of cells) {
          expect(one.weight).toBeGreaterThanOrEqual(0.33);
          expect(one.weight).toBeLessThanOrEqual(3);
          if (!differ) expect(one.weight).toBe(1);
        }
        for (const one of weighed)
          for (const other of weighed)
            if ((one.rate ?? 0) > (other.rate ?? 0)) expect(one.weight).toBeLessThanOrEqual(other.weight);
      }),
    );
  });

  test('untrimmed, the weights move answers between cells and invent none', () => {
    const untrimmed = fc.array(fc.integer({ min: 300, max: 900 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(untrimmed, (answers) => {
        const { cells } = responseRates(answers.map((answered, i) => cell(`c${i}`, 1000, answered)));
        const weighed = cells.reduce((sum, { answered, weight }) => sum + answered * weight, 0);
        expect(weighed).toBeCloseTo(
          answers.reduce((left, right) => left + right, 0),
          6,
        );
      }),
    );
  });

  test('the order of the cells changes nothing', () => {
    fc.assert(
      fc.property(requests, (given) => {
        expect(weightsOf([...given].reverse()).reverse()).toEqual(weightsOf(given));
      }),
    );
  });
});

describe('little confidence', () => {
  const counts = (delivered: number, answered: number) => ({ invited: delivered, delivered, answered });

  test.each([
    ['one in ten answered, like the peers', counts(100, 10), counts(900, 180), []],
    ['fewer than one in ten', counts(100, 9), counts(900, 180), ['few_answered']],
    ['fifteen points from the peers', counts(100, 35), counts(1000, 200), []],
    ['more than fifteen above them', counts(100, 36), counts(1000, 200), ['unlike_peers']],
    ['more than fifteen below them', counts(100, 5), counts(1000, 300), ['few_answered', 'unlike_peers']],
    ['no peers', counts(100, 36), counts(0, 0), []],
    ['nothing delivered', counts(0, 0), counts(1000, 300), []],
  ])('%s', (_situation, own, peers, expected) => {
    expect(lowConfidence(own, peers)).toEqual(expected);
  });
});

describe('answers weighed by their cell', () => {
  const counts = (...weights: number[]) => ({ min: 1, max: 3, weights });

  test('each rating is rounded once, to whole millionths; a cell without a weight stays', () => {
    const employees = [
      {
        key: 'E-1',
        peerGroup: 'agent',
        cells: [
          { cell: 'a', counts: counts(1, 0, 2_000_000) },
          { cell: 'b', counts: counts(3, 0, 5) },
        ],
      },
      { key: 'E-2', cells: [] },
    ];
    expect(weighedByCell(employees, new Map([['a', 0.7142857]]))).toEqual([
      {
        key: 'E-1',
        peerGroup: 'agent',
        cells: [
          { cell: 'a', counts: counts(1, 0, 1_428_571) },
          { cell: 'b', counts: counts(3, 0, 5) },
        ],
      },
      { key: 'E-2', cells: [] },
    ]);
  });
});

test('the numbers of the rules are those of docs/formulas.md', () => {
  expect(RESPONSE_RATE_RULE).toEqual({ gap: 10, trim: { minimum: 0.33, maximum: 3 }, delivered: 30 });
  expect(LOW_CONFIDENCE).toEqual({ rate: 10, gap: 15 });
});

describe('counts that are none', () => {
  const own = { invited: 10, delivered: 10, answered: 5 };
  const refused = expect.objectContaining({
    code: 'scoring.bad_response_counts',
    message: '11 answers to 10 delivered of 12 requests are no counts.',
    details: { invited: '12', delivered: '10', answered: '11' },
  });
  const bad = { invited: 12, delivered: 10, answered: 11 };

  test('are refused with what they were, one’s own as well as the peers’', () => {
    expect(() => responseRates([cell('a', 10, 11, 12)])).toThrow(refused);
    expect(() => lowConfidence(bad, own)).toThrow(refused);
    expect(() => lowConfidence(own, bad)).toThrow(refused);
  });

  test('all of those asked may have answered', () => {
    expect(responseRates([cell('a', 10, 10)]).overall.rate).toBe(1);
  });
});

test('a cell of exactly thirty requests weighs', () => {
  expect(weightsOf([cell('a', 30, 15), cell('b', 30, 5)])).toEqual([20 / 30, 2]);
  expect(weightsOf([cell('a', 29, 15), cell('b', 30, 5)])).toEqual([1, 1]);
});

test('a cell that nobody answered takes the largest weight, to no effect', () => {
  expect(weightsOf([cell('a', 100, 50), cell('b', 100, 0)])).toEqual([0.5, 3]);
});
