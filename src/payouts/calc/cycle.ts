/**
 * From a sealed snapshot to every amount. Pure: the same snapshot gives the same bytes on any machine, in any order of members.
 */
import {
  currencyExponent,
  DomainError,
  parseRational,
  rational,
  Rational,
  rationals,
  sortedByKey,
} from '../../kernel';
import { checkWeights, lineWeigher } from '../../evaluations/calc';
import { scorePeriod } from '../../scoring/calc';
import { customerOpinion, freezeParameters } from './customer-opinion';
import { CustomerOpinionSteps, CycleResult, MemberResult } from './cycle-result';
import { CycleMember, CycleSnapshot, FORMULA_VERSIONS, FrozenParameters, PlanLine } from './cycle-snapshot';
import { PayoutCurve, PreparedCurve, prepareCurve, targetCurve } from './payout-curve';
import { splitPool } from './pool';
import { prorationFactor } from './proration';

/** Who cannot be scored on any line is paid the target bonus: missing evidence is never counted as zero. */
const FACTOR_WITHOUT_LINES = '1.000000';

/**
 * Computes `snapshot`. Throws `payouts.unknown_formula`, `payouts.duplicate_line_kind`, `payouts.duplicate_member`,
 * `payouts.bad_curve`, `payouts.bad_days`, `payouts.bad_pool`, `payouts.bad_claim`, `evaluations.bad_weights`,
 * `evaluations.bad_targets`, `money.unknown_currency`, and the errors of `scorePeriod`.
 */
export function computeCycle(snapshot: CycleSnapshot): CycleResult {
  checkSnapshot(snapshot);
  const parameters = snapshot.scoring.parameters ?? estimateParameters(snapshot);
  const members = sortedByKey(snapshot.members, (member) => member.employeeKey);
  const evaluated = members.map(evaluator(snapshot, parameters));
  const split = splitPool(
    snapshot.poolMinor,
    evaluated.map(({ member, totalFactor }) => ({
      key: member.employeeKey,
      targetBonusMinor: member.targetBonusMinor,
      factor: totalFactor,
      proration: `${member.eligibleDays}/${member.periodDays}`,
    })),
    snapshot.plan.whenNobodyScores,
  );
  const { toDecimalString, ZERO } = rationals;
  return {
    formulas: snapshot.formulas,
    cycleKey: snapshot.cycle.key,
    currency: snapshot.plan.currency,
    parameters,
    totals: {
      poolMinor: snapshot.poolMinor,
      basis: split.basis,
      pointsSum: toDecimalString(split.pointsSum, 6),
      pointsSumExact: fraction(split.pointsSum),
      poolFactor: toDecimalString(split.factor, 10),
      poolFactorExact: fraction(split.factor),
      allocatedMinor: split.allocatedMinor,
      unallocatedMinor: split.unallocatedMinor,
      targetBonusMinor: members.reduce((sum, member) => sum + member.targetBonusMinor, 0),
      members: members.length,
    },
    members: evaluated.map((entry, index) => {
      const part = split.parts[index];
      return memberResult(entry, {
        share: part?.exact ?? ZERO,
        roundedUp: part?.roundedUp ?? false,
        amountMinor: part?.amountMinor ?? 0,
      });
    }),
  };
}

/** The scoring parameters that `snapshot` would be sealed with: estimated from its members and the others it names. */
export function estimateParameters(snapshot: CycleSnapshot): FrozenParameters {
  const line = snapshot.plan.lines.find((candidate) => candidate.kind === 'customer_opinion');
  if (!line) return { cells: [], cellOf: [], groups: [] };
  const members = snapshot.members.map(({ employeeKey, peerGroup, customerCounts }) => ({
    key: employeeKey,
    peerGroup,
    cells: customerCounts,
  }));
  return freezeParameters(
    scorePeriod({
      formula: snapshot.formulas.score,
      target: Number(line.target),
      employees: [...members, ...snapshot.scoring.others],
      priors: snapshot.scoring.priors ?? undefined,
    }),
  );
}

/** What an accepted appeal changes for the appellant, and for nobody else. */
export interface AppealOutcome {
  readonly before: MemberResult;
  readonly after: MemberResult;
  /** To be paid from the reserve when positive. */
  readonly differenceMinor: number;
}

/**
 * Recomputes one member of `result` with corrected inputs while parameters, pool factor and everybody else stay frozen. The
 * difference of the exact shares is rounded to the minor unit, ties to even. Throws `payouts.not_a_member`.
 */
export function recomputeForAppeal(
  snapshot: CycleSnapshot,
  result: CycleResult,
  corrected: CycleMember,
): AppealOutcome {
  const before = result.members.find((member) => member.employeeKey === corrected.employeeKey);
  const sealed = snapshot.members.find((member) => member.employeeKey === corrected.employeeKey);
  if (!before || !sealed) {
    throw new DomainError(
      'payouts.not_a_member',
      `"${corrected.employeeKey}" is not a member of this cycle.`,
      { key: corrected.employeeKey },
    );
  }
  const { multiply, subtract, toDecimalString, ZERO } = rationals;
  const evaluate = evaluator(snapshot, result.parameters);
  const shareOf = (member: CycleMember): { entry: EvaluatedMember; share: Rational } => {
    const entry = evaluate(member);
    const base = result.totals.basis === 'target' ? entitlement(member) : pointsOf(entry);
    return {
      entry,
      share:
        result.totals.basis === 'rolled_over'
          ? ZERO
          : multiply(base, parseRational(result.totals.poolFactorExact)),
    };
  };
  const now = shareOf(corrected);
  const differenceMinor = Number(toDecimalString(subtract(now.share, shareOf(sealed).share), 0));
  const amountMinor = before.amountMinor + differenceMinor;
  return {
    before,
    after: memberResult(now.entry, { share: now.share, roundedUp: false, amountMinor }),
    differenceMinor,
  };
}

interface EvaluatedMember {
  readonly member: CycleMember;
  readonly customerOpinion: CustomerOpinionSteps | null;
  readonly lines: MemberResult['lines'];
  readonly totalFactor: string;
  readonly factorBasis: MemberResult['factorBasis'];
}

/** Evaluates members under one plan; what does not depend on the member is prepared once. */
function evaluator(
  { plan, formulas }: CycleSnapshot,
  parameters: FrozenParameters,
): (member: CycleMember) => EvaluatedMember {
  const opinionLine = plan.lines.find((line) => line.kind === 'customer_opinion');
  const opinionOf = opinionLine
    ? customerOpinion(parameters, formulas.score, opinionLine.target)
    : () => null;
  const lines = plan.lines.map((line) => ({ line, curve: prepareCurve(curveOf(line)) }));
  const weigh = lineWeigher(plan.lines);
  return (member) => {
    const opinion = opinionOf(member);
    const scored = lines.map(({ line, curve }) => ({ line, ...lineFactor(line, curve, opinion, member) }));
    const { total, lines: counted } = weigh(scored.map(({ factor }) => factor));
    return {
      member,
      customerOpinion: opinion,
      lines: scored.map(({ line, score, factor }, index) => ({
        key: line.key,
        kind: line.kind,
        score,
        factor,
        weightBp: line.weightBp,
        countedWeightBp: counted[index]?.countedWeightBp ?? 0,
        weighted: counted[index]?.weighted ?? null,
      })),
      totalFactor: total ?? FACTOR_WITHOUT_LINES,
      factorBasis: total === null ? 'no_scored_line' : 'lines',
    };
  };
}

function lineFactor(
  line: PlanLine,
  curve: PreparedCurve,
  opinion: CustomerOpinionSteps | null,
  member: CycleMember,
): { score: string | null; factor: string | null } {
  switch (line.kind) {
    case 'customer_opinion': {
      if (opinion === null) return { score: null, factor: null };
      const { score, sd } = opinion;
      return {
        score,
        factor: line.useExpectedPayout ? curve.expected(Number(score), Number(sd)) : curve.plain(score),
      };
    }
    case 'manager_rating': {
      if (member.managerRating === null) return { score: null, factor: null };
      return { score: member.managerRating, factor: curve.plain(member.managerRating) };
    }
  }
}

function curveOf(line: PlanLine): PayoutCurve {
  return line.curve === null ? targetCurve(line, line) : { points: line.curve };
}

function entitlement(member: CycleMember): Rational {
  return rationals.multiply(
    rational(member.targetBonusMinor),
    prorationFactor(member.eligibleDays, member.periodDays),
  );
}

function pointsOf(entry: EvaluatedMember): Rational {
  return rationals.multiply(entitlement(entry.member), parseRational(entry.totalFactor));
}

function memberResult(
  entry: EvaluatedMember,
  paid: { readonly share: Rational; readonly roundedUp: boolean; readonly amountMinor: number },
): MemberResult {
  const { member } = entry;
  const { toDecimalString } = rationals;
  const points = pointsOf(entry);
  return {
    employeeKey: member.employeeKey,
    name: member.name,
    peerGroup: member.peerGroup,
    customerOpinion: entry.customerOpinion,
    managerRating: member.managerRating,
    managerRatingReason: member.managerRatingReason,
    lines: entry.lines,
    totalFactor: entry.totalFactor,
    factorBasis: entry.factorBasis,
    targetBonusMinor: member.targetBonusMinor,
    eligibleDays: member.eligibleDays,
    periodDays: member.periodDays,
    proration: toDecimalString(prorationFactor(member.eligibleDays, member.periodDays), 6),
    points: toDecimalString(points, 6),
    pointsExact: fraction(points),
    share: toDecimalString(paid.share, 6),
    roundedUp: paid.roundedUp,
    amountMinor: paid.amountMinor,
  };
}

function fraction({ numerator, denominator }: Rational): string {
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}

function checkSnapshot({ formulas, plan, members }: CycleSnapshot): void {
  const known =
    formulas.payout === FORMULA_VERSIONS.payout &&
    formulas.pool === FORMULA_VERSIONS.pool &&
    ['eb-mean-1', 'eb-topbox-1'].includes(formulas.score);
  if (!known) {
    const versions = `${formulas.score}, ${formulas.payout}, ${formulas.pool}`;
    throw new DomainError('payouts.unknown_formula', `This build cannot compute the formulas ${versions}.`, {
      versions,
    });
  }
  currencyExponent(plan.currency);
  checkWeights(plan.lines);
  plan.lines.forEach((line) => prepareCurve(curveOf(line)));
  if (new Set(plan.lines.map((line) => line.kind)).size !== plan.lines.length) {
    throw new DomainError('payouts.duplicate_line_kind', 'A plan has at most one line of each kind.');
  }
  members.forEach((member) => prorationFactor(member.eligibleDays, member.periodDays));
  const sorted = sortedByKey(members, (member) => member.employeeKey);
  const twice = sorted.find(
    (member, index) => member.employeeKey === sorted[index - 1]?.employeeKey,
  )?.employeeKey;
  if (twice !== undefined) {
    throw new DomainError(
      'payouts.duplicate_member',
      `"${twice}" is a member twice; transfers are summed before sealing.`,
      { key: twice },
    );
  }
}
