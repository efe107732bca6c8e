/** Ratings in columns are the same ratings: nothing is lost, and every score is the same to the last bit. */
import fc from 'fast-check';
import { cellTable, mergedTable, rowsOf } from './cell-table';
import { scorePeriod } from './period-scores';
import { asTable, type EmployeeRatings, RatingTableBuilder, ratingsOf, tableOf } from './rating-table';

/** More answers of one kind than the table has room for at first. */
const LARGE = fc.integer({ min: 2 ** 32 - 1, max: 2 ** 40 });

const answers = fc.record({
  cell: fc.constantFrom('phone|billing', 'phone|leak', 'chat|billing', '*'),
  counts: fc.oneof(
    fc.record({
      min: fc.constant(1),
      max: fc.constant(5),
      weights: fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 9e6 }) }, LARGE), {
        minLength: 5,
        maxLength: 5,
      }),
    }),
    fc.record({
      min: fc.constant(0),
      max: fc.constant(2),
      reversed: fc.constant(true),
      weights: fc.array(fc.integer({ min: 0, max: 9e6 }), { minLength: 3, maxLength: 3 }),
    }),
  ),
});
const organization = fc.uniqueArray(
  fc.record({
    key: fc.string({ minLength: 1, maxLength: 4 }),
    peerGroup: fc.constantFrom('agent', 'clerk'),
    cells: fc.uniqueArray(answers, { maxLength: 6, selector: ({ cell, counts }) => `${cell} ${counts.max}` }),
  }),
  { maxLength: 30, selector: ({ key }) => key },
);

test('an organization comes back from its table, sorted, and is scored alike from either', () => {
  fc.assert(
    fc.property(organization, (employees) => {
      const back = ratingsOf(tableOf(employees));
      const sorted = [...employees].sort((a, b) => (a.key < b.key ? -1 : 1));
      expect(back.map(({ key, peerGroup }) => [key, peerGroup])).toEqual(
        sorted.map(({ key, peerGroup }) => [key, peerGroup]),
      );
      const byCell = ({ cells }: EmployeeRatings) =>
        new Map(cells.map(({ cell, counts }) => [`${cell} ${counts.max}`, counts]));
      expect(back.map(byCell)).toEqual(sorted.map(byCell));
      const scores = JSON.stringify(scorePeriod({ target: 80, employees }));
      expect(JSON.stringify(scorePeriod({ target: 80, employees: tableOf([...employees].reverse()) }))).toBe(
        scores,
      );
      expect(JSON.stringify(scorePeriod({ target: 80, employees: back }))).toBe(scores);
    }),
    { numRuns: 150 },
  );
});

test('entries come in any order and stand by cell, then scale; employees by key', () => {
  const builder = new RatingTableBuilder(5);
  const chat = { cell: 'chat', min: 1, max: 5 };
  const phone = { cell: 'phone', min: 1, max: 5 };
  builder.employee('b', 'agent');
  const [late, early] = [builder.entry(builder.numberOf(phone)), builder.entry(builder.numberOf(chat))];
  builder.setWeight(late, 4, 2e6);
  builder.setWeight(early, 0, 1e6);
  builder.employee('a', 'clerk');
  builder.setWeight(builder.entry(builder.numberOf(phone)), 2, 3e6);
  expect(builder.weightOf(late, 4)).toBe(2e6);
  const table = builder.build();
  expect(asTable(table)).toBe(table);
  expect(ratingsOf(table)).toEqual([
    { key: 'a', peerGroup: 'clerk', cells: [{ cell: 'phone', counts: { min: 1, max: 5, weights: [0, 0, 3e6, 0, 0] } }] },
    {
      key: 'b',
      peerGroup: 'agent',
      cells: [
        { cell: 'chat', counts: { min: 1, max: 5, weights: [1e6, 0, 0, 0, 0] } },
        { cell: 'phone', counts: { min: 1, max: 5, weights: [0, 0, 0, 0, 2e6] } },
      ],
    },
  ]); // prettier-ignore
});

test('more entries than it had room for', () => {
  const builder = new RatingTableBuilder(3);
  for (let employee = 0; employee < 3000; employee += 1) {
    builder.employee(`E-${String(employee).padStart(4, '0')}`, 'agent');
    builder.setWeight(builder.entry(builder.numberOf({ cell: 'a', min: 0, max: 2 })), employee % 3, employee);
  }
  const { keys, weights } = builder.build();
  expect(keys).toHaveLength(3000);
  expect([weights[0], weights[3 * 1500], weights[3 * 2999 + 2]]).toEqual([0, 1500, 2999]);
});

test('answers of one employee in one cell on two scales are put together, whatever is merged', () => {
  const table = cellTable([
    { key: 'A', cell: 'chat', n: 1, mean: 40 },
    { key: 'A', cell: 'chat', n: 3, mean: 80 },
    { key: 'A', cell: 'phone', n: 2, mean: 10 },
    { key: 'B', cell: 'phone', n: 5, mean: 90 },
  ]);
  const itself = new Map([
    ['chat', 'chat'],
    ['phone', 'phone'],
  ]);
  const merged = mergedTable(table, itself);
  expect([0, 1].map((employee) => rowsOf(merged, employee))).toEqual([
    [
      { cell: 'chat', n: 4, mean: 70 },
      { cell: 'phone', n: 2, mean: 10 },
    ],
    [{ cell: 'phone', n: 5, mean: 90 }],
  ]);
  expect(mergedTable(merged, itself)).toBe(merged);
  const all = mergedTable(table, new Map([['chat', 'phone']]));
  expect(rowsOf(all, 0)).toEqual([{ cell: 'phone', n: 6, mean: 50 }]);
});

test('a weight of thousands of answers is kept as it was given', () => {
  for (const weight of [2 ** 32 - 1, 2 ** 32, 5_000_000_000_000]) {
    const weights = [1_000_000, weight, 0];
    const cells = [{ cell: 'phone|billing', counts: { min: 1, max: 3, weights } }];
    const before = [{ cell: 'chat|billing', counts: { min: 1, max: 3, weights: [7, 8, 9] } }];
    const back = ratingsOf(
      tableOf([
        { key: 'a', cells: before },
        { key: 'b', cells },
      ]),
    );
    expect(back.map(({ cells: [own] }) => own?.counts.weights)).toEqual([[7, 8, 9], weights]);
  }
});
