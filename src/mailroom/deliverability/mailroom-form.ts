/** What administrators decide about the mailroom, as a form. Each change leaves an audit entry in the same transaction. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../../access';
import { Audit } from '../../platform/audit';
import { Database } from '../../platform/database';
import { parseInput, zEmail } from '../../platform/errors';
import { SettingsStore } from '../../platform/views';
import { type MailroomSettings, mailroomSettings } from '../mailroom-settings';

const zBlank = z.string().regex(/^\s*$/).transform(() => ''); // prettier-ignore
/** A whole number as people type it; an empty field is missing, not zero. */
const zWhole = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(1, { error: 'required' })
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const zForm = z.strictObject({
  forwardTo: z.union([zBlank, zEmail]),
  forwardsPerHour: zWhole(1, 1000),
  softBounces: zWhole(1, 20),
  softBounceDays: zWhole(0, 365),
  keepRepliesDays: zWhole(1, 3650),
});

export const MAILROOM_FIELDS = Object.keys(zForm.shape) as (keyof z.output<typeof zForm>)[];
export type TypedMailroom = Record<(typeof MAILROOM_FIELDS)[number], string>;

/** What somebody typed, whether or not it is right, to be shown again. */
export function typedIn(body: unknown): TypedMailroom {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '');
  return Object.fromEntries(MAILROOM_FIELDS.map((name) => [name, text(name)])) as TypedMailroom;
}

@Injectable()
export class MailroomForm {
  constructor(
    private readonly database: Database,
    private readonly store: SettingsStore,
    private readonly audit: Audit,
  ) {}

  async typed(): Promise<TypedMailroom> {
    const settings = await this.store.get(mailroomSettings);
    return Object.fromEntries(MAILROOM_FIELDS.map((name) => [name, String(settings[name])])) as TypedMailroom;
  }

  /** @returns whether anything changed @throws DomainError `validation_failed` */
  async save(body: unknown, viewer: Viewer): Promise<boolean> {
    const form = parseInput(zForm, body);
    return this.database.transaction(async () => {
      const before = await this.store.get(mailroomSettings);
      const after: MailroomSettings = { ...before, ...form };
      const changed = MAILROOM_FIELDS.filter((name) => before[name] !== after[name]);
      if (changed.length === 0) return false;
      await this.store.set(mailroomSettings, after);
      // The address may be a person's: that it changed is told, not from what to what.
      const told = changed.filter((name) => name !== 'forwardTo');
      await this.audit.record({
        actor: viewer.actor,
        action: 'setting.changed',
        subject: 'setting:mailroom',
        details: {
          changed,
          from: Object.fromEntries(told.map((name) => [name, before[name]])),
          to: Object.fromEntries(told.map((name) => [name, after[name]])),
        },
      });
      return true;
    });
  }
}
