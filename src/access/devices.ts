/**
 * Telling devices apart without knowing them: a keyed hash of the network address and the kind of program. The key is
 * random, lives at most sixty days, and is then thrown away with what staff sign-ins it named: from a hash that was kept
 * with an answer nothing leads back to an address any more.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock';
import { Database, soon, type Soon } from '../platform/database';
import { defineSetting, SettingsStore } from '../platform/views';
import { networkOf } from './networks';

const DAY = 86_400_000;
const KEY_DAYS = 60;

/** The key in use. Before the first night it hangs on the installation's own secret. */
export const deviceKeySetting = defineSetting<{ key: string; since: number }>({
  name: 'device_key',
  schema: z.strictObject({ key: z.string().min(20), since: z.int().min(0) }),
  defaults: (config) => ({
    key: createHmac('sha256', config.secretKey).update('device key').digest('base64url'),
    since: 0,
  }),
});

/** Hashes: of the network (an IPv6 household counts as one), and of network and program together. */
export interface Device {
  readonly device: string;
  readonly network: string;
}

@Injectable()
export class Devices {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
  ) {}

  /** Null without an address; at once while the key is at hand. */
  of(address: string | undefined, userAgent: string | undefined): Soon<Device | null> {
    if (address === undefined) return null;
    return soon(this.settings.known(deviceKeySetting) ?? this.settings.get(deviceKeySetting), ({ key }) =>
      deviceOf(key, address, userAgent),
    );
  }

  /** Notes that somebody signed in here. */
  async signedIn(userId: number, address: string, userAgent: string | undefined): Promise<void> {
    const { key } = await this.settings.get(deviceKeySetting);
    const { device, network } = deviceOf(key, address, userAgent);
    await this.database.run(
      `INSERT INTO staff_device (device, user_id, network, last_seen_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (device, user_id) DO UPDATE SET network = excluded.network, last_seen_at = excluded.last_seen_at`,
      [device, userId, network, this.clock.now()],
    );
  }

  /** Takes a new key when the old one is sixty days old, and forgets the sign-ins of the old one. @returns whether it did */
  async renew(): Promise<boolean> {
    const { since } = await this.settings.get(deviceKeySetting);
    const now = this.clock.now();
    if (now - since < KEY_DAYS * DAY) return false;
    await this.database.transaction(async () => {
      await this.settings.set(deviceKeySetting, { key: randomBytes(32).toString('base64url'), since: now });
      await this.database.run('DELETE FROM staff_device');
    });
    return true;
  }
}

function deviceOf(key: string, address: string, userAgent: string | undefined): Device {
  const network = networkOf(address);
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 16);
  return { network: hash(network), device: hash(`${network} ${(userAgent ?? '').slice(0, 512)}`) };
}
