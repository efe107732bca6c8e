/** Human resources define awards, change and end them, and take one back with a reason. Every step is in the audit log. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { canonicalJson } from '../../kernel';
import { Calendar } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors, parseInput, zText } from '../../platform/errors';
import { Jobs } from '../../platform/jobs';
import { type ChangedAward, type NewAward, zChangedAward, zNewAward } from './award-definition';
import { tellAward } from './award-mail';
import { type Award, AwardStore } from './award.store';
import { awardErrors } from './awards.errors';

const zReason = z.strictObject({ reason: zText(500) });

@Injectable()
export class Awards {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly store: AwardStore,
  ) {}

  /** @returns the award's id @throws validation_failed */
  async define(award: NewAward, actor: string): Promise<number> {
    const input = parseInput(zNewAward, award);
    const { name, reward } = input;
    const fromDay = input.startsOn ?? (await this.calendar.today());
    return this.database.transaction(async () => {
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO award (name_es, name_en, name_pt, icon, way, period, places, ties, reward_es, reward_en, reward_pt,
           rule, vote_days, from_day, created_by, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id"`,
        [
          name.es, name.en, name['pt-BR'], input.icon, input.way, input.period, input.places, input.ties,
          reward?.es ?? null, reward?.en ?? null, reward?.['pt-BR'] ?? null,
          input.way === 'rule' ? canonicalJson(input.rule) : null, input.way === 'vote' ? input.voteDays : null,
          fromDay, actor, this.clock.now(),
        ], // prettier-ignore
      );
      const id = row?.id ?? 0;
      await this.audit.record({
        actor,
        action: 'award.defined',
        subject: `award:${id}`,
        details: {
          way: input.way,
          period: input.period,
          places: input.places,
          ties: input.ties,
          startsOn: fromDay,
          ...(input.way === 'rule'
            ? { conditions: input.rule.conditions.map((condition) => ({ ...condition })) }
            : { voteDays: input.voteDays }),
        },
      });
      return id;
    });
  }

  /** The award as it would be after the change; nothing is written. @throws validation_failed, not_found */
  async changed(id: number, change: ChangedAward): Promise<Award> {
    return (await this.beforeAndAfter(id, change)).after;
  }

  /**
   * For everything that is given from now on; what was given stays what it was. The audit has what it was before.
   * @throws validation_failed, not_found also for one that ended
   */
  async change(id: number, change: ChangedAward, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { before, after } = await this.beforeAndAfter(id, change);
      const details = differencesOf(before, after);
      if (!details) return;
      const { name, icon, places, ties, reward } = after;
      await this.database.run(
        `UPDATE award SET name_es = ?, name_en = ?, name_pt = ?, icon = ?, places = ?, ties = ?,
           reward_es = ?, reward_en = ?, reward_pt = ?, rule = ? WHERE id = ?`,
        [
          name.es, name.en, name['pt-BR'], icon, places, ties,
          reward?.es ?? null, reward?.en ?? null, reward?.['pt-BR'] ?? null,
          after.way === 'rule' ? canonicalJson(after.rule) : null, id,
        ], // prettier-ignore
      );
      await this.audit.record({ actor, action: 'award.changed', subject: `award:${id}`, details });
    });
  }

  private async beforeAndAfter(id: number, change: ChangedAward): Promise<Record<'before' | 'after', Award>> {
    const input = parseInput(zChangedAward, change);
    const before = await this.store.one(id);
    if (!before || before.retired || before.way !== input.way) throw errors.not_found();
    return { before, after: { ...before, ...input } as Award };
  }

  /** Gives the award no more; those who have it keep it. @throws not_found */
  async retire(id: number, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        'UPDATE award SET retired_at = ? WHERE id = ? AND retired_at IS NULL',
        [this.clock.now(), id],
      );
      if (changes === 0) throw errors.not_found();
      await this.audit.record({ actor, action: 'award.retired', subject: `award:${id}` });
    });
  }

  /**
   * Takes an award back: it leaves profiles and boards at once, and whoever had it is told the reason.
   * @throws validation_failed, not_found, award_revoked_already
   */
  async revoke(grantId: string, input: { reason: string }, actor: string): Promise<void> {
    const { reason } = parseInput(zReason, input);
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        'UPDATE award_grant SET revoked_at = ?, revoked_by = ?, revoked_reason = ? WHERE id = ? AND revoked_at IS NULL',
        [this.clock.now(), actor, reason, grantId],
      );
      if (changes === 0) {
        const known = await this.database.get('SELECT 1 AS "one" FROM award_grant WHERE id = ?', [grantId]);
        throw known ? awardErrors.award_revoked_already() : errors.not_found();
      }
      await this.audit.record({
        actor,
        action: 'award.revoked',
        subject: `award_grant:${grantId}`,
        details: { reason },
      });
      await this.jobs.enqueue(tellAward, { grant: grantId, what: 'revoked' });
    });
  }
}

const CHANGEABLE = ['name', 'icon', 'places', 'ties', 'reward', 'rule'] as const;

/** What is another than before, as it was and as it is; undefined when nothing is. */
function differencesOf(before: Award, after: Award): Record<string, unknown> | undefined {
  const fact = (award: Award, key: string): unknown =>
    (award as unknown as Record<string, unknown>)[key] ?? null;
  const changed = CHANGEABLE.filter(
    (key) => canonicalJson(fact(before, key)) !== canonicalJson(fact(after, key)),
  );
  if (changed.length === 0) return undefined;
  const of = (award: Award) => Object.fromEntries(changed.map((key) => [key, fact(award, key)]));
  return { before: of(before), after: of(after) };
}
