/**
 * The goals of the integrity signals hold in a small run, give or take two standard errors, through the product's own code.
 * `npm run bench integrity` does the same with twenty times as much.
 */
import { measure, type Line } from '../../bench/integrity/goals';
import { HONEST, STEERED, suppressionAtKnownRate } from '../../bench/integrity/runs';

let lines: Line[];
beforeAll(() => {
  lines = measure(0.05);
}, 300_000);

it('every goal holds', () => {
  expect(lines.filter(({ goal }) => goal).length).toBeGreaterThan(15);
  expect(lines.filter(({ holds }) => !holds)).toEqual([]);
});

it('suppression among a hundred contacts is found in 93 of 100, a false alarm comes once in a thousand or less', () => {
  expect(STEERED).toBeCloseTo(0.8536, 12);
  expect(suppressionAtKnownRate(100, STEERED, 20_000, 1).share).toBeGreaterThanOrEqual(0.93);
  expect(suppressionAtKnownRate(100, HONEST, 50_000, 2).share).toBeLessThanOrEqual(0.001);
});

it('the goals notice a bar that is too low', () => {
  const alarm = lines.find(({ label }) => label === 'suppression, rate known, n 100: false alarm');
  expect(alarm?.goal).toEqual({ is: 'most', than: 0.001 });
  expect(suppressionAtKnownRate(100, 0.93, 2_000, 3).share).toBeGreaterThan(0.05);
});
