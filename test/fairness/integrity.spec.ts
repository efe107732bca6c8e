/**
 * The goals of the integrity signals hold in a small run, give or take two standard errors, through the product's own code;
 * those of the design exactly. `npm run bench integrity` does the same with two hundred times as much.
 */
import { type Line, measure } from '../../bench/integrity/goals';
import { HONEST, STEERED } from '../../bench/integrity/runs';
import { binomialCdf } from '../../src/kernel';
import { invitationSuppression } from '../../src/scoring/calc';

/** How often the exact test speaks when customers are asked about this share of `n` contacts. */
function spoken(n: number, share: number): number {
  let most = -1;
  while (invitationSuppression(most + 1, n, HONEST).suspicious) most += 1;
  return binomialCdf(most, n, share);
}

it.each([
  [50, 0.612],
  [100, 0.933],
  [200, 0.998],
])(
  'suppression among %i contacts is found in %d of all cases, a false alarm comes once in a thousand or less',
  (n, power) => {
    expect(STEERED).toBeCloseTo(0.8536, 12);
    expect(spoken(n, STEERED)).toBeGreaterThanOrEqual(power - 0.002);
    expect(spoken(n, STEERED)).toBeLessThanOrEqual(power + 0.002);
    expect(spoken(n, HONEST)).toBeLessThanOrEqual(0.001);
  },
);

it('among a hundred contacts the power is .93 or more', () => {
  expect(spoken(100, STEERED)).toBeGreaterThanOrEqual(0.93);
});

it('every goal holds in a small run', () => {
  const lines: Line[] = measure(0.004);
  expect(lines.filter(({ goal }) => goal).length).toBeGreaterThan(15);
  expect(lines.filter(({ holds }) => !holds)).toEqual([]);
});
