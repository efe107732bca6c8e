/**
 * The secret address of a preview, `/p/<token>`: a test mail's links open on any phone without signing in. The token
 * says which version is shown, in which language and until when, and its HMAC says that we wrote it, for this purpose
 * only: it opens nothing else, and nothing of it is stored.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isLocale, type Locale } from '../kernel';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';

const DAY = 86_400_000;
/** How long a link works: in a frame on a page of ours, and in a test mail. */
const LIFETIMES = { frame: DAY, mail: 7 * DAY } as const;
const LETTERS = { frame: 'f', mail: 'm' } as const;

export type PreviewPlace = keyof typeof LIFETIMES;

export interface PreviewLink {
  readonly versionId: number;
  readonly locale: Locale;
  /** Where it is looked at. */
  readonly place: PreviewPlace;
}

@Injectable()
export class PreviewLinks {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The path of the preview, `/p/…`. */
  pathTo(link: PreviewLink): string {
    const until = Math.floor((this.clock.now() + LIFETIMES[link.place]) / 1000);
    const body = [link.versionId.toString(36), link.locale, LETTERS[link.place], until.toString(36)].join(
      '~',
    );
    return `/p/${body}~${this.seal(body)}`;
  }

  /** What a token shows; undefined when it is none of ours or has run out. */
  read(token: string): PreviewLink | undefined {
    const [, body = '', version = '', locale = '', letter = '', until = '', seal = ''] =
      /^(([0-9a-z]{1,7})~([a-zA-Z-]{2,5})~([fm])~([0-9a-z]{1,9}))~([\w-]{43})$/.exec(token) ?? [];
    if (!this.sealed(body, seal) || !isLocale(locale)) return undefined;
    if (Number.parseInt(until, 36) * 1000 <= this.clock.now()) return undefined;
    return { versionId: Number.parseInt(version, 36), locale, place: letter === 'f' ? 'frame' : 'mail' };
  }

  private seal(body: string): string {
    return createHmac('sha256', this.config.secretKey).update(`preview ${body}`).digest('base64url');
  }

  private sealed(body: string, seal: string): boolean {
    const [given, right] = [Buffer.from(seal), Buffer.from(this.seal(body))];
    return given.length === right.length && timingSafeEqual(given, right);
  }
}
