/**
 * The providers of messages: described by administrators, with their credential sealed and the key of their hook kept
 * as its hash. Neither can be read again; every change is in the audit without either.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Config, openSealed, seal } from '../../platform/config';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { objectionTo } from '../../platform/outgoing';
import { type ChannelSettings, channelSettingsSchema, type MessageKind } from './channel-settings';
import { type channelErrors, invalidField } from './channels.errors';
import { HttpProvider } from './http-provider';
import type { MessageChannel } from './message-channel';

const HOOK_KEY = /^[A-Za-z0-9_-]{43}$/;

export interface Channel {
  readonly id: number;
  readonly name: string;
  readonly kind: MessageKind;
  readonly enabled: boolean;
  readonly settings: ChannelSettings;
  readonly hasCredential: boolean;
  readonly hasHook: boolean;
}

/** What administrators say about a provider. */
export interface ChannelFacts {
  readonly name: string;
  readonly kind: MessageKind;
  readonly enabled: boolean;
  readonly settings: ChannelSettings;
  /** Null keeps the one there is. */
  readonly credential: string | null;
}

interface Row {
  id: number;
  name: string;
  kind: MessageKind;
  enabled: number;
  settings: string;
  secret: string | null;
  hookKeyHash: string | null;
}

const SELECT = `SELECT id AS "id", name AS "name", kind AS "kind", enabled AS "enabled", settings AS "settings",
  secret AS "secret", hook_key_hash AS "hookKeyHash" FROM message_channel`;

@Injectable()
export class MessageChannels {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: Audit,
  ) {}

  async list(): Promise<Channel[]> {
    return (await this.database.all<Row>(`${SELECT} ORDER BY name, id`)).map(shown);
  }

  async find(id: number): Promise<Channel | undefined> {
    const row = await this.database.get<Row>(`${SELECT} WHERE id = ?`, [id]);
    return row && shown(row);
  }

  /** Looked up by the hash of the key: how long that takes tells nothing about it. */
  async byHookKey(key: string): Promise<Channel | undefined> {
    if (!HOOK_KEY.test(key)) return undefined;
    const row = await this.database.get<Row>(`${SELECT} WHERE hook_key_hash = ?`, [hashOf(key)]);
    return row && shown(row);
  }

  /** The way out; undefined when the credential cannot be read, as after `SECRET_KEY` was changed. */
  async provider(id: number): Promise<MessageChannel | undefined> {
    const row = await this.database.get<Row>(`${SELECT} WHERE id = ?`, [id]);
    if (!row) return undefined;
    const credential = row.secret === null ? '' : openSealed(this.config.secretKey, ownerOf(id), row.secret);
    if (credential === undefined) return undefined;
    return new HttpProvider(shown(row).settings, {
      privateHosts: this.config.privateHosts,
      credential,
      now: () => this.clock.now(),
      refuseInTransaction: () => this.database.refuseInTransaction('Sending a message'),
    });
  }

  /** @returns its id @throws DomainError `validation_failed` */
  async add(facts: ChannelFacts, viewer: Viewer): Promise<number> {
    this.refuseUrl(facts.settings.url);
    return this.database.transaction(async () => {
      await this.refuseTakenName(facts.name, 0);
      const now = this.clock.now();
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO message_channel (name, kind, enabled, settings, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?) RETURNING id AS "id"`,
        [facts.name, facts.kind, facts.enabled ? 1 : 0, JSON.stringify(facts.settings), now, now],
      );
      const id = row?.id ?? 0;
      if (facts.credential !== null) await this.keepCredential(id, facts.credential);
      await this.note('message_channel.added', id, { ...plain(facts) }, viewer);
      return id;
    });
  }

  /**
   * Replaces what is said about a provider. Another host needs the credential again: it is not ours to hand to
   * whoever the address is changed to.
   * @returns false when nothing changed
   * @throws DomainError `not_found`, `validation_failed`
   */
  async change(id: number, facts: ChannelFacts, viewer: Viewer): Promise<boolean> {
    this.refuseUrl(facts.settings.url);
    return this.database.transaction(async () => {
      const before = await this.find(id);
      if (!before) throw errors.not_found();
      await this.refuseTakenName(facts.name, id);
      const moved = new URL(before.settings.url).origin !== new URL(facts.settings.url).origin;
      if (moved && before.hasCredential && facts.credential === null)
        throw invalidField('/credential', 'channel_credential_again');
      const [was, is] = [plain(before), plain(facts)];
      const changed = Object.keys(is).filter(
        (name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]),
      );
      if (changed.length === 0 && facts.credential === null) return false;
      await this.database.run(
        `UPDATE message_channel SET name = ?, kind = ?, enabled = ?, settings = ?, updated_at = ? WHERE id = ?`,
        [facts.name, facts.kind, facts.enabled ? 1 : 0, JSON.stringify(facts.settings), this.clock.now(), id],
      );
      if (facts.credential !== null) await this.keepCredential(id, facts.credential);
      const part = (all: Record<string, unknown>) =>
        Object.fromEntries(changed.map((name) => [name, all[name]]));
      const details = {
        from: part(was),
        to: part(is),
        ...(facts.credential !== null && { credential: 'replaced' }),
      };
      await this.note('message_channel.changed', id, details, viewer);
      return true;
    });
  }

  /** A new key for the address that receipts are posted to; the one before ends. @returns the key, shown once */
  async makeHookKey(id: number, viewer: Viewer): Promise<string> {
    const key = randomBytes(32).toString('base64url');
    await this.keepHookKey(id, hashOf(key), 'message_channel.hook_key_made', viewer);
    return key;
  }

  async revokeHookKey(id: number, viewer: Viewer): Promise<void> {
    await this.keepHookKey(id, null, 'message_channel.hook_key_revoked', viewer);
  }

  private async keepHookKey(id: number, hash: string | null, action: string, viewer: Viewer): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `UPDATE message_channel SET hook_key_hash = ? WHERE id = ?`,
        [hash, id],
      );
      if (changes === 0) throw errors.not_found();
      await this.note(action, id, {}, viewer);
    });
  }

  private async keepCredential(id: number, credential: string): Promise<void> {
    const sealed = credential === '' ? null : seal(this.config.secretKey, ownerOf(id), credential);
    await this.database.run(`UPDATE message_channel SET secret = ? WHERE id = ?`, [sealed, id]);
  }

  private refuseUrl(url: string): void {
    const objection = objectionTo(url, this.config.privateHosts);
    if (objection !== null)
      throw invalidField('/url', `channel_${objection}` satisfies keyof typeof channelErrors);
  }

  private async refuseTakenName(name: string, exceptId: number): Promise<void> {
    const taken = await this.database.get(`SELECT id FROM message_channel WHERE name = ? AND id <> ?`, [
      name,
      exceptId,
    ]);
    if (taken) throw invalidField('/name', 'channel_name_taken');
  }

  private note(
    action: string,
    id: number,
    details: Record<string, unknown>,
    { actor }: Viewer,
  ): Promise<unknown> {
    return this.audit.record({
      actor,
      action,
      subject: `message_channel:${id}`,
      details: JSON.parse(JSON.stringify(details)) as Record<string, never>,
    });
  }
}

function shown({ id, name, kind, enabled, settings, secret, hookKeyHash }: Row): Channel {
  return {
    id,
    name,
    kind,
    enabled: enabled === 1,
    settings: channelSettingsSchema.parse(JSON.parse(settings)),
    hasCredential: secret !== null,
    hasHook: hookKeyHash !== null,
  };
}

function plain({
  name,
  kind,
  enabled,
  settings,
}: Pick<Channel, 'name' | 'kind' | 'enabled' | 'settings'>): Record<string, unknown> {
  return { name, kind, enabled, ...settings };
}

function ownerOf(id: number): string {
  return `message_channel:${id}`;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
