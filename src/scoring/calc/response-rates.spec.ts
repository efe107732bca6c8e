/** Response rates by hand, and why their weights need not reach pay: the case mix has taken the same differences out. */
import fc from 'fast-check';
import { createRandom } from '../../../seeds/demo/random';
import { scorePeriod } from './period-scores';
import { ratingCounts } from './rating-counts';
import { CellRequests, lowConfidence, responseRates, weighedByCell } from './response-rates';
import { CellCounts, EmployeeRatings } from './scored-people';

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

/**
 * The additive model x = ability + kind of contact. Its hundred employees have contacts in very different proportions; of
 * the complaints 10 % answer, of the rest 40 %. Ratings 1…5 are 0…100 points in steps of 25.
 */
describe('a company where complaints answer four times more rarely', () => {
  const RATES = { 'phone|info': 0.4, 'phone|complaint': 0.1 };
  const weights = new Map(
    responseRates([cell('phone|info', 20_000, 8000), cell('phone|complaint', 10_000, 1000)]).cells.map(
      (row) => [row.cell, row.weight],
    ),
  );
  const adjusted = (employees: EmployeeRatings[]): number[] =>
    scorePeriod({ target: 80, employees }).employees.map((row) => row.adjusted ?? Number.NaN);
  const raw = (employees: EmployeeRatings[]): number[] =>
    scorePeriod({ target: 80, employees }).employees.map((row) => row.rawMean ?? Number.NaN);
  const spread = (values: readonly number[]): number => {
    const mean = values.reduce((left, right) => left + right, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  };
  const difference = (one: readonly number[], other: readonly number[]): number[] =>
    one.map((value, index) => value - (other[index] ?? Number.NaN));

  test('without chance, weights change no difference between colleagues: the case mix has made it', () => {
    const employees = Array.from({ length: 100 }, (_, i): EmployeeRatings => {
      const ability = i % 2;
      const complaints = 100 + 400 * (i % 5);
      const answers = (name: keyof typeof RATES, contacts: number, rating: number): CellCounts => ({
        cell: name,
        counts: ratingCounts({ min: 1, max: 5 }, { [rating]: contacts * RATES[name] }),
      });
      return {
        key: `E-${String(i).padStart(3, '0')}`,
        cells: [
          answers('phone|info', 3000 - complaints, 4 + ability),
          answers('phone|complaint', complaints, 2 + ability),
        ],
      };
    });
    const plain = adjusted(employees);
    const weighed = adjusted(weighedByCell(employees, weights));
    const moved = difference(weighed, plain);
    // Everybody moves by the same: S·b at the mix of those asked instead of those who answered, 50 points × the shares of complaints.
    expect(spread(moved)).toBeLessThan(1e-9);
    expect(moved[0]).toBeLessThan(-5);
    expect(spread(difference(raw(weighedByCell(employees, weights)), raw(employees)))).toBeGreaterThan(5);
    const abilities = plain.map((value, index) => value - 25 * (index % 2));
    expect(spread(abilities)).toBeLessThan(1e-9);
  });

  /** Root mean square error against the ability, up to a common constant: [raw, raw weighed, adjusted, adjusted weighed]. */
  function errorsBySeed(seed: string): [number, number, number, number] {
    const random = createRandom(seed);
    const ability: number[] = [];
    const employees = Array.from({ length: 100 }, (_, i): EmployeeRatings => {
      const own = random.next() * 0.8;
      ability.push(25 * own);
      const complaints = 50 + 100 * (i % 5);
      const answers = (name: keyof typeof RATES, contacts: number, level: number): CellCounts => {
        const given: Record<number, number> = {};
        for (let contact = 0; contact < contacts * RATES[name]; contact++) {
          const value = level + own + (random.next() + random.next() - 1);
          const rating = Math.floor(value) + (random.chance(value - Math.floor(value)) ? 1 : 0);
          given[rating] = (given[rating] ?? 0) + 1;
        }
        return { cell: name, counts: ratingCounts({ min: 1, max: 5 }, given) };
      };
      return {
        key: `E-${String(i).padStart(3, '0')}`,
        cells: [answers('phone|info', 700 - complaints, 3), answers('phone|complaint', complaints, 2)],
      };
    });
    const weighed = weighedByCell(employees, weights);
    const errors = (values: readonly number[]): number => spread(difference(values, ability));
    return [
      errors(raw(employees)),
      errors(raw(weighed)),
      errors(adjusted(employees)),
      errors(adjusted(weighed)),
    ];
  }

  test('with chance, weighed scores are further from the ability: the rare answers are made to count most', () => {
    const seeds = Array.from({ length: 10 }, (_, i) => errorsBySeed(`company ${i + 1}`));
    for (const [plainRaw, , plain, weighed] of seeds) {
      expect(plain).toBeLessThan(weighed);
      expect(weighed).toBeLessThan(plainRaw);
    }
    const means = [0, 1, 2, 3].map((row) =>
      (seeds.reduce((sum, errors) => sum + (errors[row] ?? Number.NaN), 0) / seeds.length).toFixed(2),
    );
    // The table of ADR 12.
    expect(means).toEqual(['2.81', '5.22', '1.08', '1.30']);
  });
});
