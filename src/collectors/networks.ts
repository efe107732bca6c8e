/**
 * Tells whether two answers of one day came from the same network without keeping any address: what is counted is a
 * keyed hash whose salt changes every day (UTC), and the counters are deleted a day later. An IPv6 network is its
 * first 64 bits, because a telephone changes the rest by itself.
 */
import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';

/** Where an answer was sent from, as the web server knows it. */
export interface Sender {
  readonly ip: string;
  readonly userAgent: string | undefined;
}

const IPV6_NETWORK_BYTES = 8;

@Injectable()
export class Networks {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Names that are the same for the same network, and for the same program in it, until midnight UTC. */
  namesOf({ ip, userAgent }: Sender): { network: string; device: string } {
    const day = new Date(this.clock.now()).toISOString().slice(0, 10);
    const salt = createHmac('sha256', this.config.secretKey).update(`collector networks of ${day}`).digest();
    const hash = (text: string) => createHmac('sha256', salt).update(text).digest('base64url');
    const network = networkOf(ip);
    return { network: hash(network), device: hash(`${network} ${userAgent ?? ''}`) };
  }
}

/** The part of an address that stays the same for one household or telephone. */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  const bytes = address.toByteArray();
  return (address.kind() === 'ipv6' ? bytes.slice(0, IPV6_NETWORK_BYTES) : bytes).join('.');
}
