/** A whole period scored: the demo situations that the single formulas cannot show. */
import fc from 'fast-check';
import { canonicalJson } from '../../kernel';
import reference from '../../../test/fixtures/reference-period.json';
import vectors from '../../../test/fixtures/vectors.json';
import { CellCounts, EmployeeRatings } from './rating-table';
import { EmployeeScore, PeriodScores, scorePeriod } from './period-scores';
import { ratingCounts } from './rating-counts';

const FIVE = { min: 1, max: 5 };
const cell = (name: string, answers: Record<number, number>): CellCounts => ({
  cell: name,
  counts: ratingCounts(FIVE, answers),
});
const find = (scores: PeriodScores, key: string): EmployeeScore => {
  const row = scores.employees.find((employee) => employee.key === key);
  if (!row) throw new Error(`nobody is called ${key}`);
  return row;
};

/** Twenty-five employees of five skill levels; every third one takes mostly complaints. */
function office(): EmployeeRatings[] {
  return Array.from({ length: 25 }, (_, index) => {
    const complaints = index % 3 === 0 ? 30 : 10;
    const skill = index % 5;
    return {
      key: `E-${String(index + 1).padStart(2, '0')}`,
      cells: [
        cell('phone|info', { 5: 16 + 6 * skill, 4: 8, 3: 4, 1: 9 - 2 * skill }),
        cell('phone|complaint', { 5: complaints / 2, 3: complaints / 5, 1: (3 * complaints) / 10 }),
      ],
    };
  });
}

/** As they are kept: with the lines of the case mix written out. */
const bytesOf = (scores: object): string => canonicalJson(JSON.parse(JSON.stringify(scores)));

describe('a period with enough answers', () => {
  const scoresOf = () => scorePeriod({ target: 80, employees: office() });

  test('every step of a score adds up', () => {
    const scores = scoresOf();
    for (const row of scores.employees) {
      const lines = row.mixLines.reduce((sum, line) => sum + line.contribution, 0);
      expect(row.adjusted).toBeCloseTo((row.rawMean ?? 0) + lines, 10);
      expect(row.score).toBeCloseTo((row.adjusted ?? 0) + (row.shrinkEffect ?? 0), 10);
      expect(row.low ?? 0).toBeLessThan(row.score ?? 0);
      expect(row.high ?? 0).toBeGreaterThan(row.score ?? 0);
    }
  });

  test('complaints cost points, and those who take more of them get these back', () => {
    const scores = scoresOf();
    const [complaint, info] = scores.cells;
    expect(complaint?.cell).toBe('phone|complaint');
    expect((complaint?.effect ?? 0) - (info?.effect ?? 0)).toBeLessThan(-10);
    expect(find(scores, 'E-01').mixEffect ?? 0).toBeGreaterThan(0);
    expect(find(scores, 'E-02').mixEffect ?? 0).toBeLessThan(0);
  });

  test('the group is scored by its own spread, with the parameters it used', () => {
    const scores = scoresOf();
    expect(scores.groups).toHaveLength(1);
    expect(scores.groups[0]).toMatchObject({
      peerGroup: 'all',
      employees: 25,
      source: 'own',
      basis: 'peers',
    });
    expect(scores.groups[0]?.sigma2).toBeCloseTo(
      (scores.groups[0]?.tau2 ?? 0) * (scores.groups[0]?.M ?? 0),
      8,
    );
    expect(scores.formula).toBe('eb-mean-1');
  });

  test('the order of employees and cells changes not one byte', () => {
    const scores = scoresOf();
    const bytes = bytesOf(scores);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(office(), { minLength: 25, maxLength: 25 }),
        fc.boolean(),
        (employees, turn) => {
          const turned = employees.map((employee) => ({
            ...employee,
            cells: turn ? [...employee.cells].reverse() : employee.cells,
          }));
          expect(bytesOf(scorePeriod({ target: 80, employees: turned }))).toBe(bytes);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('the same answers on a scale 0–4 give the same scores', () => {
    const scores = scoresOf();
    const shifted = office().map((employee) => ({
      ...employee,
      cells: employee.cells.map((entry) => ({ ...entry, counts: { ...entry.counts, min: 0, max: 4 } })),
    }));
    expect(scorePeriod({ target: 80, employees: shifted }).employees).toEqual(scores.employees);
  });

  test('someone without answers has no score, and moves nobody else', () => {
    const scores = scoresOf();
    const newcomer = { key: 'E-99', cells: [] };
    const withNewcomer = scorePeriod({ target: 80, employees: [...office(), newcomer] });
    expect(find(withNewcomer, 'E-99')).toMatchObject({ n: 0, score: null, band: null, display: 'hidden' });
    expect(withNewcomer.employees.filter((row) => row.key !== 'E-99')).toEqual(scores.employees);
  });

  test('scores stay on 0–100 and intervals too', () => {
    const counts = fc.array(fc.nat(40), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(counts, counts), { minLength: 1, maxLength: 30 }), (people) => {
        const employees = people.map(([a, b], index) => ({
          key: `E-${index}`,
          cells: [
            { cell: 'a', counts: { ...FIVE, weights: a.map((count) => count * 1_000_000) } },
            { cell: 'b', counts: { ...FIVE, weights: b.map((count) => count * 1_000_000) } },
          ],
        }));
        for (const row of scorePeriod({ target: 80, employees }).employees) {
          if (row.score === null) continue;
          expect(row.reliability ?? -1).toBeGreaterThanOrEqual(0);
          expect(row.reliability ?? 2).toBeLessThanOrEqual(1);
          const [low, high] = [row.low ?? row.score, row.high ?? row.score];
          expect(row.score >= 0 && row.score <= 100 && low >= 0 && low <= high && high <= 100).toBe(true);
        }
      }),
    );
  });
});

describe('the reference simulation', () => {
  test('forty employees, six cells: case mix and scores equal those of the independent Python program', () => {
    const employees = reference.employees.map((cells, index) => ({
      key: `E-${String(index).padStart(2, '0')}`,
      cells: Object.entries<readonly number[] | undefined>(cells).map(([name, answers]) => ({
        cell: name,
        counts: { ...FIVE, weights: (answers ?? []).map((count) => count * 1_000_000) },
      })),
    }));
    const scores = scorePeriod({ target: 80, employees });
    expect(scores.cells).toHaveLength(6);
    expect(scores.groups[0]?.mu).toBeCloseTo(reference.mu, 9);
    expect(scores.groups[0]?.tau2).toBeCloseTo(reference.tau2, 9);
    expect(scores.groups[0]?.sigma2).toBeCloseTo(reference.sigma2, 9);
    scores.employees.forEach((row, index) => {
      expect(row.adjusted).toBeCloseTo(reference.adjusted[index] ?? Number.NaN, 9);
      expect(row.score).toBeCloseTo(reference.score[index] ?? Number.NaN, 9);
      expect(row.reliability).toBeCloseTo(reference.reliability[index] ?? Number.NaN, 9);
    });
  });
});

describe('two jobs that hardly share a channel', () => {
  const answers = (index: number): Record<number, number> => ({ 5: 14 + (index % 5), 4: 8, 3: 4, 1: 6 });
  const team = (peerGroup: string, channel: string): EmployeeRatings[] =>
    Array.from({ length: 24 }, (_, index) => ({
      key: `${peerGroup}-${String(index).padStart(2, '0')}`,
      peerGroup,
      cells: [cell(`${channel}|info`, answers(index))],
    }));
  /** One agent stood in for a technician for ten visits, and met ten unhappy customers. */
  const crossing: EmployeeRatings = {
    key: 'agent-99',
    peerGroup: 'agent',
    cells: [cell('phone|info', answers(2)), cell('visit|info', { 1: 10 })],
  };
  const employees = [...team('agent', 'phone'), ...team('technician', 'visit'), crossing];
  const scoresOf = () => scorePeriod({ target: 80, employees });
  const othersIn = (scores: PeriodScores) => scores.employees.filter((row) => row.key !== crossing.key);

  test("one person's bad luck, the only link between the channels, lifts and lowers no whole job", () => {
    const scores = scoresOf();
    const [phone, visit] = scores.cells;
    // Estimated from that one person: more than half the scale between the channels, though both teams have the same answers.
    expect(Math.abs((visit?.effect ?? 0) - (phone?.effect ?? 0))).toBeGreaterThan(50);
    for (const row of othersIn(scores)) expect(Math.abs(row.mixEffect ?? 0)).toBeLessThan(1);
    const [agents, technicians] = scores.groups;
    expect(Math.abs((agents?.mu ?? 0) - (technicians?.mu ?? 0))).toBeLessThan(1);
  });

  test('each job is judged at its own mix, and the one who crossed gets the visits credited', () => {
    const scores = scoresOf();
    const [agents, technicians] = scores.groups;
    expect(technicians?.mix).toEqual([
      { cell: 'phone|info', share: 0 },
      { cell: 'visit|info', share: 1 },
    ]);
    expect(agents?.mix.map(({ share }) => Number(share.toFixed(3)))).toEqual([0.988, 0.012]);
    expect(scores.cells[0]?.share).toBeCloseTo(0.51, 2);
    expect(find(scores, 'agent-99').mixEffect ?? 0).toBeGreaterThan(10);
  });

  test('who works where all colleagues work keeps the plain mean to the last bit', () => {
    const scores = scoresOf();
    for (const row of othersIn(scores).filter(({ peerGroup }) => peerGroup === 'technician')) {
      expect(row.adjusted).toBe(row.rawMean);
    }
  });
});

describe('the common mix', () => {
  const counts = fc.array(fc.nat(30), { minLength: 5, maxLength: 5 });
  const person = fc.record({
    peerGroup: fc.constantFrom('a', 'b', 'c'),
    cells: fc.array(counts, { maxLength: 4 }),
  });
  const priors = {
    M: 60,
    sigma2: 700,
    cells: [0, 1, 2].map((index) => ({ cell: `c${index}`, effect: -7 * index, share: 1 / 3 })),
  };

  test.each([
    ['own', undefined],
    ['prior', priors],
  ])("moves no group's mean, whoever is in it (%s effects)", (_, given) => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 15 }), (people) => {
        const employees = people.map(({ peerGroup, cells }, index) => ({
          key: `E-${String(index).padStart(2, '0')}`,
          peerGroup,
          cells: cells.map((weights, position) => ({
            cell: `c${position}`,
            counts: { ...FIVE, weights: weights.map((count) => count * 285_714) },
          })),
        }));
        const scores = scorePeriod({
          target: 80,
          employees,
          priors: given,
          mergeRule: { minimumResponses: 1, minimumEmployees: 1 },
        });
        const moved = new Map<string, number>();
        for (const { peerGroup, n, mixEffect } of scores.employees) {
          moved.set(peerGroup, (moved.get(peerGroup) ?? 0) + n * (mixEffect ?? 0));
        }
        for (const sum of moved.values()) expect(Math.abs(sum)).toBeLessThan(1e-9);
        for (const { mix } of scores.groups) {
          if (mix.length > 0 && !given)
            expect(mix.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
        }
      }),
    );
  });
});

describe('a small organisation', () => {
  const yearCells = [
    { cell: 'phone|billing', effect: -12, share: 0.25 },
    { cell: 'phone|*', effect: 0, share: 0.75 },
  ];
  const people: EmployeeRatings[] = [
    { key: 'ana', cells: [cell('all', { 5: 24, 4: 10, 3: 3, 2: 1, 1: 2 })] },
    { key: 'luis', cells: [cell('all', { 5: 8, 4: 1 })] },
    { key: 'eva', cells: [cell('all', { 5: 6, 4: 6, 3: 4, 2: 4 })] },
  ];

  test('takes M and σ² from the trailing year, but the mean of its own people', () => {
    const scores = scorePeriod({ target: 80, employees: people, priors: { M: 60, sigma2: 700, mu: 50 } });
    expect(scores.groups[0]).toMatchObject({ source: 'prior', M: 60, sigma2: 700 });
    expect(scores.groups[0]?.mu ?? 0).toBeGreaterThan(70);
    expect(find(scores, 'luis').reliability).toBeCloseTo(9 / 69, 12);
  });

  test('without a trailing year uses its own spread, M held between 5 and 1000', () => {
    const scores = scorePeriod({ target: 80, employees: people });
    expect(scores.groups[0]?.source).toBe('own');
    const M = scores.groups[0]?.M ?? 5;
    expect(M >= 5 && M <= 1000).toBe(true);
  });

  test('a lone employee is scored from the prior; without one at target, showing the own interval', () => {
    const alone = people.slice(0, 1);
    const prior = scorePeriod({ target: 80, employees: alone, priors: { M: 40, sigma2: 700, mu: 70 } });
    expect(find(prior, 'ana').score).toBeCloseTo(70 + 0.5 * (83.125 - 70), 10);
    const bare = find(scorePeriod({ target: 80, employees: alone }), 'ana');
    expect(bare).toMatchObject({ score: 80, reliability: 0, band: 'consistent' });
    expect(bare.low).toBeCloseTo(vectors.V3_mean.ci100[0] ?? 0, 9);
    expect(bare.high).toBeCloseTo(vectors.V3_mean.ci100[1] ?? 0, 9);
  });

  test("uses the trailing year's cell effects at its own shares; a cell it does not know falls to the remainder", () => {
    const employees = [
      { key: 'ana', cells: [cell('phone|billing', { 5: 10, 1: 2 })] },
      { key: 'luis', cells: [cell('phone|moving', { 5: 10, 1: 2 })] },
    ];
    const scores = scorePeriod({ target: 80, employees, priors: { M: 60, sigma2: 700, cells: yearCells } });
    expect(find(scores, 'ana').mixEffect).toBeCloseTo(0.5 * 12, 12);
    expect(find(scores, 'luis').mixEffect).toBeCloseTo(-0.5 * 12, 12);
    expect(scores.groups[0]?.mix).toEqual([
      { cell: 'phone|*', share: 0.5 },
      { cell: 'phone|billing', share: 0.5 },
    ]);
    expect(scores.cells.map(({ share }) => share)).toEqual([0.75, 0.25]);
    expect(scores.cellOf).toContainEqual({ cell: 'phone|moving', countedIn: 'phone|*' });
  });

  test('a lone employee has nobody to compare the mix with: nothing is adjusted', () => {
    const employees = [
      { key: 'ana', cells: [cell('phone|billing', { 5: 10, 1: 2 }), cell('phone|moving', { 4: 7 })] },
    ];
    const scores = scorePeriod({ target: 80, employees, priors: { M: 60, sigma2: 700, cells: yearCells } });
    expect(find(scores, 'ana')).toMatchObject({ mixEffect: 0, mixLines: [] });
    expect(scores.groups[0]?.mix).toEqual([]);
  });

  test('small peer groups borrow the spread of all groups, each keeping its own mean', () => {
    const groups = ['desk', 'phone'].flatMap((peerGroup, g) =>
      Array.from({ length: 6 }, (_, index) => ({
        key: `${peerGroup}-${index}`,
        peerGroup,
        cells: [cell('all', { 5: 10 + 5 * index + 10 * g, 3: 12, 1: 8 - index })],
      })),
    );
    const scores = scorePeriod({ target: 80, employees: groups });
    expect(scores.groups.map((group) => group.source)).toEqual(['pooled', 'pooled']);
    expect(scores.groups[0]?.M).toBe(scores.groups[1]?.M);
    expect(scores.groups[0]?.mu ?? 0).toBeLessThan(scores.groups[1]?.mu ?? 0);
  });

  test('the same employee twice is refused', () => {
    expect(() => scorePeriod({ target: 80, employees: [...people, ...people.slice(0, 1)] })).toThrow(
      expect.objectContaining({ code: 'scoring.duplicate_employee' }),
    );
  });
});

describe('the top-box formula', () => {
  test('reproduces the binary vector on the scale 0–100 (V4)', () => {
    const { k, n, out } = vectors.V4_eb_binary;
    const employees = n.map((size, index) => ({
      key: `E-${index}`,
      cells: [cell('all', { 5: k[index] ?? 0, 2: size - (k[index] ?? 0) })],
    }));
    const scores = scorePeriod({ formula: 'eb-topbox-1', target: 80, employees });
    expect(scores.groups[0]?.M).toBeCloseTo(out.M, 9);
    scores.employees.forEach((row, index) => expect(row.score).toBeCloseTo(100 * (out.post[index] ?? 0), 9));
  });
});
