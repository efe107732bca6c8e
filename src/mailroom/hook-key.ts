/** The key in the address of the hook: shown once, kept as its SHA-256 only. A new one ends the one before. */
import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';
import { SettingsStore } from '../platform/views';
import { mailroomSettings } from './mailroom-settings';

const KEY = /^[A-Za-z0-9_-]{43}$/;

@Injectable()
export class HookKey {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly audit: Audit,
  ) {}

  /** @returns the key, 256 random bits, which nobody can read again */
  async make(actor: string): Promise<string> {
    const key = randomBytes(32).toString('base64url');
    await this.keep(hashOf(key), 'mailroom.hook_key_made', actor);
    return key;
  }

  /** From now on nothing comes in by the hook. */
  async revoke(actor: string): Promise<void> {
    await this.keep(null, 'mailroom.hook_key_revoked', actor);
  }

  async exists(): Promise<boolean> {
    return (await this.settings.get(mailroomSettings)).hookKeyHash !== null;
  }

  /** Looked up by its hash: how long the comparison takes tells nothing about the key. */
  async fits(key: string): Promise<boolean> {
    if (!KEY.test(key)) return false;
    const { hookKeyHash } = await this.settings.get(mailroomSettings);
    return hookKeyHash !== null && hashOf(key) === hookKeyHash;
  }

  private async keep(hookKeyHash: string | null, action: string, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const settings = await this.settings.get(mailroomSettings);
      await this.settings.set(mailroomSettings, { ...settings, hookKeyHash });
      await this.audit.record({ actor, action, subject: 'setting:mailroom', details: {} });
    });
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
