/** Keeps the touchpoints: where customers meet the organization and what they are asked about it. */
import { Injectable } from '@nestjs/common';
import type { LocaleText } from '../kernel';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { parseInput } from '../platform/errors';
import { usualPresence } from './channels';
import { interactionErrors } from './interactions.errors';
import { Touchpoint } from './touchpoint.entity';
import { type TouchpointInput, touchpointInput } from './touchpoint.input';

/** Seconds a look-up may be old; a change made by this process is seen at once. */
const KEPT_MS = 5_000;
const TOUCHPOINTS_LOCK = 4217301;
const FACTS = ['names', 'channel', 'presence', 'surveyKey', 'phone', 'hours', 'retiredAt'] as const;

@Injectable()
export class Touchpoints {
  private kept: { until: number; byCode: ReadonlyMap<string, Touchpoint> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * Creates the touchpoint or changes what is given; a field left out keeps its value.
   * @throws DomainError `validation_failed`, `touchpoint_channel_required`, `code_mismatch`
   */
  async upsert(
    code: string,
    given: TouchpointInput,
    actor: string,
  ): Promise<{ id: number; created: boolean; changed: string[] }> {
    const input = parseInput(touchpointInput, given);
    if (input.code !== undefined && input.code !== code) {
      throw interactionErrors.code_mismatch({ given: input.code, expected: code }, '/code');
    }
    return this.database.transaction(async () => {
      if (this.database.dialect === 'postgres') {
        await this.database.get('SELECT pg_advisory_xact_lock(?)', [TOUCHPOINTS_LOCK]);
      }
      const repository = this.database.repository(Touchpoint);
      const before = await repository.findOneBy({ code });
      const channel = input.channel ?? before?.channel;
      if (!channel) throw interactionErrors.touchpoint_channel_required({ touchpoint: code }, '/channel');
      const now = this.clock.now();
      const oneName: LocaleText | undefined = input.name
        ? { es: input.name, en: input.name, 'pt-BR': input.name }
        : undefined;
      const after = {
        code,
        names: input.names ?? oneName ?? before?.names ?? { es: code, en: code, 'pt-BR': code },
        channel,
        presence: input.presence ?? (before?.channel === channel ? before.presence : usualPresence(channel)),
        surveyKey: kept(input.survey, before?.surveyKey),
        phone: kept(input.phone, before?.phone),
        hours: kept(input.hours, before?.hours),
        retiredAt: retiredAt(input.retired, before?.retiredAt ?? null, now),
      };
      const changed = FACTS.filter((fact) => JSON.stringify(before?.[fact]) !== JSON.stringify(after[fact]));
      if (before && changed.length === 0) return { id: before.id, created: false, changed: [] };

      const id = before?.id ?? (await repository.save(repository.create({ ...after, createdAt: now }))).id;
      if (before) await repository.update({ id }, after);
      await this.audit.record({
        actor,
        action: before ? 'touchpoint.changed' : 'touchpoint.created',
        subject: `touchpoint:${id}`,
        details: {
          changed,
          channel: after.channel,
          presence: after.presence,
          survey: after.surveyKey,
          retiredAt: after.retiredAt,
        },
      });
      this.forget();
      return { id, created: !before, changed };
    });
  }

  /**
   * A new touchpoint; one that is there already stays as it is.
   * @throws DomainError `validation_failed`, `touchpoint_taken`, `touchpoint_channel_required`
   */
  async create(code: string, given: TouchpointInput, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { created } = await this.upsert(code, given, actor);
      if (!created) throw interactionErrors.touchpoint_taken({ touchpoint: code }, '/code');
    });
  }

  /** The touchpoint with the code; the answer may be seconds old. */
  async byCode(code: string): Promise<Touchpoint | undefined> {
    const now = this.clock.now();
    if (this.kept && now < this.kept.until) {
      const known = this.kept.byCode.get(code);
      if (known) return known;
    }
    const all = await this.database.repository(Touchpoint).find();
    const byCode = new Map(all.map((touchpoint) => [touchpoint.code, touchpoint]));
    // Inside a transaction these may be rows that are undone later.
    if (!this.database.inTransaction()) this.kept = { until: now + KEPT_MS, byCode };
    return byCode.get(code);
  }

  private forget(): void {
    this.kept = undefined;
    this.database.afterCommit(() => {
      this.kept = undefined;
    });
  }
}

function kept<T>(given: T | null | undefined, before: T | null | undefined): T | null {
  return given === undefined ? (before ?? null) : given;
}

function retiredAt(retired: boolean | undefined, before: number | null, now: number): number | null {
  if (retired === undefined) return before;
  return retired ? (before ?? now) : null;
}
