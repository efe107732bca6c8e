/**
 * Scores under frozen parameters. When a period is closed, what was estimated from everybody's answers (μ, τ², σ², M, effects of
 * cells, common mix) is kept; an answer that is corrected later moves the one it is about and nobody else
 * (docs/formulas.md, "Closed periods").
 */
import { DomainError, sortedByKey, Z95 } from '../../kernel';
import { CellEffect, mixLines } from './case-mix';
import { rowsOf } from './cell-table';
import { posteriorSd } from './empirical-bayes';
import { priorCell } from './period-mix';
import {
  EmployeeScore,
  GroupParameters,
  onScale,
  PeriodScores,
  Priors,
  scorePeriod,
  ScorePeriodInput,
  unscored,
} from './period-scores';
import { band, displayRule, reliability } from './reliability';
import { total } from './rating-counts';
import type { EmployeeRatings } from './rating-table';
import { ANSWER_VALUES, isScoreFormula, prepare, ScoreFormula } from './scored-people';
import { ownInterval } from './survey-metrics';

/** Everything but the answers that decides a score of a closed period. */
export interface PeriodParameters extends Pick<PeriodScores, 'target' | 'groups' | 'cells' | 'cellOf'> {
  /** A later version of the product may know more formulas, or no longer this one. */
  readonly formula: string;
  readonly priors: Priors | null;
}

/** The parameters that `scores`, computed with these priors, were computed with. */
export function parametersOf(
  { formula, target, groups, cells, cellOf }: PeriodScores,
  priors: Priors | null,
): PeriodParameters {
  return { formula, target, groups, cells, cellOf, priors };
}

/**
 * The score that `ratings` give under `parameters`. Somebody whose group had no answers when the period was closed is scored
 * like a lone employee: from the priors, else as the target. Throws `scoring.unknown_formula`, `scoring.bad_counts`.
 */
export function scoreWithParameters(ratings: EmployeeRatings, parameters: PeriodParameters): EmployeeScore {
  const formula = scoreFormula(parameters.formula);
  const { answered, cells } = prepare([ratings], ANSWER_VALUES[formula]);
  const [person] = answered;
  if (!person) return unscored({ ...ratings, peerGroup: ratings.peerGroup ?? 'all', n: 0 });

  const known = parameters.groups.find(({ peerGroup }) => peerGroup === person.peerGroup);
  const group = known ?? newGroup(person.peerGroup, parameters);
  const lines = mixLines(countedCells(rowsOf(cells, 0), parameters), mixOf(group, parameters.cells));
  const adjusted = person.mean + total(lines.map((line) => line.contribution));
  const alone = group.basis === 'target';
  const own = alone ? 0 : reliability(person.n, group.M);
  const raw = group.mu + own * (adjusted - group.mu);
  const sd = alone ? 0 : posteriorSd(own, group.tau2, group.muVariance);
  const score = onScale(raw);
  const interval = alone
    ? ownInterval(person)
    : { low: onScale(raw - Z95 * sd), high: onScale(raw + Z95 * sd) };
  return {
    key: person.key,
    peerGroup: person.peerGroup,
    n: person.n,
    display: displayRule(person.n),
    rawMean: person.mean,
    mixLines: lines,
    mixEffect: adjusted - person.mean,
    adjusted,
    shrinkEffect: score - adjusted,
    score,
    sd,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    reliability: own,
    band: band(raw, sd, parameters.target),
  };
}

/** `scorePeriod` for a formula known by its name only. Throws `scoring.unknown_formula` and the errors of `scorePeriod`. */
export function scorePeriodBy(formula: string, input: Omit<ScorePeriodInput, 'formula'>): PeriodScores {
  return scorePeriod({ ...input, formula: scoreFormula(formula) });
}

/** The formula of that name. Throws `scoring.unknown_formula`. */
export function scoreFormula(formula: string): ScoreFormula {
  if (!isScoreFormula(formula))
    throw new DomainError('scoring.unknown_formula', `The formula "${formula}" is not known here.`, {
      formula,
    });
  return formula;
}

/** Parameters for a group that nobody had answered about. */
function newGroup(
  peerGroup: string,
  { priors, target }: PeriodParameters,
): Pick<GroupParameters, 'basis' | 'mu' | 'muVariance' | 'tau2' | 'M' | 'mix'> & {
  readonly peerGroup: string;
} {
  if (!priors || priors.mu === undefined)
    return { peerGroup, basis: 'target', mu: target, muVariance: 0, tau2: 0, M: null, mix: [] };
  const { M, mu, sigma2 } = priors;
  const tau2 = M === null || M === 0 ? 0 : sigma2 / M;
  return { peerGroup, basis: M === null ? 'no_difference' : 'peers', mu, muVariance: 0, tau2, M, mix: [] };
}

function mixOf({ mix }: Pick<GroupParameters, 'mix'>, cells: readonly CellEffect[]): CellEffect[] {
  const effects = new Map(cells.map(({ cell, effect }) => [cell, effect]));
  return mix.map(({ cell, share }) => ({ cell, share, effect: effects.get(cell) ?? 0 }));
}

/** Own answers by the cell they are counted in. A kind of contact that came up later falls to its remainder. */
function countedCells(
  cells: readonly { readonly cell: string; readonly n: number }[],
  { cellOf, cells: known }: PeriodParameters,
): { cell: string; n: number }[] {
  const into = new Map(cellOf.map(({ cell, countedIn }) => [cell, countedIn]));
  return sortedByKey(
    cells.map(({ cell, n }) => ({ cell: into.get(cell) ?? priorCell(cell, known), n })),
    ({ cell }) => cell,
  );
}
