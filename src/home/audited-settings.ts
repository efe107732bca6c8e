/** Replaces settings and writes down what changed, in the same transaction. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Audit } from '../platform/audit';
import { type Setting, SettingsStore } from '../platform/views';

type Values = Record<string, unknown>;

/** Values that may be a person's own: the audit log keeps their name, not what they say. */
const UNTOLD = new Set(['phone', 'mailFromName', 'replyTo', 'hours', 'name']);

@Injectable()
export class AuditedSettings {
  constructor(
    private readonly store: SettingsStore,
    private readonly audit: Audit,
  ) {}

  /** @returns whether anything changed; nothing is written otherwise */
  async replace<T extends object>(setting: Setting<T>, to: T, viewer: Viewer): Promise<boolean> {
    const [before, after] = [(await this.store.get(setting)) as Values, to as Values];
    const changed = Object.keys(after).filter(
      (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    );
    if (changed.length === 0) return false;
    await this.store.set(setting, to);
    const told = changed.filter((key) => !UNTOLD.has(key));
    await this.audit.record({
      actor: viewer.actor,
      action: 'setting.changed',
      subject: `setting:${setting.name}`,
      details: {
        changed,
        from: Object.fromEntries(told.map((key) => [key, before[key]])),
        to: Object.fromEntries(told.map((key) => [key, after[key]])),
      },
    });
    return true;
  }
}
