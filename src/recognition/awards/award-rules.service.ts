/**
 * Who earns an award that has a rule, and why. Results are read through the door of scoring, as the period was closed;
 * thanks and promises as they stand. Looking changes nothing: the dry run and the giving are this same look.
 */
import { Injectable } from '@nestjs/common';
import { addDays, type Period, previousPeriods } from '../../kernel';
import { type PublicName } from '../../organization';
import { Database } from '../../platform/database';
import { PromiseRates } from '../../recovery';
import { Scores } from '../../scoring';
import { KudosQueries } from '../kudos/kudos.queries';
import type { RuleAward } from './award.store';
import {
  type Achievements,
  type Candidate,
  chosen,
  earned,
  ON_RESULTS,
  type Reason,
} from './calc/award-rule';

export interface Earner extends Candidate {
  readonly publicName: PublicName;
  readonly reasons: Reason[];
}

export interface RuleLook {
  /** Those who get it, by name. */
  readonly given: Earner[];
  /** Those who earn it and do not get it, for want of awards. */
  readonly short: Earner[];
  /** Everybody who was looked at. */
  readonly people: number;
  /** Whether the results it reads are those of a closed period; true where it reads none. */
  readonly closed: boolean;
}

interface Person {
  id: number;
  externalId: string;
  name: string;
  publicName: PublicName;
  before: number;
}

@Injectable()
export class AwardRules {
  constructor(
    private readonly database: Database,
    private readonly scores: Scores,
    private readonly promises: PromiseRates,
    private readonly kudos: KudosQueries,
  ) {}

  async look(award: RuleAward, period: Period): Promise<RuleLook> {
    const { conditions } = award.rule;
    const reads = (kind: string) => conditions.some((condition) => condition.kind === kind);
    const streak = conditions.find(({ kind }) => kind === 'streak');
    const periods = [
      period,
      ...(streak?.kind === 'streak' ? previousPeriods(period, streak.periods - 1) : []),
    ];
    const onResults = conditions.some(({ kind }) => ON_RESULTS.includes(kind));
    const [people, results, rates, thanks] = await Promise.all([
      this.people(award.id, period),
      onResults ? Promise.all(periods.map((one) => this.scores.forPeriod(one))) : [],
      reads('promises') ? this.promises.ofPeople(period) : new Map<number, never>(),
      reads('kudos') ? this.kudos.counts(period) : [],
    ]);
    const shown = results.map(
      ({ employees }) =>
        new Map(employees.filter(({ display }) => display === 'full').map((one) => [one.key, one])),
    );
    const of = ({ id, externalId }: Person): Achievements => {
      const score = shown[0]?.get(externalId);
      const firstOther = shown.findIndex((one) => one.get(externalId)?.band !== 'above');
      const received = thanks.filter(({ to }) => to === id);
      const rate = rates.get(id) as { due: number; kept: number } | undefined;
      return {
        result:
          score && typeof score.score === 'number' && score.band !== null
            ? { n: score.n, score: score.score, band: score.band }
            : null,
        streak: firstOther === -1 ? shown.length : firstOther,
        kudos: received.reduce((sum, { times }) => sum + times, 0),
        kudosFrom: received.length,
        promisesDue: rate?.due ?? 0,
        promisesKept: rate?.kept ?? 0,
      };
    };
    const earners = people.flatMap((person): Earner[] => {
      const reasons = earned(award.rule, of(person));
      const { id: employeeId, name, publicName, before } = person;
      return reasons ? [{ employeeId, name, publicName, before, reasons }] : [];
    });
    const given = byName(chosen(earners, award.places, award.ties));
    return {
      given,
      short: byName(earners.filter((one) => !given.includes(one))),
      people: people.length,
      closed: !onResults || results.every(({ closed }) => closed !== null),
    };
  }

  /** Everybody employed when the period ended and not gone since, with how often they had the award before. */
  private people(awardId: number, period: Period): Promise<Person[]> {
    const lastDay = addDays(period.to, -1);
    return this.database.all<Person>(
      `SELECT e.id AS "id", e.external_id AS "externalId", e.name AS "name", e.public_name AS "publicName",
         (SELECT CAST(COUNT(*) AS bigint) FROM award_grant g WHERE g.award_id = ? AND g.employee_id = e.id
            AND g.from_day < ? AND g.revoked_at IS NULL) AS "before"
       FROM employee e WHERE e.hired_on <= ? AND (e.left_on IS NULL OR e.left_on >= ?) ORDER BY e.name, e.id`,
      [awardId, period.from, lastDay, lastDay],
    );
  }
}

function byName(people: readonly Earner[]): Earner[] {
  return [...people].sort((a, b) => a.name.localeCompare(b.name, 'es') || a.employeeId - b.employeeId);
}
