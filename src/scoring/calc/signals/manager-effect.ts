/** Whether a manager decides about answers, or changes ratings, more or less often than other managers: a funnel. */
import { binomialCdf } from '../../../kernel';
import { funnelLimits, type FunnelLimits, normalFunnelLimits, overdispersion } from '../funnel';
import { below, type IntegritySignal } from './signal';

export interface ManagerCount {
  readonly managerId: number;
  /** Answers to the manager's people, or lines the manager rated. */
  readonly n: number;
  /** Of them excluded, or changed. */
  readonly times: number;
}

export interface ManagerEffect extends IntegritySignal {
  readonly managerId: number;
  readonly share: number;
  /** The other managers' share. */
  readonly target: number;
  readonly limits: FunnelLimits;
}

/** With fewer a share says nothing. */
const FEWEST = 20;

/**
 * Each manager's share beside that of all others, (times + ½)/(n + 1) of theirs; suspicious outside the 99.8 % limits of
 * the funnel, widened where managers differ more than by chance for reasons that concern them all (`overdispersion`).
 * `probability` is two-sided: twice the smaller binomial tail.
 */
export function managerEffects(
  kind: 'manager_exclusions' | 'manager_overrides',
  rows: readonly ManagerCount[],
): ManagerEffect[] {
  return rows.flatMap((row) => {
    const others = rows.filter(({ managerId, n }) => managerId !== row.managerId && n > 0);
    const n = others.reduce((sum, other) => sum + other.n, 0);
    if (row.n < FEWEST || n < FEWEST || others.length < 2) return [];
    const target = (others.reduce((sum, other) => sum + other.times, 0) + 0.5) / (n + 1);
    const { tau2 } = overdispersion(
      others.map((other) => ({ n: other.n, share: other.times / other.n })),
      target,
    );
    const limits = tau2 > 0 ? normalFunnelLimits(target, row.n, tau2) : funnelLimits(target, row.n);
    const share = row.times / row.n;
    const lower = binomialCdf(row.times, row.n, target);
    const upper = binomialCdf(row.n - row.times, row.n, 1 - target);
    const { probability } = below(kind, Math.min(1, 2 * Math.min(lower, upper)));
    const outside = share < limits.alarm.low || share > limits.alarm.high;
    return [{ managerId: row.managerId, share, target, limits, probability, suspicious: outside }];
  });
}
