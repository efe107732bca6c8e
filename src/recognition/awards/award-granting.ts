/**
 * Gives awards for periods that are over: once each, whoever of the workers comes first, in one transaction with the
 * audit entry, the announcement to other modules and the mails.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { canonicalJson, type Period } from '../../kernel';
import { Calendar, type PublicName } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, newId } from '../../platform/database';
import { EventBus } from '../../platform/events';
import { defineJob, type JobOutcome, Jobs } from '../../platform/jobs';
import { Freezing } from '../../scoring';
import { tellAward } from './award-mail';
import { AwardRules } from './award-rules.service';
import { type Award, AwardStore } from './award.store';
import { AwardVotes, LEAST_VOTES } from './award-votes.service';
import { RecognitionAwarded } from './awards.events';
import { finishedPeriods, voteClosesOn } from './calc/award-periods';
import { elected, ON_RESULTS, type Reason } from './calc/award-rule';

export const giveAwards = defineJob({ name: 'awards.give', schema: z.strictObject({}) });

/** After a long standstill no more than so many periods are made up for. */
const MADE_UP = 3;

interface Winner {
  readonly employeeId: number;
  readonly publicName: PublicName;
  readonly reasons: readonly Reason[];
}

@Injectable()
export class AwardGranting {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly freezing: Freezing,
    private readonly audit: Audit,
    private readonly events: EventBus,
    private readonly jobs: Jobs,
    private readonly store: AwardStore,
    private readonly rules: AwardRules,
    private readonly votes: AwardVotes,
  ) {}

  /** Gives everything that is due. Again it does nothing. */
  async run(): Promise<JobOutcome> {
    const today = await this.calendar.today();
    let runs = 0;
    for (const award of await this.store.all()) {
      if (award.retired) continue;
      for (const period of finishedPeriods(award.period, today, award.fromDay, MADE_UP)) {
        if (await this.wasRun(award.id, period)) continue;
        const winners = await this.winners(award, period, today);
        if (winners && (await this.give(award, period, winners))) runs += 1;
      }
    }
    return runs > 0 ? 'success' : 'skipped';
  }

  /** Who is to get it; null while that cannot be said yet. */
  private async winners(award: Award, period: Period, today: string): Promise<Winner[] | null> {
    if (award.way === 'vote') {
      if (today < voteClosesOn(period, award.voteDays)) return null;
      const { nominees, votes } = await this.votes.counted(award.id, period);
      if (votes < LEAST_VOTES) return [];
      return elected(nominees, award.places, award.ties).map(({ employeeId, publicName, votes: own }) => ({
        employeeId,
        publicName,
        reasons: [{ kind: 'vote', value: own, of: votes }],
      }));
    }
    if (!(await this.freezing.isSettled(period))) return null;
    if (award.rule.conditions.some(({ kind }) => ON_RESULTS.includes(kind)))
      await this.freezing.freezeIfSettled(period, 'system');
    const { given, closed } = await this.rules.look(award, period);
    return closed ? given : null;
  }

  /** @returns false where somebody else gave it first */
  private give(award: Award, period: Period, winners: readonly Winner[]): Promise<boolean> {
    return this.database.transaction(async () => {
      // Changed or ended since it was looked at: the next run gives what it is now.
      const now = await this.store.one(award.id);
      if (canonicalJson(now ?? null) !== canonicalJson(award)) return false;
      const at = this.clock.now();
      const { name, reward } = award;
      const { changes } = await this.database.run(
        `INSERT INTO award_run (award_id, from_day, to_day, granted, ran_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (award_id, from_day) DO NOTHING`,
        [award.id, period.from, period.to, winners.length, at],
      );
      if (changes === 0) return false;
      const grants: string[] = [];
      for (const { employeeId, publicName, reasons } of winners) {
        const id = newId();
        grants.push(id);
        await this.database.run(
          `INSERT INTO award_grant (id, award_id, from_day, to_day, employee_id, reasons, granted_at,
             name_es, name_en, name_pt, icon, reward_es, reward_en, reward_pt)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            id, award.id, period.from, period.to, employeeId, canonicalJson(reasons), at,
            name.es, name.en, name['pt-BR'], award.icon, reward?.es ?? null, reward?.en ?? null, reward?.['pt-BR'] ?? null,
          ], // prettier-ignore
        );
        await this.jobs.enqueue(tellAward, { grant: id, what: 'given' });
        // Who opted out is told, and nobody else is.
        if (publicName === 'hidden') continue;
        await this.events.publish(
          new RecognitionAwarded(id, award.id, award.name, employeeId, period.from, period.to, at),
        );
        await this.jobs.enqueue(tellAward, { grant: id, what: 'to_lead' });
      }
      await this.audit.record({
        actor: 'system',
        action: 'award.given',
        subject: `award:${award.id}`,
        details: { from: period.from, to: period.to, grants },
      });
      return true;
    });
  }

  private async wasRun(awardId: number, { from }: Period): Promise<boolean> {
    return (
      (await this.database.get('SELECT 1 AS "one" FROM award_run WHERE award_id = ? AND from_day = ?', [
        awardId,
        from,
      ])) !== undefined
    );
  }
}
