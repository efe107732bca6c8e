/**
 * One member of a cycle under its plan: every line's factor, their total, and what bounds and gates make of it. Without money: what
 * the total is worth is the pool's business.
 */
import { parseRational, rational, Rational, rationals } from '../../kernel';
import { lineWeigher } from '../../evaluations/calc';
import { customerOpinion, type OpinionFormula } from './customer-opinion';
import type { CustomerOpinionSteps, FactorSteps, LineResult, RecoveredSteps } from './cycle-result';
import type {
  CycleMember,
  CyclePlan,
  FrozenParameters,
  LineScore,
  PlanLine,
  SnapshotHead,
} from './cycle-snapshot';
import { PayoutCurve, PreparedCurve, prepareCurve, targetCurve } from './payout-curve';
import { entitlement } from './proration';
import { type FoundOpinion, opinionUnder } from './recovered-answers';

/** On target: for who cannot be scored on any line, and for missing lines under `at_target`. Missing evidence is never zero. */
const ON_TARGET = '1.000000';

export interface EvaluatedMember {
  readonly member: CycleMember;
  /** Target × proration in minor units, exactly. */
  readonly entitled: Rational;
  readonly customerOpinion: CustomerOpinionSteps | null;
  readonly lines: readonly LineResult[];
  readonly totalFactor: string;
  readonly factorBasis: 'lines' | 'no_scored_line';
  readonly factorSteps?: FactorSteps;
  readonly recovered?: RecoveredSteps;
}

/**
 * Evaluates members under one plan; what does not depend on the member is prepared once.
 * @param known customers' opinions worked out before; without it each is worked out here
 */
export function evaluator(
  { plan, formulas, scoring }: Pick<SnapshotHead, 'plan' | 'formulas' | 'scoring'>,
  parameters: FrozenParameters,
  known?: OpinionFormula,
): (member: CycleMember) => EvaluatedMember {
  const opinionLine = plan.lines.find((line) => line.kind === 'customer_opinion');
  const asked = opinionLine && !scoring.tooFew;
  const opinionOf = asked
    ? opinionUnder(opinionLine, known ?? customerOpinion(parameters, formulas.score, opinionLine.target))
    : () => ({ opinion: null });
  const lines = plan.lines.map((line) => ({ line, curve: prepareCurve(curveOf(line)) }));
  const weigh = lineWeigher(plan.lines);
  const missing = plan.missingLine === 'at_target' ? ON_TARGET : null;
  return (member) => {
    const { opinion, recovered }: FoundOpinion = opinionOf(member);
    const scored = lines.map(({ line, curve }) => {
      const { score, factor, found } = lineFactor(line, curve, opinion, member);
      return { line, score, factor: factor ?? missing, found };
    });
    const { total, lines: counted } = weigh(scored.map(({ factor }) => factor));
    return {
      member,
      entitled: entitlement(member),
      customerOpinion: opinion,
      lines: scored.map(({ line, score, factor, found }, index) => ({
        countedWeightBp: counted[index]?.countedWeightBp ?? 0,
        factor,
        ...(found && { found }),
        key: line.key,
        kind: line.kind,
        score,
        weightBp: line.weightBp,
        weighted: counted[index]?.weighted ?? null,
      })),
      ...bounded(plan, member, total ?? ON_TARGET),
      factorBasis: total === null ? 'no_scored_line' : 'lines',
      ...(recovered && { recovered }),
    };
  };
}

interface LineOutcome {
  readonly score: string | null;
  readonly factor: string | null;
  readonly found?: LineResult['found'];
}

function lineFactor(
  line: PlanLine,
  curve: PreparedCurve,
  opinion: CustomerOpinionSteps | null,
  member: CycleMember,
): LineOutcome {
  if (line.kind === 'customer_opinion') {
    if (opinion === null) return { score: null, factor: null };
    const { score, sd } = opinion;
    return {
      score,
      factor: line.useExpectedPayout ? curve.expected(Number(score), Number(sd)) : curve.plain(score),
    };
  }
  const given = scoreOf(line, member);
  if (!given) return { score: null, factor: null };
  const known = member.lineScores ? foundOf(given) : undefined;
  if (given.score === null) return { score: null, factor: null, ...(known && { found: known }) };
  const own = given.targets ? prepareCurve(curveOf({ ...line, ...given.targets, curve: null })) : curve;
  const factor = own.plain(line.direction === 'lower' ? negated(given.score) : given.score);
  return { score: given.score, factor, ...(known && { found: known }) };
}

function foundOf({ note, calibratedFrom, results, promises, targets }: LineScore): LineResult['found'] {
  return {
    ...(calibratedFrom !== undefined && { calibratedFrom }),
    note,
    ...(promises && { promises }),
    ...(results !== undefined && { results }),
    ...(targets && { targets }),
  };
}

/** The score of a line that is not the customers'. Earlier snapshots know one manager line only. */
function scoreOf(line: PlanLine, member: CycleMember): LineScore | undefined {
  if (member.lineScores) return member.lineScores.find(({ key }) => key === line.key);
  if (line.kind !== 'manager_rating' || (member.managerRating ?? null) === null) return undefined;
  return { key: line.key, score: member.managerRating ?? null, note: member.managerRatingReason ?? null };
}

/** What the highest factor and closed gates leave of the lines' total. */
function bounded(
  plan: CyclePlan,
  member: CycleMember,
  weighted: string,
): Pick<EvaluatedMember, 'totalFactor' | 'factorSteps'> {
  const most = plan.limits?.factorAtMost;
  const capped = most !== undefined && above(weighted, most);
  const closed = (plan.gates ?? []).flatMap((gate) => {
    const shut = member.closedGates?.find(({ key }) => key === gate.key);
    return shut ? [{ ...gate, reason: shut.reason }] : [];
  });
  if (!capped && closed.length === 0) return { totalFactor: weighted };
  const inBounds = capped ? six(most) : weighted;
  const nothing = closed.some(({ effect }) => effect === 'pays_nothing');
  const totalFactor = nothing
    ? '0.000000'
    : closed.length > 0 && above(inBounds, ON_TARGET)
      ? ON_TARGET
      : inBounds;
  return {
    totalFactor,
    factorSteps: {
      ...(capped && { cappedAt: most }),
      ...(closed.length > 0 && { gates: closed }),
      weighted,
    },
  };
}

/** The payout curve of a line. Where less is better the scale is mirrored. Throws `evaluations.bad_targets`, `payouts.bad_curve`. */
export function curveOf(line: PlanLine): PayoutCurve {
  if (line.curve !== null) return { points: line.curve };
  if (line.direction !== 'lower') return targetCurve(line, line);
  const { threshold, target, maximum } = line;
  return targetCurve(
    { threshold: negated(threshold), target: negated(target), maximum: negated(maximum) },
    line,
  );
}

/** Target × proration × total factor in minor units, exactly. */
export function pointsOf({ entitled, totalFactor }: EvaluatedMember): Rational {
  return rationals.multiply(entitled, parseRational(totalFactor));
}

/** The guaranteed and the highest amount in whole minor units, rounded so that no cent lies beyond them. Nothing is guaranteed behind a closed gate that pays nothing. */
export function amountLimits(
  plan: CyclePlan,
  { entitled, factorSteps }: EvaluatedMember,
): { readonly atLeastMinor?: number; readonly atMostMinor?: number } {
  const { amountAtLeast, amountAtMost } = plan.limits ?? {};
  if (amountAtLeast === undefined && amountAtMost === undefined) return {};
  const times = (multiple: string): Rational => rationals.multiply(entitled, parseRational(multiple));
  const refused = factorSteps?.gates?.some(({ effect }) => effect === 'pays_nothing') ?? false;
  return {
    ...(amountAtLeast !== undefined && !refused && { atLeastMinor: ceiling(times(amountAtLeast)) }),
    ...(amountAtMost !== undefined && { atMostMinor: Number(rationals.floor(times(amountAtMost))) }),
  };
}

function ceiling(value: Rational): number {
  const whole = rationals.floor(value);
  return Number(whole) + (rationals.compare(rational(whole), value) < 0 ? 1 : 0);
}

function above(left: string, right: string): boolean {
  return rationals.compare(parseRational(left), parseRational(right)) > 0;
}

function six(decimal: string): string {
  return rationals.toDecimalString(parseRational(decimal), 6);
}

function negated(decimal: string): string {
  if (decimal.startsWith('-')) return decimal.slice(1);
  return /[1-9]/.test(decimal) ? `-${decimal}` : decimal;
}
