/**
 * The stamp of a page: when it was made, and which one it is, signed so that nobody else can make one. The form carries
 * it back, and so the server knows how long a page was looked at without keeping anything about it.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';

export interface PageStamp {
  /** UTC milliseconds. */
  readonly openedAt: number;
  /** Different for every page that was made. */
  readonly page: string;
}

const SHAPE = /^([0-9a-z]{8,9})\.([A-Za-z0-9_-]{11})\.([A-Za-z0-9_-]{22})$/;

@Injectable()
export class PageStamps {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** A stamp for the form behind a link. @param token of the link: a stamp is worth nothing on another one's form */
  issue(token: string): string {
    const at = this.clock.now().toString(36);
    // The end of a random UUID: drawn from a supply, where a few random bytes cost a call of their own.
    const page = Buffer.from(randomUUID().slice(19).replace('-', ''), 'hex').toString('base64url');
    return `${at}.${page}.${this.sign(token, at, page)}`;
  }

  /** @returns null for what is no stamp of ours on this link: it then says nothing, neither for nor against */
  read(token: string, stamp: string | null): PageStamp | null {
    const [, at = '', page = '', signature = ''] = SHAPE.exec(stamp ?? '') ?? [];
    if (signature === '') return null;
    const expected = Buffer.from(this.sign(token, at, page));
    if (!timingSafeEqual(expected, Buffer.from(signature))) return null;
    return { openedAt: Number.parseInt(at, 36), page };
  }

  private sign(token: string, at: string, page: string): string {
    return createHmac('sha256', this.config.secretKey)
      .update(`page-stamp ${token} ${at} ${page}`)
      .digest('base64url')
      .slice(0, 22);
  }
}
