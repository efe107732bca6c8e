/**
 * The score of a period, formula `eb-mean-1`: answers → 0–100 means → case mix → empirical Bayes → band. Pure and
 * independent of the order of its input; the parameters it returns are what a sealed cycle freezes.
 */
import { sortedByKey } from '../../kernel';
import { CellEffect, CellShare, MixLine } from './case-mix';
import {
  betweenTerms,
  empiricalBayes,
  EmpiricalBayes,
  EmpiricalBayesOptions,
  PeerMean,
  ScoreBasis,
  ShrunkenScore,
} from './empirical-bayes';
import { DEFAULT_MERGE_RULE, MergeRule } from './merge-cells';
import { adjust, AppliedMix, CountedCell } from './period-mix';
import { total } from './rating-counts';
import { Band, band, Display, displayRule } from './reliability';
import type { EmployeeRatings, RatingTable } from './rating-table';
import { ANSWER_VALUES, isSmall, Person, prepare, SCORE_FORMULA, ScoreFormula } from './scored-people';
import { ownInterval } from './survey-metrics';

/** M stays between these, whatever a period's answers say. */
export const M_BOUNDS = { minimum: 5, maximum: 1000 } as const;

/** Organisation-wide parameters of the trailing twelve months, on the 0–100 scale. */
export interface Priors {
  /** Null when the organisation's answers showed no measurable difference. */
  readonly M: number | null;
  readonly sigma2: number;
  readonly mu?: number;
  readonly cells?: readonly CellEffect[];
}

export interface ScorePeriodInput {
  readonly formula?: ScoreFormula;
  /** 0–100. */
  readonly target: number;
  readonly employees: readonly EmployeeRatings[] | RatingTable;
  readonly priors?: Priors;
  readonly mergeRule?: MergeRule;
}

/** One employee's score and every step to it. Numbers are on 0–100; all are null without answers. */
export interface EmployeeScore {
  readonly key: string;
  readonly peerGroup: string;
  readonly n: number;
  readonly display: Display;
  readonly rawMean: number | null;
  readonly mixLines: readonly MixLine[];
  /** Sum of the lines' contributions. */
  readonly mixEffect: number | null;
  readonly adjusted: number | null;
  /** score − adjusted. */
  readonly shrinkEffect: number | null;
  readonly score: number | null;
  readonly sd: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reliability: number | null;
  readonly band: Band | null;
}

/** Where a group's M came from: its own answers, all groups of the period together, or the priors. */
export type SpreadSource = 'own' | 'pooled' | 'prior';

export interface GroupParameters {
  readonly peerGroup: string;
  readonly employees: number;
  readonly responses: number;
  readonly basis: ScoreBasis;
  readonly source: SpreadSource;
  readonly mu: number;
  readonly muVariance: number;
  readonly tau2: number;
  readonly sigma2: number;
  readonly M: number | null;
  /** Mean of the employees' reliabilities; below 0.5 the measure should be paid at team level. */
  readonly meanReliability: number;
  /** The common mix that the group's members are judged at; empty without case mix and for a lone employee. */
  readonly mix: readonly CellShare[];
}

export interface PeriodScores {
  /** Its name: a closed period may have been computed with one that is no longer in use. */
  readonly formula: string;
  readonly target: number;
  readonly groups: readonly GroupParameters[];
  /** Cell effects with the organisation's shares, for information; empty when case mix was not applied. */
  readonly cells: readonly CellEffect[];
  /** Each cell of the input and the cell that it was counted in. */
  readonly cellOf: readonly CountedCell[];
  /** Sorted by key. */
  readonly employees: readonly EmployeeScore[];
}

/**
 * Scores everyone in `input`. Case mix is applied when at least two usable cells remain after merging; small organisations use
 * the priors' cell effects. σ² is estimated over all groups; μ, τ² and M per peer group, with the priors' M (else the M pooled
 * over all groups) for groups below `SMALL_GROUP`. Throws `scoring.bad_counts`, `scoring.duplicate_employee`.
 */
export function scorePeriod(input: ScorePeriodInput): PeriodScores {
  const formula = input.formula ?? SCORE_FORMULA;
  const prepared = prepare(input.employees, ANSWER_VALUES[formula]);
  const { people, answered } = prepared;
  const { mix, cellOf } = adjust(prepared, input.priors?.cells ?? [], input.mergeRule ?? DEFAULT_MERGE_RULE);
  const sigma2 = residualVariance(answered, mix, input.priors);

  const byGroup = new Map<string, GroupMember[]>();
  for (let place = 0; place < answered.length; place++) {
    const { key, peerGroup, n, mean, within } = answered[place] as Person;
    const members = byGroup.get(peerGroup);
    const member = { key, n, mean: mix.adjusted[place] ?? mean, within, place };
    if (members) members.push(member);
    else byGroup.set(peerGroup, [member]);
  }
  const pooled = byGroup.size > 1 ? pooledM([...sortedGroups(byGroup).values()], sigma2) : undefined;
  const groups = new Map(
    [...sortedGroups(byGroup)].map(([name, members]) => [
      name,
      { members, ...scoreGroup(members, { sigma2, pooled, input }) },
    ]),
  );

  const together: Together = { mix, target: input.target };
  const scores = new Array<EmployeeScore>(answered.length);
  for (const { members, result } of groups.values()) {
    const alone = result.basis === 'target';
    // Members and their rows stand in one order: by key.
    for (let index = 0; index < members.length; index++) {
      const { place } = members[index] as GroupMember;
      scores[place] = new Scored(answered[place] as Person, result.rows[index] as ShrunkenScore, together, {
        place,
        alone,
      });
    }
  }
  let place = 0;
  return {
    formula,
    target: input.target,
    groups: [...groups].map(([peerGroup, { members, result, source }]) => ({
      peerGroup,
      employees: members.length,
      responses: total(members.map((member) => member.n)),
      basis: result.basis,
      source,
      mu: result.mu,
      muVariance: result.muVariance,
      tau2: result.tau2,
      sigma2: result.sigma2,
      M: result.M,
      meanReliability: total(result.rows.map((row) => row.reliability)) / result.rows.length,
      mix: (mix.groups.get(peerGroup) ?? []).map(({ cell, share }) => ({ cell, share })),
    })),
    cells: mix.cells,
    cellOf,
    employees: people.map((person) => (person.n > 0 ? scores[place++] : undefined) ?? unscored(person)),
  };
}

/** A peer, and where among those with answers. */
interface GroupMember extends PeerMean {
  readonly place: number;
}

function sortedGroups(groups: ReadonlyMap<string, GroupMember[]>): Map<string, GroupMember[]> {
  return new Map(sortedByKey([...groups], ([name]) => name));
}

/** What is known of everybody who is scored together. */
interface Together {
  readonly mix: AppliedMix;
  readonly target: number;
}

/** The score of somebody with answers. Lines of the case mix are written out when somebody reads them: a large organization has millions. */
class Scored implements EmployeeScore {
  readonly key: string;
  readonly peerGroup: string;
  readonly n: number;
  readonly display: Display;
  readonly rawMean: number;
  readonly mixEffect: number;
  readonly adjusted: number;
  readonly shrinkEffect: number;
  readonly score: number;
  readonly sd: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly reliability: number;
  readonly band: Band;
  readonly #mix: AppliedMix;
  readonly #place: number;
  #lines: readonly MixLine[] | undefined;

  /**
   * @param place where among those with answers
   * @param alone judged by the target, for want of peers
   */
  constructor(
    person: Person,
    row: ShrunkenScore,
    { mix, target }: Together,
    { place, alone }: { place: number; alone: boolean },
  ) {
    const adjusted = mix.adjusted[place] ?? person.mean;
    const score = onScale(row.score);
    const interval = alone ? ownInterval(person) : null;
    this.key = person.key;
    this.peerGroup = person.peerGroup;
    this.n = person.n;
    this.display = displayRule(person.n);
    this.rawMean = person.mean;
    this.mixEffect = adjusted - person.mean;
    this.adjusted = adjusted;
    this.shrinkEffect = score - adjusted;
    this.score = score;
    this.sd = row.sd;
    this.low = alone ? (interval?.low ?? null) : onScale(row.low);
    this.high = alone ? (interval?.high ?? null) : onScale(row.high);
    this.reliability = row.reliability;
    this.band = band(row.score, row.sd, target);
    this.#mix = mix;
    this.#place = place;
  }

  get mixLines(): readonly MixLine[] {
    return (this.#lines ??= this.#mix.linesOf(this.#place));
  }

  /** With the lines, as what is kept of a closed period is written; they are not remembered for it. */
  toJSON(): EmployeeScore {
    return { ...this, mixLines: this.#lines ?? this.#mix.linesOf(this.#place) };
  }
}

/** The line of somebody without answers. */
export function unscored({ key, peerGroup, n }: Pick<Person, 'key' | 'peerGroup' | 'n'>): EmployeeScore {
  return {
    key,
    peerGroup,
    n,
    display: displayRule(n),
    rawMean: null,
    mixLines: [],
    mixEffect: null,
    adjusted: null,
    shrinkEffect: null,
    score: null,
    sd: null,
    low: null,
    high: null,
    reliability: null,
    band: null,
  };
}

/** The mix can lift an adjusted mean beyond the scale; a score stays on it. */
export function onScale(value: number): number {
  return Math.min(100, Math.max(0, value));
}

/** σ² over all groups: answers scatter alike whoever is asked about. Undefined where these answers cannot tell. */
function residualVariance(
  people: readonly Person[],
  mix: AppliedMix,
  priors: Priors | undefined,
): number | undefined {
  if (isSmall(people) && priors) return priors.sigma2;
  const freedom = total(people.map((person) => person.n)) - people.length - mix.lost;
  const within = total(people.map((person) => person.within)) - mix.explained;
  return freedom > 0 && within > 1e-9 ? within / freedom : undefined;
}

interface GroupContext {
  readonly sigma2: number | undefined;
  readonly pooled: number | null | undefined;
  readonly input: ScorePeriodInput;
}

function scoreGroup(
  members: readonly PeerMean[],
  { sigma2, pooled, input }: GroupContext,
): { result: EmpiricalBayes; source: SpreadSource } {
  const { priors, target } = input;
  const options: EmpiricalBayesOptions = {
    sigma2,
    lastSigma2: priors?.sigma2,
    target,
    minimumM: M_BOUNDS.minimum,
    maximumM: M_BOUNDS.maximum,
  };
  if (!isSmall(members)) return { result: empiricalBayes(members, options), source: 'own' };
  if (priors) {
    // A lone employee has no peers to take μ from; two or more do, and their own mean fits their work better.
    const mu = members.length === 1 ? priors.mu : undefined;
    return {
      result: empiricalBayes(members, { ...options, sigma2: priors.sigma2, M: priors.M, mu }),
      source: 'prior',
    };
  }
  if (pooled !== undefined)
    return { result: empiricalBayes(members, { ...options, M: pooled }), source: 'pooled' };
  return { result: empiricalBayes(members, options), source: 'own' };
}

/** M from the spread within all groups together; undefined when no group has two members. */
function pooledM(
  groups: readonly (readonly PeerMean[])[],
  sigma2: number | undefined,
): number | null | undefined {
  const terms = groups.filter((group) => group.length > 1).map((group) => betweenTerms(group, sigma2 ?? 0));
  const size = total(terms.map((term) => term.size));
  if (sigma2 === undefined || size <= 0) return undefined;
  const tau2 = total(terms.map((term) => term.excess)) / size;
  return tau2 > 1e-12 * sigma2 ? sigma2 / tau2 : null;
}
