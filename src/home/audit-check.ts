/**
 * Whether the audit chain still holds. A short chain is recomputed whenever somebody looks; a long one on request, and
 * the result is kept with the end of the chain as it was, so that entries cut off later are missed.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Audit, type AuditFault, type AuditHead } from '../platform/audit';
import { Clock } from '../platform/clock';
import { defineSetting, SettingsStore } from '../platform/views';

/** Entries that are recomputed in a few hundredths of a second. */
const SHORT = 2000;

const zCheck = z.strictObject({
  /** UTC milliseconds. */
  at: z.number(),
  ok: z.boolean(),
  entries: z.number(),
  head: z.strictObject({ seq: z.number(), hash: z.string() }).nullable(),
  /** The first place where the chain is broken. */
  brokenAt: z.number().nullable(),
});

/** The last check somebody asked for; null before the first. */
const lastCheck = defineSetting({
  name: 'audit_check',
  schema: z.strictObject({ check: zCheck.nullable() }),
  defaults: () => ({ check: null }),
});
export type AuditCheck = z.output<typeof zCheck>;

@Injectable()
export class AuditChecks {
  constructor(
    private readonly audit: Audit,
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
  ) {}

  /** The state of the chain: now for a short one, as of the last check for a long one, null when there was none. */
  async current(): Promise<AuditCheck | null> {
    const { check } = await this.settings.get(lastCheck);
    const head = await this.audit.head();
    return (head?.seq ?? 0) <= SHORT ? this.recompute(check?.head ?? null) : check;
  }

  /** Recomputes the whole chain and keeps the result. */
  async run(): Promise<AuditCheck> {
    const { check: before } = await this.settings.get(lastCheck);
    const check = await this.recompute(before?.head ?? null);
    // The last end that was known to be good stays: it is what a cut chain is measured against.
    const head = check.ok ? check.head : (before?.head ?? null);
    await this.settings.set(lastCheck, { check: { ...check, head } });
    return check;
  }

  private async recompute(kept: AuditHead | null): Promise<AuditCheck> {
    const { ok, entries, head, faults } = await this.audit.verify(kept ?? undefined);
    return { at: this.clock.now(), ok, entries, head, brokenAt: earliest(faults) };
  }
}

function earliest(faults: readonly AuditFault[]): number | null {
  return faults.length === 0 ? null : Math.min(...faults.map((fault) => fault.seq));
}
