/**
 * The way from contacts to answers: how many could be asked, were asked, were reached, answered. Whether the answers stand
 * for everybody who was served is read off here, so every share names what it is a share of.
 */
import { Injectable } from '@nestjs/common';
import { reached, WAY_STEPS, type WayStep } from '../../invitations';
import { addDays, type Period } from '../../kernel';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { type LowConfidence, lowConfidence } from '../calc';
import { KeptValues } from '../kept-values';
import type { Filters } from './selection';

export interface Way {
  readonly contacts: number;
  /** Could be asked: somebody with an address who wants to be asked, about a contact of a kind that is asked about. */
  readonly eligible: number;
  /** A message left. */
  readonly invited: number;
  /** It did not come back. */
  readonly delivered: number;
  readonly answered: number;
}

export interface WayRow extends Way {
  readonly team: string;
  readonly touchpoint: string;
  readonly channel: string;
  readonly reason: string;
  readonly segment: string;
}

/** Whose contacts: all, those a team or an employee took part in, or each team's (a contact of two teams counts in both). */
export type WayOf = { readonly team: string } | { readonly employeeId: number } | 'all' | 'teams';

/** Why answers may not speak for everybody who was asked (docs/formulas.md, non-response). */
export type Doubt = LowConfidence | null;
/** Below so many delivered a rate is too uncertain to doubt it. */
const LEAST_DELIVERED = 20;

/** How far each contact came: a bit for each step that one of its invitations reached, the first one lowest. */
const STEPS_REACHED = `COALESCE((SELECT ${WAY_STEPS.map(bitOf).join(' + ')} FROM invitation v WHERE v.interaction_id = s.id), 0)`;
const KEPT_MS = 60_000;
const MOST_KEPT = 60;
const PARTS = ['contacts', 'eligible', 'invited', 'delivered', 'answered'] as const;

@Injectable()
export class ContactWays {
  private readonly kept: KeptValues<readonly WayRow[]>;

  constructor(
    private readonly database: Database,
    clock: Clock,
  ) {
    this.kept = new KeptValues(clock, (rows) => wayOf(rows).contacts, MOST_KEPT);
  }

  /** By touchpoint, channel, reason and segment, and by team where teams are told apart. */
  load(period: Period, of: WayOf): Promise<readonly WayRow[]> {
    return this.kept.get(JSON.stringify([period, of]), () => this.read(period, of), KEPT_MS);
  }

  private read(period: Period, of: WayOf): Promise<WayRow[]> {
    const { contacts, params, team } = served(period, of);
    const one = typeof of === 'object' && 'employeeId' in of;
    const byTeam = team ? 's.team_id, ' : '';
    const counted = WAY_STEPS.map(
      (step, place) => `CAST(SUM(x.contacts * ((x.steps >> ${place}) & 1)) AS bigint) AS "${step}"`,
    );
    return this.database[one ? 'all' : 'beside']<WayRow>(
      `SELECT ${team ? 'CAST(x.team_id AS varchar)' : `''`} AS "team", tp.code AS "touchpoint", c.channel AS "channel",
              c.reason AS "reason", c.segment AS "segment", CAST(SUM(x.contacts) AS bigint) AS "contacts", ${counted.join(', ')}
       FROM (SELECT ${byTeam}s.touchpoint_id, s.cell_id, ${STEPS_REACHED} AS steps, COUNT(*) AS contacts
             FROM (${contacts}) s GROUP BY ${byTeam}s.touchpoint_id, s.cell_id, steps) x
       JOIN cell c ON c.id = x.cell_id
       JOIN touchpoint tp ON tp.id = x.touchpoint_id
       GROUP BY ${team ? 'x.team_id, ' : ''}tp.code, c.channel, c.reason, c.segment`,
      params,
    );
  }
}

function bitOf(step: WayStep, place: number): string {
  return `${1 << place} * MAX(CASE WHEN ${reached(step, 'v')} THEN 1 ELSE 0 END)`;
}

/** No place on earth is a day away from the time of the world. */
const MARGIN_DAYS = 1;

/**
 * Which contacts, each once: everybody's and each team's found by their time, one team's and one employee's by theirs, so that what is
 * read does not grow with the time before the period. Joins in the order in which they stand, on SQLite (`CROSS JOIN`).
 */
function served(period: Period, of: WayOf): { contacts: string; params: (string | number)[]; team: boolean } {
  const { from, to } = period;
  const times = [Date.parse(addDays(from, -MARGIN_DAYS)), Date.parse(addDays(to, MARGIN_DAYS))];
  const meanwhile = 'i.occurred_at >= ? AND i.occurred_at < ? AND i.occurred_day >= ? AND i.occurred_day < ?';
  const ofContact = 'i.id, i.touchpoint_id, i.cell_id';
  if (of === 'all')
    return {
      contacts: `SELECT ${ofContact} FROM interaction i WHERE ${meanwhile}`,
      params: [...times, from, to],
      team: false,
    };
  const member = `m.employee_id = p.employee_id AND m.from_day <= p.occurred_day
                  AND (m.to_day IS NULL OR m.to_day > p.occurred_day)`;
  if (of === 'teams')
    return {
      contacts: `SELECT DISTINCT ${ofContact}, m.team_id FROM interaction i CROSS JOIN participation p CROSS JOIN team_membership m
                 WHERE ${meanwhile} AND p.interaction_id = i.id AND ${member}`,
      params: [...times, from, to],
      team: true,
    };
  const theirs = 'p.occurred_day >= ? AND p.occurred_day < ? AND i.id = p.interaction_id';
  if ('employeeId' in of)
    return {
      contacts: `SELECT ${ofContact} FROM participation p CROSS JOIN interaction i WHERE p.employee_id = ? AND ${theirs}`,
      params: [of.employeeId, from, to],
      team: false,
    };
  return {
    contacts: `SELECT DISTINCT ${ofContact}, m.team_id FROM team_membership m CROSS JOIN participation p CROSS JOIN interaction i
               WHERE m.team_id = ? AND ${member} AND ${theirs}`,
    params: [Number(of.team), from, to],
    team: true,
  };
}

export const NO_WAY: Way = { contacts: 0, eligible: 0, invited: 0, delivered: 0, answered: 0 };

/** The sum of the rows that meet the filters; a filter by team is met by what was read. */
export function wayOf(rows: readonly WayRow[], filters: Filters = {}): Way {
  const sums = { ...NO_WAY };
  for (const row of rows) {
    if (
      (['touchpoint', 'channel', 'reason', 'segment'] as const).some(
        (name) => filters[name] !== undefined && filters[name] !== row[name],
      )
    )
      continue;
    for (const part of PARTS) sums[part] += row[part];
  }
  return sums;
}

/** Answered of delivered (AAPOR RR1 on delivered); null when nothing was delivered. */
export function rateOf({ answered, delivered }: Way): number | null {
  return delivered > 0 ? answered / delivered : null;
}

/** Everything but a part of it: the part's peers. */
export function peersOf(whole: Way, part: Way): Way {
  return Object.fromEntries(PARTS.map((name) => [name, whole[name] - part[name]])) as unknown as Way;
}

/** Why these answers may not speak for everybody who was asked; null when nothing says so or too few were asked to tell. */
export function doubtOf(own: Way, peers: Way): Doubt {
  if (own.delivered < LEAST_DELIVERED) return null;
  const comparable = peers.delivered >= LEAST_DELIVERED ? peers : NO_WAY;
  return lowConfidence(own, comparable)[0] ?? null;
}
