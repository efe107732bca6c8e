/** Why the weights of response rates need not reach pay: the case mix has taken the same differences out (ADR 12). */
import { createRandom } from '../../../seeds/demo/random';
import { scorePeriod } from './period-scores';
import { ratingCounts } from './rating-counts';
import { CellRequests, responseRates, weighedByCell } from './response-rates';
import { CellCounts, EmployeeRatings } from './rating-table';

const cell = (name: string, delivered: number, answered: number): CellRequests => ({
  cell: name,
  invited: delivered,
  delivered,
  answered,
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
