/**
 * Every spec of the score formulas as one file: Jest then loads fast-check and the formulas once per changed formula
 * instead of once per spec. Shortest specs first, since the first failure ends a run. Simulations are left out: they prove
 * a choice of method and would take longer than all others together.
 */
/* global describe */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(__dirname, '../../src/scoring/calc');
const long = [
  'disclosure.spec.ts',
  'response-rates.spec.ts',
  'period-scores.spec.ts',
  'frozen-scores.spec.ts',
];

const specs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.spec.ts') && !file.endsWith('.simulation.spec.ts'))
  .sort()
  .sort((a, b) => long.indexOf(a) - long.indexOf(b));

for (const spec of specs) {
  describe(spec, () => {
    require(join(folder, spec));
  });
}
