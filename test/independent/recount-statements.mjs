/**
 * Counts the statements of a whole evaluation cycle again, written from docs/formulas.md alone.
 *
 *   node test/independent/recount-statements.mjs <statements.json …> [--sample 10] [--seed 7]
 *
 * The files hold replies of `GET /api/v1/evaluation-cycles/{id}/statements`, together every member of the cycle. Every
 * amount is compared, and every printed step of as many statements as `--sample` says (all without it). Exit 0: all
 * agree; 1: what differs is named with employee, step, ours and theirs; 2: the files are not a whole cycle.
 */
import console from 'node:console';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Fraction, sum } from './exact.mjs';
import { recountMerit } from './merit.mjs';
import { curveSteps, opinion, payOut, prorated, recoveredSteps, totalFactor } from './rules.mjs';

const F = Fraction.of;
const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string' } },
});
const items = files
  .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')).items)
  .sort((a, b) => (a.employee < b.employee ? -1 : 1));
if (items.length === 0 || items.length !== items[0].totals.members) {
  console.error(`The files hold ${items.length} statements of ${items[0]?.totals.members ?? 'no'} members.`);
  process.exit(2);
}
const { plan, totals, currency, cycle } = items[0];

const recounted = new Map();
for (const item of items) {
  try {
    recounted.set(item.employee, recountMember(item));
  } catch (error) {
    console.error(`${item.employee}: cannot be counted: ${error.message}`);
    process.exit(1);
  }
}
const people = [...recounted].map(([key, { points, base, paysNothing }]) => ({
  key,
  points,
  base,
  paysNothing,
}));
const paid = payOut(plan, totals.poolMinor, people);
const merit = recountMerit(plan, items, new Map([...recounted].map(([key, { factor }]) => [key, factor])));

/** From one statement's own inputs to its points. */
function recountMember({ employee, member, spread }) {
  const line = plan.lines.find(({ kind }) => kind === 'customer_opinion');
  const scored =
    member.customerOpinion === null ? null : opinion(member.customerOpinion, line?.target, spread);
  const total = totalFactor(plan, member, scored);
  const base = prorated(member);
  const points = base.times(total.factor);
  const days = (Date.parse(cycle.period.to) - Date.parse(cycle.period.from)) / 86_400_000;
  const steps = [
    ...(scored?.steps ?? []),
    ...recoveredSteps(line, member, scored),
    ...total.steps,
    ['employee', employee, member.employeeKey],
    ['days of the period', days, member.periodDays],
    ['proration', F(`${member.eligibleDays}/${member.periodDays}`).printed(6), member.proration],
    ['points', points.printed(6), member.points],
    ['exact points', points.toString(), member.pointsExact],
  ];
  if (member.segments) {
    const inSegments = member.segments.reduce((all, segment) => all + segment.days, 0);
    steps.push(['days of the segments', inSegments, member.eligibleDays]);
    steps.push([
      'target of the last segment',
      member.segments.at(-1).targetBonusMinor,
      member.targetBonusMinor,
    ]);
    for (const { from, to, days: counted } of member.segments)
      steps.push([`days from ${from}`, true, counted * 86_400_000 <= Date.parse(to) - Date.parse(from)]);
  }
  return { ...total, steps, base, points, scored };
}

/** The steps of one statement, with what the pool made of its points. */
function stepsOf({ employee, member }) {
  const share = paid.shares.get(employee);
  const amount = paid.amounts.get(employee);
  const limit = paid.limits.get(employee) ?? null;
  return [
    ...recounted.get(employee).steps,
    [
      'bound',
      JSON.stringify(limit),
      JSON.stringify(member.limit ? { kind: member.limit.kind, minor: member.limit.minor } : null),
    ],
    ['share', share.printed(6), member.share],
    ['rounded up', new Fraction(amount).compare(share) > 0, member.roundedUp],
    ...(merit.steps.get(employee) ?? []),
  ];
}

function wholeCycle() {
  const pointsSum = sum(people.map(({ points }) => points));
  const ours = [...paid.amounts.values()].reduce((all, amount) => all + amount, 0n);
  const theirs = items.reduce((all, { member }) => all + BigInt(member.amountMinor), 0n);
  const left = plan.funding === 'individual' ? 0n : BigInt(totals.poolMinor) - ours;
  const reserve = totals.reserveMinor ?? 0;
  const shareOfPool = F(reserve).times(10_000).over(Math.max(totals.poolMinor, 1)).rounded(0);
  return [
    ['sum of points', pointsSum.printed(6), totals.pointsSum],
    ['exact sum of points', pointsSum.toString(), totals.pointsSumExact],
    ['shared by', paid.basis, totals.basis],
    ['pool factor', paid.factor.printed(10), totals.poolFactor],
    ['exact pool factor', paid.factor.toString(), totals.poolFactorExact],
    ['sum of amounts', `${ours}`, `${theirs}`],
    ['allocated', `${ours}`, `${totals.allocatedMinor}`],
    ['unallocated', `${left}`, `${totals.unallocatedMinor}`],
    [
      'targets',
      sum(items.map(({ member }) => member.targetBonusMinor)).toString(),
      `${totals.targetBonusMinor}`,
    ],
    // The share that is reserved is not printed: some whole number of basis points must give it.
    ['reserve', `${shareOfPool.times(totals.poolMinor).over(10_000).floor()}`, `${reserve}`],
    ...merit.whole,
    ...curveSteps(plan),
    ...items
      .slice(1)
      .map((item) => [
        `plan and totals of ${item.employee}`,
        JSON.stringify([plan, totals]),
        JSON.stringify([item.plan, item.totals]),
      ]),
  ];
}

/**
 * μ and sd are the group's, not the person's: they follow from the answers of all colleagues. Where every colleague is a
 * member of the cycle, μ = ΣRᵢyᵢ/ΣRᵢ and sdᵢ² = τ²·[(1 − Rᵢ) + (1 − Rᵢ)²/ΣR] with one τ² for all (wᵢ = Rᵢ/τ²).
 */
function recountGroups() {
  const groups = new Map();
  for (const item of items) {
    const { peerGroup } = item.member;
    groups.set(peerGroup, [...(groups.get(peerGroup) ?? []), item]);
  }
  const notes = [];
  const steps = [];
  for (const [group, rows] of groups) {
    const scored = rows.filter(({ member }) => member.customerOpinion?.peerWeight);
    for (const { employee, member } of scored)
      steps.push([
        `what ${employee} shares with group ${group}`,
        sharedBy(scored[0].member),
        sharedBy(member),
      ]);
    if (scored.length < 2) continue;
    const own = scored.map(({ employee, member }) => {
      const { answers, adjusted } = recounted.get(employee).scored;
      const weight = answers.over(answers.plus(member.customerOpinion.peerWeight));
      return {
        weight,
        adjusted,
        sd: Number(member.customerOpinion.sd),
        R: Number(member.customerOpinion.reliability),
      };
    });
    const weights = sum(own.map(({ weight }) => weight));
    const mean = sum(own.map(({ weight, adjusted }) => weight.times(adjusted))).over(weights);
    const off = Math.abs(mean.minus(scored[0].member.customerOpinion.peerMean).toNumber());
    // The product starts from unrounded means; here each of some twenty printed products is rounded.
    // Where a plan leaves recovered answers out, the parameters still come from all of them.
    const whole = off < 0.00005 && !rows.some(({ member }) => member.recovered);
    const variances = own.map(({ sd, R }) => sd ** 2 / (1 - R + (1 - R) ** 2 / weights.toNumber()));
    const alike = Math.max(...variances) - Math.min(...variances) < 0.00001 * variances[0];
    notes.push(
      whole
        ? `group ${group}: μ follows from its ${own.length} members here, every sd from τ² = ${variances[0].toFixed(4)}`
        : `group ${group}: has answers of others than its ${own.length} members here, μ and τ² are taken as printed`,
    );
    if (whole) steps.push([`one τ² in group ${group}`, true, alike], ...commonShares(group, scored));
  }
  return { notes, steps };
}

/** What is printed for everybody of a group alike. */
function sharedBy({ customerOpinion: { basis, peerMean, peerWeight, mix } }) {
  return JSON.stringify([
    basis,
    peerMean,
    peerWeight,
    mix.map((row) => [row.cell, row.commonShare, row.effect]),
  ]);
}

/** The share of each kind of contact among all counted answers of a group. */
function commonShares(group, scored) {
  const all = sum(scored.map(({ employee }) => recounted.get(employee).scored.answers));
  return scored[0].member.customerOpinion.mix.map(({ cell, commonShare }) => {
    const rows = scored.map(({ member }) => member.customerOpinion.mix.find((row) => row.cell === cell));
    const share = sum(rows.map((row) => row?.answers ?? 0)).over(all);
    return [`common share ${cell} in group ${group}`, share.printed(6), commonShare];
  });
}

/** Numbers below 1 from a seed, the same everywhere (linear congruence modulo 2³²). */
function* randomFrom(seed) {
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function sampleOf(all) {
  const seed = Number(options.seed ?? Date.now() % 1_000_000);
  const size = Math.min(Number(options.sample ?? all.length), all.length);
  const random = randomFrom(seed);
  const rest = [...all];
  const chosen = [];
  while (chosen.length < size) chosen.push(...rest.splice(Math.floor(random.next().value * rest.length), 1));
  return { seed, chosen };
}

const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  .maximumFractionDigits;
const money = (minor) => new Fraction(BigInt(minor), 10n ** BigInt(digits)).printed(digits);
const faults = [];
const compare = (who, steps) => {
  for (const [step, ours, theirs] of steps)
    if (ours !== theirs) faults.push(`${who}: ${step}: ours ${ours}, theirs ${theirs}`);
  return steps.length;
};

const { seed, chosen } = sampleOf(items);
const table = chosen.map((item) => ({
  employee: item.employee,
  ours: money(paid.amounts.get(item.employee)),
  theirs: money(item.member.amountMinor),
  steps: compare(item.employee, stepsOf(item)) + 1,
}));
for (const { employee, member } of items)
  compare(employee, [['amount', money(paid.amounts.get(employee)), money(member.amountMinor)]]);
const groups = recountGroups();
const whole = compare('cycle', [...wholeCycle(), ...groups.steps]);

console.log(
  `${cycle.name}, plan ${plan.name} ${plan.version}: ${items.length} statements, ${chosen.length} of them step by step (seed ${seed})`,
);
console.log(
  `${'employee'.padEnd(12)}${`ours ${currency}`.padStart(18)}${'theirs'.padStart(18)}${'steps'.padStart(8)}`,
);
for (const row of table)
  console.log(
    `${row.employee.padEnd(12)}${row.ours.padStart(18)}${row.theirs.padStart(18)}${String(row.steps).padStart(8)}`,
  );
const all = [...paid.amounts.values()].reduce((total, amount) => total + amount, 0n);
console.log(
  `${'all'.padEnd(12)}${money(all).padStart(18)}${money(totals.allocatedMinor).padStart(18)}${String(whole).padStart(8)}`,
);
for (const note of groups.notes) console.log(note);
if (faults.length > 0) {
  console.error(`${faults.length} differences:`);
  for (const fault of faults.slice(0, 50)) console.error(fault);
  process.exitCode = 1;
} else console.log('Everything agrees.');
