/**
 * The rules of docs/formulas.md, “A statement, step by step” and “Payout”, written again from that page alone: one
 * person's way from answers to points, and the way of all points together to whole cents.
 */
import { Fraction, largestRemainder, least, most, normal, ONE, sum, tQuantile, ZERO } from './exact.mjs';

const F = Fraction.of;
const Z = '1.959964';
const onScale = (value) => least(most(value, 0), 100);

/**
 * Customers' opinion: mean, case mix, shrinkage, interval, band. μ and M are taken as printed, and `sd` where τ² and Var(μ) are not
 * printed with it: in statements of appeals decided before they were.
 */
export function opinion(printed, target, spread) {
  const steps = [];
  const answers = sum(printed.ratings.map((row) => row.answers));
  steps.push(['answers', answers.printed(6), printed.answers]);
  const mean = sum(printed.ratings.map((row) => F(row.value).times(row.answers)))
    .over(answers)
    .rounded(6);
  steps.push(['mean', mean.printed(6), printed.mean]);
  steps.push(...scaleOf(printed.ratings), ...repeatsOf(printed.repeats));

  let mixEffect = ZERO;
  for (const row of printed.mix) {
    const own = F(row.answers).over(answers).rounded(6);
    const contribution = F(row.commonShare).minus(own).times(row.effect).rounded(6);
    steps.push([`own share ${row.cell}`, own.printed(6), row.ownShare]);
    steps.push([`contribution ${row.cell}`, contribution.printed(6), row.contribution]);
    mixEffect = mixEffect.plus(contribution);
  }
  if (printed.mix.length > 0) {
    const inCells = sum(printed.mix.map((row) => row.answers));
    steps.push(['answers by cell', inCells.printed(6), printed.answers]);
  }
  const adjusted = mean.plus(mixEffect);
  steps.push(['mix effect', mixEffect.printed(6), printed.mixEffect]);
  steps.push(['adjusted', adjusted.printed(6), printed.adjusted]);

  const M = printed.peerWeight;
  const reliability = M === null ? ZERO : answers.over(answers.plus(M)).rounded(6);
  const score = onScale(reliability.times(adjusted.minus(printed.peerMean)).plus(printed.peerMean)).rounded(
    6,
  );
  steps.push(['reliability', reliability.printed(6), printed.reliability]);
  steps.push(['score', score.printed(6), printed.score]);
  if (spread) {
    const rest = ONE.minus(reliability);
    const variance = rest.times(spread.tau2).plus(rest.times(rest).times(spread.muVariance));
    steps.push(['deviation', variance.root().printed(6), printed.sd]);
  }
  steps.push(['effect of shrinkage', score.minus(adjusted).printed(6), printed.shrinkEffect]);

  const [low, high] =
    printed.basis === 'target'
      ? ownInterval(printed.ratings, answers)
      : [-1, 1].map((side) => onScale(F(printed.sd).times(Z).times(side).plus(score)).printed(6));
  steps.push(['interval from', low, printed.low], ['interval to', high, printed.high]);
  const size = answers.compare(25) >= 0 ? 'full' : answers.compare(5) >= 0 ? 'early_signal' : 'hidden';
  steps.push(['display', size, printed.display]);
  if (target !== undefined) {
    if (printed.basis === 'target') steps.push(['target for μ', F(target).printed(6), printed.peerMean]);
    steps.push(['band', bandOf(score, F(printed.sd), target), printed.band]);
  }
  return { steps, answers, reliability, adjusted, score, sd: F(printed.sd) };
}

/** Recovered answers are left out under a plan that says so alone; then fewer than five answers left give no score. */
export function recoveredSteps(line, { recovered }, scored) {
  if (recovered === undefined) return [];
  const { answers, tooFew } = recovered;
  const left = scored === null ? F(tooFew?.left ?? 5) : scored.answers;
  return [
    ['rule for recovered answers', 'leave_out', line?.recovered],
    ['answers left out', true, Number.isInteger(answers) && answers > 0],
    ['enough answers left', left.compare(5) >= 0, scored !== null && tooFew === undefined],
    ['answers needed', tooFew === undefined ? undefined : 5, tooFew?.needed],
  ];
}

/** Ratings become 0–100 by equal steps. */
function scaleOf(ratings) {
  const [first, ...others] = ratings;
  const slopes = others.map((row) =>
    F(row.value)
      .minus(first.value)
      .over(row.rating - first.rating),
  );
  return slopes.map((slope, index) => [
    `value of a ${others[index].rating}`,
    F(first.value)
      .plus(slopes[0].times(others[index].rating - first.rating))
      .printed(6),
    others[index].value,
  ]);
}

/** One customer's m answers weigh 2/(m + 1) each; of several customers only what was taken off is printed. */
function repeatsOf(repeats) {
  if (repeats === undefined || repeats.customers !== 1) return [];
  const whole = F(repeats.weight).plus(repeats.deducted);
  const ours = whole.times(repeats.answers - 1).over(repeats.answers + 1);
  const near = ours.minus(repeats.deducted).times(ours.minus(repeats.deducted)).compare('0.000000000004') < 0;
  return [['regular customer', near ? repeats.deducted : ours.printed(6), repeats.deducted]];
}

function bandOf(score, sd, target) {
  if (sd.compare(0) === 0) return 'consistent';
  const { below } = normal(score.minus(target).over(sd));
  return below.compare('0.975') >= 0 ? 'above' : below.compare('0.025') <= 0 ? 'below' : 'consistent';
}

/** mean ± t·s/√n on the scale; none below two answers or when all agree. */
function ownInterval(ratings, answers) {
  const n = answers.toNumber();
  if (n < 2 || ratings.length < 2) return [null, null];
  const mean = sum(ratings.map((row) => F(row.value).times(row.answers))).over(answers);
  const squares = sum(
    ratings.map((row) => F(row.value).minus(mean).times(F(row.value).minus(mean)).times(row.answers)),
  ).toNumber();
  const half = tQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return [-half, half].map((side) =>
    onScale(F(Math.min(Math.max(mean.toNumber() + side, 0), 100).toFixed(12))).printed(6),
  );
}

/** Corners (score, factor) of a line's curve, from the lowest score up; below the first nothing is paid. */
function cornersOf(line, own) {
  const { threshold, target, maximum } = own ?? line;
  const side = line.direction === 'lower' ? -1 : 1;
  const [t, g, x] = [threshold, target, maximum].map((value) => F(value).times(side));
  if (line.curve === null || own !== undefined)
    return [
      [t, F(line.thresholdPayout)],
      [g, ONE],
      [x, F(line.maximumPayout)],
    ];
  return Array.from({ length: 21 }, (_, index) => {
    const u = F(`${index}/20`);
    const height = u.times(u).times(3).minus(u.times(u).times(u).times(2)).times(2);
    return [x.minus(t).times(u).plus(t), height.rounded(6)];
  });
}

/** What a score pays on the curve: plain, or expected over the normal distribution around it. */
export function lineFactor(line, score, sd, own) {
  const corners = cornersOf(line, own);
  const at = line.direction === 'lower' ? score.times(-1) : score;
  return (sd === null || sd.compare(0) === 0 ? plain(corners, at) : expected(corners, at, sd)).rounded(6);
}

function plain(corners, at) {
  if (at.compare(corners[0][0]) < 0) return ZERO;
  for (let i = 1; i < corners.length; i += 1) {
    const [[x0, y0], [x1, y1]] = [corners[i - 1], corners[i]];
    if (at.compare(x1) < 0) return at.minus(x0).over(x1.minus(x0)).times(y1.minus(y0)).plus(y0);
  }
  return corners.at(-1)[1];
}

function expected(corners, at, sd) {
  const slopes = corners.slice(1).map(([x, y], i) => y.minus(corners[i][1]).over(x.minus(corners[i][0])));
  let total = corners[0][1].times(normal(at.minus(corners[0][0]).over(sd)).below);
  for (const [i, [corner]] of corners.entries()) {
    const turn = (slopes[i] ?? ZERO).minus(slopes[i - 1] ?? ZERO);
    const { density, below } = normal(at.minus(corner).over(sd));
    total = total.plus(at.minus(corner).times(below).plus(sd.times(density)).times(turn));
  }
  return total;
}

/** The corners a plan prints for an S-curve, against the formula. */
export function curveSteps(plan) {
  return plan.lines
    .filter((line) => line.curve !== null)
    .flatMap((line) =>
      cornersOf(line).flatMap(([score, factor], i) => [
        [`curve ${line.key} ${i} score`, score.printed(12), line.curve[i]?.score],
        [`curve ${line.key} ${i} factor`, factor.printed(6), line.curve[i]?.factor],
      ]),
    );
}

/** Lines to the total factor: counted weights, weighted factors, highest factor, gates. */
export function totalFactor(plan, member, scored) {
  const steps = [];
  const rows = plan.lines.map((line) => {
    const printed = member.lines.find(({ key }) => key === line.key);
    const isOpinion = line.kind === 'customer_opinion';
    steps.push(
      [`kind ${line.key}`, line.kind, printed.kind],
      [`weight ${line.key}`, line.weightBp, printed.weightBp],
    );
    const score = isOpinion ? (scored?.score ?? null) : printed.score === null ? null : F(printed.score);
    if (isOpinion) steps.push([`score ${line.key}`, score?.printed(6) ?? null, printed.score]);
    if (score === null) return { line, printed, factor: plan.missingLine === 'at_target' ? ONE : null };
    const sd = isOpinion && line.useExpectedPayout ? scored.sd : null;
    return { line, printed, factor: lineFactor(line, score, sd, printed.found?.targets) };
  });
  const counted = rows.filter(({ factor }) => factor !== null);
  const all = sum(counted.map(({ line }) => line.weightBp));
  const weights = largestRemainder(
    counted.map(({ line }) => ({ key: line.key, share: F(line.weightBp).times(10_000).over(all) })),
  );
  let total = ZERO;
  for (const { line, printed, factor } of rows) {
    const weight = weights.get(line.key) ?? 0n;
    const weighted = factor?.times(new Fraction(weight, 10_000n)) ?? null;
    steps.push([`factor ${line.key}`, factor?.printed(6) ?? null, printed.factor]);
    steps.push([`counted weight ${line.key}`, `${weight}`, `${printed.countedWeightBp}`]);
    steps.push([`weighted ${line.key}`, weighted?.printed(10) ?? null, printed.weighted]);
    if (weighted) total = total.plus(weighted);
  }
  steps.push(['basis', counted.length > 0 ? 'lines' : 'no_scored_line', member.factorBasis]);
  const ofLines = counted.length > 0 ? total.rounded(6) : ONE;
  const cap = plan.limits?.factorAtMost;
  let final = cap === undefined ? ofLines : least(ofLines, cap);
  const closed = (member.factorSteps?.gates ?? []).map(
    (gate) => plan.gates?.find(({ key }) => key === gate.key)?.effect,
  );
  if (member.factorSteps) {
    steps.push(['sum of lines', ofLines.printed(6), member.factorSteps.weighted]);
    const cut = cap !== undefined && ofLines.compare(cap) > 0 ? F(cap).toString() : null;
    const theirs = member.factorSteps.cappedAt;
    steps.push(['highest factor', cut, theirs === undefined ? null : F(theirs).toString()]);
  }
  const paysNothing = closed.includes('pays_nothing');
  if (closed.includes('at_most_target')) final = least(final, 1);
  if (paysNothing) final = ZERO;
  steps.push(['total factor', final.printed(6), member.totalFactor]);
  return { steps, factor: final.rounded(6), paysNothing };
}

/** Target bonus for the days that count, over all segments of the period. */
export function prorated(member) {
  const segments = member.segments ?? [
    { targetBonusMinor: member.targetBonusMinor, days: member.eligibleDays },
  ];
  return sum(segments.map((part) => F(part.targetBonusMinor).times(part.days))).over(member.periodDays);
}

/** Everybody's exact share and amount. `people`: key, points, base (prorated target), paysNothing. */
export function payOut(plan, poolMinor, people) {
  const { amountAtLeast, amountAtMost } = plan.limits ?? {};
  const bounded = people.map((person) => ({
    ...person,
    low:
      amountAtLeast === undefined || person.paysNothing
        ? ZERO
        : new Fraction(person.base.times(amountAtLeast).ceiling()),
    high: amountAtMost === undefined ? null : new Fraction(person.base.times(amountAtMost).floor()),
  }));
  const within = (person, value) =>
    person.high === null ? most(value, person.low) : least(most(value, person.low), person.high);
  // Without a common factor everybody with a weight is beyond the highest amount.
  const result = (basis, factor, weightOf, amounts) => {
    const wanted = bounded.map((person) => {
      const beyond = factor === null && weightOf(person).n !== 0n ? person.high.plus(1) : ZERO;
      return { person, value: factor === null ? beyond : weightOf(person).times(factor) };
    });
    const shares = new Map(wanted.map(({ person, value }) => [person.key, within(person, value)]));
    const limits = new Map(
      wanted.map(({ person, value }) => [person.key, limitOf(value, shares.get(person.key))]),
    );
    return { basis, factor: factor ?? ZERO, shares, limits, amounts: amounts(shares) };
  };
  const pool = F(poolMinor);
  if (plan.funding === 'individual')
    return result(
      'individual',
      ONE,
      ({ points }) => points,
      (shares) => new Map([...shares].map(([key, share]) => [key, share.rounded(0).n])),
    );
  let basis = 'points';
  let weightOf = ({ points }) => points;
  if (sum(people.map(weightOf)).compare(0) === 0) {
    basis = 'target';
    weightOf = ({ base, paysNothing }) => (paysNothing ? ZERO : base);
  }
  const inWholeUnits = (shares) => largestRemainder([...shares].map(([key, share]) => ({ key, share })));
  const toSplit = basis === 'points' || plan.whenNobodyScores === 'split_by_target';
  if (!toSplit || sum(people.map(weightOf)).n === 0n)
    return result('rolled_over', ZERO, weightOf, inWholeUnits);
  const factor = commonFactor(bounded, weightOf, within, pool);
  return result(basis, factor, weightOf, inWholeUnits);
}

function limitOf(value, share) {
  if (share.compare(value) === 0) return null;
  return { kind: share.compare(value) > 0 ? 'at_least' : 'at_most', minor: Number(share.n) };
}

/** The λ at which min(high, max(low, λ·weight)) sum to the pool, between two of the λ where somebody meets a bound; null if none is enough. */
function commonFactor(people, weightOf, within, pool) {
  const total = (factor) => sum(people.map((person) => within(person, weightOf(person).times(factor))));
  const meets = people
    .filter((person) => weightOf(person).n !== 0n)
    .flatMap((person) =>
      [person.low, person.high].filter(Boolean).map((bound) => bound.over(weightOf(person))),
    );
  const corners = [ZERO, ...meets].sort((a, b) => a.compare(b));
  let from = ZERO;
  for (const corner of corners) {
    if (total(corner).compare(pool) >= 0) {
      const [low, high] = [total(from), total(corner)];
      if (high.compare(low) === 0) return from;
      return pool.minus(low).over(high.minus(low)).times(corner.minus(from)).plus(from);
    }
    from = corner;
  }
  const free = people.filter((person) => person.high === null && weightOf(person).n !== 0n);
  if (free.length === 0) return null;
  return from.plus(pool.minus(total(from)).over(sum(free.map(weightOf))));
}
