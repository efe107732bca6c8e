/**
 * Awards by vote: colleagues propose somebody with a reason while the period runs, and vote once it is over. One person
 * has one vote, not for themselves. Who voted and what was voted for are kept apart, so that nobody can put them together,
 * and nothing is counted before the vote is closed.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type Period, previousPeriods } from '../../kernel';
import { Calendar, type PublicName } from '../../organization';
import { Clock } from '../../platform/clock';
import { Database, isUniqueViolation, newId } from '../../platform/database';
import { errors, parseInput, zText } from '../../platform/errors';
import { kudosErrors } from '../kudos/kudos.errors';
import { EMPLOYED_SQL } from '../kudos/shown-people';
import { type Award, AwardStore, type VoteAward } from './award.store';
import { awardErrors } from './awards.errors';
import { periodOf, voteClosesOn } from './calc/award-periods';
import type { Candidate } from './calc/award-rule';

/** Below so many votes a winner would say how somebody voted: the award is not given. */
export const LEAST_VOTES = 3;

export interface Nominee extends Candidate {
  readonly publicName: PublicName;
  readonly reasons: string[];
}

export interface Counted extends Nominee {
  readonly votes: number;
}

const zNomination = z.strictObject({ employeeId: z.int().positive(), reason: zText(500) });

/** Employed today and willing to be seen: others are neither proposed nor voted for. */
const AVAILABLE = `e.public_name <> 'hidden' AND ${EMPLOYED_SQL}`;

@Injectable()
export class AwardVotes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly store: AwardStore,
  ) {}

  /** The period people are proposed for now, and the one that is voted on; null where neither is open. */
  async open(
    award: VoteAward,
  ): Promise<{ nominating: Period | null; voting: Period | null; closesOn: string }> {
    const today = await this.calendar.today();
    const nominating = periodOf(award.period, today);
    const [before] = previousPeriods(nominating, 1);
    const closesOn = before ? voteClosesOn(before, award.voteDays) : today;
    const votes = before && before.to > award.fromDay && today < closesOn;
    return award.retired
      ? { nominating: null, voting: null, closesOn }
      : { nominating, voting: votes ? before : null, closesOn };
  }

  /**
   * Proposes a colleague for the running period; said again it changes the reason.
   * @throws not_found, colleagues_only, validation_failed, award_yourself, award_nominee_unavailable, award_nominations_closed
   */
  async nominate(
    awardId: number,
    by: number | null,
    nomination: { employeeId: number; reason: string },
  ): Promise<void> {
    if (by === null) throw kudosErrors.colleagues_only();
    const { employeeId, reason } = parseInput(zNomination, nomination);
    if (employeeId === by) throw awardErrors.award_yourself({}, '/employeeId');
    await this.database.transaction(async () => {
      const { nominating } = await this.open(await this.voted(awardId));
      if (!nominating) throw awardErrors.award_nominations_closed();
      if (!(await this.isAvailable(employeeId)))
        throw awardErrors.award_nominee_unavailable({}, '/employeeId');
      await this.database.run(
        `INSERT INTO award_nomination (id, award_id, from_day, employee_id, by_employee_id, reason, nominated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (award_id, from_day, by_employee_id, employee_id) DO UPDATE SET reason = excluded.reason`,
        [newId(), awardId, nominating.from, employeeId, by, reason, this.clock.now()],
      );
    });
  }

  /**
   * Votes for somebody who was proposed. It cannot be seen or changed afterwards.
   * @throws not_found, colleagues_only, award_yourself, award_vote_closed, award_nominee_unavailable, award_vote_cast
   */
  async vote(awardId: number, by: number | null, employeeId: number): Promise<void> {
    if (by === null) throw kudosErrors.colleagues_only();
    if (employeeId === by) throw awardErrors.award_yourself({}, '/employeeId');
    try {
      await this.database.transaction(async () => {
        const { voting } = await this.open(await this.voted(awardId));
        if (!voting) throw awardErrors.award_vote_closed();
        const nominees = await this.nominees(awardId, voting);
        if (!nominees.some((one) => one.employeeId === employeeId))
          throw awardErrors.award_nominee_unavailable({}, '/employeeId');
        await this.database.run(
          'INSERT INTO award_voter (award_id, from_day, employee_id) VALUES (?, ?, ?)',
          [awardId, voting.from, by],
        );
        await this.database.run(
          `INSERT INTO award_vote (award_id, from_day, employee_id, votes) VALUES (?, ?, ?, 1)
           ON CONFLICT (award_id, from_day, employee_id) DO UPDATE SET votes = award_vote.votes + 1`,
          [awardId, voting.from, employeeId],
        );
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw awardErrors.award_vote_cast();
      throw error;
    }
  }

  /** Whether somebody voted for a period. For whom nobody can say. */
  async hasVoted(awardId: number, period: Period, employeeId: number): Promise<boolean> {
    return (
      (await this.database.get(
        'SELECT 1 AS "one" FROM award_voter WHERE award_id = ? AND from_day = ? AND employee_id = ?',
        [awardId, period.from, employeeId],
      )) !== undefined
    );
  }

  /** Those proposed for a period who are still here and willing to be seen, by name, with what was said for them. */
  async nominees(awardId: number, period: Period): Promise<Nominee[]> {
    const today = await this.calendar.today();
    const rows = await this.database.all<{
      employeeId: number;
      name: string;
      publicName: PublicName;
      before: number;
      reason: string;
    }>(
      `SELECT e.id AS "employeeId", e.name AS "name", e.public_name AS "publicName", n.reason AS "reason",
         (SELECT CAST(COUNT(*) AS bigint) FROM award_grant g WHERE g.award_id = n.award_id AND g.employee_id = e.id
            AND g.from_day < n.from_day AND g.revoked_at IS NULL) AS "before"
       FROM award_nomination n JOIN employee e ON e.id = n.employee_id
       WHERE n.award_id = ? AND n.from_day = ? AND ${AVAILABLE} ORDER BY e.name, e.id, n.nominated_at, n.id`,
      [awardId, period.from, today, today],
    );
    const byPerson = new Map<number, Nominee>();
    for (const { reason, ...person } of rows) {
      const known = byPerson.get(person.employeeId);
      if (known) known.reasons.push(reason);
      else byPerson.set(person.employeeId, { ...person, reasons: [reason] });
    }
    return [...byPerson.values()];
  }

  /** The count of a period. Called only once the vote is closed. */
  async counted(awardId: number, period: Period): Promise<{ nominees: Counted[]; votes: number }> {
    const rows = await this.database.all<{ employeeId: number; votes: number }>(
      'SELECT employee_id AS "employeeId", votes AS "votes" FROM award_vote WHERE award_id = ? AND from_day = ?',
      [awardId, period.from],
    );
    const nominees = (await this.nominees(awardId, period)).map((nominee) => ({
      ...nominee,
      votes: rows.find(({ employeeId }) => employeeId === nominee.employeeId)?.votes ?? 0,
    }));
    return { nominees, votes: rows.reduce((sum, { votes }) => sum + votes, 0) };
  }

  private async voted(awardId: number): Promise<VoteAward> {
    const award: Award | undefined = await this.store.one(awardId);
    if (award?.way !== 'vote') throw errors.not_found();
    return award;
  }

  private async isAvailable(employeeId: number): Promise<boolean> {
    const today = await this.calendar.today();
    return (
      (await this.database.get(`SELECT 1 AS "one" FROM employee e WHERE e.id = ? AND ${AVAILABLE}`, [
        employeeId,
        today,
        today,
      ])) !== undefined
    );
  }
}
