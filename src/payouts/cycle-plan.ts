/** A plan's definition as a snapshot seals it: decimals as text, curves drawn, and nothing that decides no amount. */
import type { PlanDefinition, PlanLineDefinition, PlanVersion } from '../evaluations';
import { type CyclePlan, type PlanLimits, type PlanLine, type PlanMerit, smoothCurve } from './calc';

/** What is left out where it holds for every plan keeps snapshots of plain plans as they always were. */
export function cyclePlan({ planName, version, definition }: PlanVersion): CyclePlan {
  const { legalEntity, gates, merit } = definition;
  const limits = limitsOf(definition);
  return {
    name: planName,
    version,
    currency: definition.currency,
    lines: definition.lines.map(planLine),
    whenNobodyScores: definition.whenNobodyScores,
    ...(legalEntity !== null && { legalEntity }),
    ...(definition.funding === 'individual' && { funding: definition.funding }),
    ...(definition.missingLine === 'at_target' && { missingLine: definition.missingLine }),
    ...(gates.length > 0 && { gates: gates.map(({ key, effect }) => ({ key, effect })) }),
    ...(limits && { limits }),
    ...(merit && { merit: meritOf(merit) }),
  };
}

function planLine(line: PlanLineDefinition): PlanLine {
  return {
    key: line.key,
    kind: line.kind,
    weightBp: line.weightBp,
    threshold: String(line.threshold),
    target: String(line.target),
    maximum: String(line.maximum),
    thresholdPayout: String(line.thresholdPayout),
    maximumPayout: String(line.maximumPayout),
    curve: line.shape === 'smooth' ? smooth(line) : null,
    useExpectedPayout: line.kind === 'customer_opinion' && line.useExpectedPayout,
    ...(line.direction === 'lower' && { direction: line.direction }),
    ...(line.kind === 'customer_opinion' && line.recovered === 'leave_out' && { recovered: line.recovered }),
  };
}

/** Where less is better a curve runs on the mirrored scale. */
function smooth({ threshold, maximum, direction }: PlanLineDefinition): PlanLine['curve'] {
  return direction === 'lower' ? smoothCurve(-threshold, -maximum) : smoothCurve(threshold, maximum);
}

function limitsOf({ limits }: PlanDefinition): PlanLimits | undefined {
  const { factorAtMost, amountAtLeast, amountAtMost } = limits;
  if (factorAtMost === null && amountAtLeast === null && amountAtMost === null) return undefined;
  return {
    ...(factorAtMost !== null && { factorAtMost: String(factorAtMost) }),
    ...(amountAtLeast !== null && { amountAtLeast: String(amountAtLeast) }),
    ...(amountAtMost !== null && { amountAtMost: String(amountAtMost) }),
  };
}

function meritOf({ rows, budgetPercent }: NonNullable<PlanDefinition['merit']>): PlanMerit {
  // Rows are named by their place from below, so that the highest is the highest number.
  const ratingAt = (index: number): string => String(rows.length - index);
  return {
    bands: rows.map(({ fromFactor }, index) => ({ rating: ratingAt(index), fromFactor: String(fromFactor) })),
    matrix: Object.fromEntries(
      rows.map(({ low, middle, high }, index) => [
        ratingAt(index),
        [String(low), String(middle), String(high)] as const,
      ]),
    ),
    budgetPercent: String(budgetPercent),
  };
}
