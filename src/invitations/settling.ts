/**
 * Weighs a contact against what its customer is going to be asked already. A later contact about the same matter takes
 * the earlier one's place; one of lower priority gives way where only it stands in the way. Pure: the planner uses it
 * on what is on record, the what-if on a month that was lived through again.
 */
import { displacedFor } from './calc';
import { type AskedTimes, type ContactFacts, FREQUENCY_REASONS, type Verdict } from './decision';
import type { InvitationState } from './invitation-states';
import type { Matter, TakesOver } from './later-contact';

/** A first mail that counts as asking. */
export interface Asked extends Matter {
  id: string;
  state: InvitationState;
  /** Sent, or going to be; UTC milliseconds. */
  at: number;
  priority: number;
}

/** What the customer, and the account, were asked or are going to be. */
export interface Rivals {
  readonly touchpointId: number;
  readonly customer: readonly Asked[];
  readonly account: readonly Asked[];
  /** Planned ones about the same matter, with why they give way. */
  readonly sameMatter: readonly { readonly row: Asked; readonly why: TakesOver }[];
  readonly sameMatterIds: readonly string[];
}

export interface Settled {
  readonly facts: ContactFacts;
  readonly verdict: Verdict;
  /** Planned ones of lower priority that would be one too many. */
  readonly displaced: readonly Asked[];
}

/** The verdict once the same matter is left out, and those of lower priority where only they stand in the way. */
export function settle(
  rivals: Rivals,
  known: Omit<ContactFacts, 'asked' | 'takesOver'>,
  judge: (facts: ContactFacts) => Verdict,
): Settled {
  // What is marked as spam takes nobody's place.
  const takesPlace = rivals.sameMatter.length > 0 && !known.marked;
  const gone = new Set(takesPlace ? rivals.sameMatterIds : []);
  const factsWithout = (left: ReadonlySet<string>): ContactFacts => ({
    ...known,
    takesOver: takesPlace,
    asked: timesOf(rivals, left),
  });
  const facts = factsWithout(gone);
  const verdict = judge(facts);
  const onlyTooOften =
    verdict.against.length > 0 &&
    verdict.against.every((reason) => FREQUENCY_REASONS.some((one) => one === reason));
  if (!onlyTooOften) return { facts, verdict, displaced: [] };
  const planned = new Map(
    [...rivals.customer, ...rivals.account]
      .filter((row) => row.state === 'planned' && !gone.has(row.id))
      .map((row) => [row.id, row]),
  );
  const displaced = displacedFor([...planned.values()], verdict.rule.priority, (ids) => {
    return judge(factsWithout(new Set([...gone, ...ids]))).against.length === 0;
  });
  if (displaced === null) return { facts, verdict, displaced: [] };
  const better = factsWithout(new Set([...gone, ...displaced.map(({ id }) => id)]));
  return { facts: better, verdict: judge(better), displaced };
}

function timesOf({ customer, account, touchpointId }: Rivals, gone: ReadonlySet<string>): AskedTimes {
  const left = (rows: readonly Asked[]) => rows.filter(({ id }) => !gone.has(id));
  return {
    customer: left(customer).map(({ at }) => at),
    touchpoint: left(customer)
      .filter((row) => row.touchpointId === touchpointId)
      .map(({ at }) => at),
    account: left(account).map(({ at }) => at),
  };
}
