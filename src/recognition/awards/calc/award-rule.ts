/**
 * The rule of an award: a small closed set of conditions, all of which have to hold. Whoever meets them has earned the
 * award as much as anybody else who does: nothing here orders people by a figure.
 */

export interface BandCondition {
  readonly kind: 'band';
  readonly atLeast: 'above' | 'consistent';
}
/** The fair score of the period, 0–100. */
export interface ScoreCondition {
  readonly kind: 'score';
  readonly atLeast: number;
}
export interface AnswersCondition {
  readonly kind: 'answers';
  readonly atLeast: number;
}
/** Clearly above the target in so many periods running, this one included. */
export interface StreakCondition {
  readonly kind: 'streak';
  readonly periods: number;
}
/** Thanks received, from so many different colleagues: one friend alone earns nobody an award. */
export interface KudosCondition {
  readonly kind: 'kudos';
  readonly atLeast: number;
  readonly from: number;
}
/** Share of promises kept, in percent, of at least so many that were due. */
export interface PromisesCondition {
  readonly kind: 'promises';
  readonly atLeast: number;
  readonly due: number;
}

export type Condition =
  BandCondition | ScoreCondition | AnswersCondition | StreakCondition | KudosCondition | PromisesCondition;
export type ConditionKind = Condition['kind'];

export interface AwardRule {
  readonly conditions: readonly Condition[];
}

/** What is known of one person in the period. */
export interface Achievements {
  /** Null where there are too few answers for a result: then no condition about it holds. */
  readonly result: { readonly n: number; readonly score: number; readonly band: string } | null;
  /** Periods running, up to this one, with a result clearly above the target. */
  readonly streak: number;
  readonly kudos: number;
  readonly kudosFrom: number;
  readonly promisesDue: number;
  readonly promisesKept: number;
}

/** Why somebody gets it: the condition with the figure that met it. */
export interface Reason {
  readonly kind: ConditionKind | 'vote';
  readonly value: number;
  /** Colleagues who thanked, promises that were due, votes in all. */
  readonly of?: number;
  readonly band?: string;
}

/** Conditions that read results of customers. */
export const ON_RESULTS: readonly ConditionKind[] = ['band', 'score', 'answers', 'streak'];

/** The reasons where every condition holds; null otherwise. */
export function earned({ conditions }: AwardRule, of: Achievements): Reason[] | null {
  const reasons = conditions.map((condition) => met(condition, of));
  return conditions.length > 0 && reasons.every((reason) => reason !== null) ? reasons : null;
}

function met(condition: Condition, of: Achievements): Reason | null {
  const { result } = of;
  switch (condition.kind) {
    case 'band': {
      if (!result) return null;
      const holds =
        result.band === 'above' || (condition.atLeast === 'consistent' && result.band === 'consistent');
      return holds ? { kind: 'band', value: result.score, band: result.band } : null;
    }
    case 'score':
      return result && result.score >= condition.atLeast ? { kind: 'score', value: result.score } : null;
    case 'answers':
      return result && result.n >= condition.atLeast
        ? { kind: 'answers', value: Math.floor(result.n) }
        : null;
    case 'streak':
      return of.streak >= condition.periods ? { kind: 'streak', value: of.streak } : null;
    case 'kudos':
      return of.kudos >= condition.atLeast && of.kudosFrom >= condition.from
        ? { kind: 'kudos', value: of.kudos, of: of.kudosFrom }
        : null;
    case 'promises':
      // In whole numbers: 100 × kept ≥ percent × due.
      return of.promisesDue >= condition.due && 100 * of.promisesKept >= condition.atLeast * of.promisesDue
        ? { kind: 'promises', value: of.promisesKept, of: of.promisesDue }
        : null;
  }
}

export interface Candidate {
  readonly employeeId: number;
  readonly name: string;
  /** How often they had this award before. */
  readonly before: number;
}

/**
 * Who gets an award that more people earned than there are of it: everybody, or first those who had it least often and
 * among them by name, as the award says. Without a number of awards: everybody.
 * @param ties what happens where more people are equal than there are awards
 */
export function chosen<T extends Candidate>(
  equals: readonly T[],
  places: number | null,
  ties: 'all' | 'alphabetical',
): T[] {
  if (places === null || equals.length <= places || ties === 'all') return [...equals];
  return inTurn(equals).slice(0, places);
}

/** The most voted for; on the last place equals are treated as the award says. Nobody without a vote. */
export function elected<T extends Candidate & { readonly votes: number }>(
  nominees: readonly T[],
  places: number,
  ties: 'all' | 'alphabetical',
): T[] {
  const byVotes = [...nominees.filter(({ votes }) => votes > 0)].sort((a, b) => b.votes - a.votes);
  const last = byVotes[places - 1]?.votes;
  if (last === undefined) return byVotes;
  const sure = byVotes.filter(({ votes }) => votes > last);
  return [
    ...sure,
    ...chosen(
      byVotes.filter(({ votes }) => votes === last),
      places - sure.length,
      ties,
    ),
  ];
}

function inTurn<T extends Candidate>(people: readonly T[]): T[] {
  return [...people].sort(
    (a, b) => a.before - b.before || a.name.localeCompare(b.name, 'es') || a.employeeId - b.employeeId,
  );
}
