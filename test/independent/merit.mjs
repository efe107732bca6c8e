/**
 * Raises of a cycle, from docs/formulas.md, “Merit”: matrix × salary, shrunk to the budget, whole units by largest
 * remainder. Midpoint and maximum of the range are not printed: the zone is taken from the printed ratio and how a
 * raise parts into base and lump sum is checked by its sum.
 */
import { Fraction, largestRemainder, least, ONE, sum } from './exact.mjs';

const F = Fraction.of;
const ZONES = ['low', 'middle', 'high'];

/** Steps by employee, and those of the cycle, for statements that hold a raise; `factors` by employee. */
export function recountMerit(plan, items, factors) {
  const steps = new Map();
  if (!plan.merit) return { steps, whole: [] };
  const raised = items.filter(({ member }) => member.merit);
  const demands = raised.map(({ employee, member: { merit } }) => {
    const band = [...plan.merit.bands]
      .sort((a, b) => F(b.fromFactor).compare(a.fromFactor))
      .find(({ fromFactor }) => factors.get(employee).compare(fromFactor) >= 0);
    const zone = zoneOf(merit);
    const percent = plan.merit.matrix[band.rating][ZONES.indexOf(zone)];
    return { employee, band, zone, percent, demand: F(merit.salaryMinor).times(percent).over(100) };
  });
  const budget = sum(raised.map(({ member }) => member.merit.salaryMinor))
    .times(plan.merit.budgetPercent)
    .over(100);
  const demand = sum(demands.map((row) => row.demand));
  const factor = demand.n === 0n ? ONE : least(budget.over(demand), 1);
  const exact = new Map(demands.map((row) => [row.employee, row.demand.times(factor)]));
  const granted = largestRemainder([...exact].map(([key, share]) => ({ key, share })));
  for (const [index, { employee, member }] of raised.entries()) {
    const { merit } = member;
    const { band, zone, percent } = demands[index];
    steps.set(employee, [
      ['merit rating', band.rating, merit.rating],
      ['merit zone', zone, merit.zone],
      ['merit percent', F(percent).toString(), F(merit.matrixPercent).toString()],
      ['merit exact', exact.get(employee).printed(10), merit.exactMinor],
      ['merit base + lump', `${granted.get(employee)}`, `${merit.baseMinor + merit.lumpMinor}`],
    ]);
  }
  const { merit } = items[0].totals;
  return {
    steps,
    whole: [
      ['merit budget', budget.printed(10), merit.budgetMinor],
      ['merit demand', demand.printed(10), merit.demandMinor],
      ['merit factor', factor.printed(10), merit.factor],
    ],
  };
}

/** Below .90, .90–1.10, above: where the printed ratio is exactly a limit, either side of it may be right. */
function zoneOf({ compaRatio, zone }) {
  const ratio = F(compaRatio);
  if (ratio.compare('0.9') === 0 && zone === 'low') return zone;
  if (ratio.compare('1.1') === 0 && zone === 'high') return zone;
  return ratio.compare('0.9') < 0 ? 'low' : ratio.compare('1.1') > 0 ? 'high' : 'middle';
}
