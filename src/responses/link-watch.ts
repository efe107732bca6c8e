/**
 * Watches how links are opened, to know a machine by it. Opening a page changes nothing about an answer: the visits are
 * kept in memory only, a few of the newest links at a time. When they show a machine, that alone is noted
 * (`machine_sign`), after the page was sent, so that every node hears of it.
 */
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { type LinkSign, signsOf, VISIT_MILLISECONDS } from './calc';

export interface SeenSign {
  readonly sign: LinkSign;
  /** UTC milliseconds. */
  readonly at: number;
}

/** An answer that was there already came again: when, and from which page of ours (null without a stamp). */
export interface Repeated {
  readonly at: number;
  readonly page: string | null;
}

interface Watched {
  ratings: { rating: string; at: number }[];
  heads: number[];
  signs: Map<LinkSign, { at: number; notedAt: number }>;
  /** The last answer that was there already, so that nothing of it was kept. */
  repeated: Repeated | null;
}

const NO_SIGNS: readonly SeenSign[] = [];

/** Links watched at once; the one longest without a visit goes first. */
const MOST_LINKS = 10_000;
/** Visits of one kind kept per link. */
const MOST_VISITS = 12;
/** A storm is noted once in a while, not at every drop. */
const NOTED_EVERY_MS = 10_000;
/** Later than the page it was seen on. */
const NOTED_AFTER_MS = 50;

@Injectable()
export class LinkWatch implements OnModuleDestroy {
  private readonly logger = new Logger('LinkWatch');
  private readonly links = new Map<string, Watched>();
  private readonly waiting = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** A page was opened from the button of a rating. */
  opened(invitationId: string, rating: string): void {
    const now = this.clock.now();
    const link = this.link(invitationId);
    link.ratings = [...recent(link.ratings, now, ({ at }) => at), { rating: rating.slice(0, 8), at: now }];
    this.look(invitationId, link, now);
  }

  /** Somebody asked only whether the page is there. */
  askedFor(invitationId: string): void {
    const now = this.clock.now();
    const link = this.link(invitationId);
    link.heads = [...recent(link.heads, now, (at) => at), now];
    this.look(invitationId, link, now);
  }

  /** The link that no person can see was followed. */
  trapped(invitationId: string): void {
    this.sign(invitationId, this.link(invitationId), 'honeypot_link', this.clock.now());
  }

  /** The answer that was there already came again. */
  repeated(invitationId: string, page: string | null): void {
    this.link(invitationId).repeated = { at: this.clock.now(), page };
  }

  /** When it last did; null when this node saw it not lately. */
  lastRepeated(invitationId: string): Repeated | null {
    return this.links.get(invitationId)?.repeated ?? null;
  }

  /** When a page was last opened from a rating button; null when this node saw none lately. */
  lastOpened(invitationId: string): number | null {
    return this.links.get(invitationId)?.ratings.at(-1)?.at ?? null;
  }

  /** What machines did to a link lately, as far as this node saw it. */
  signs(invitationId: string): readonly SeenSign[] {
    const signs = this.links.get(invitationId)?.signs;
    return signs ? [...signs].map(([sign, { at }]) => ({ sign, at })) : NO_SIGNS;
  }

  /** Resolves when everything seen so far is noted. */
  async noted(): Promise<void> {
    await Promise.all(this.waiting);
  }

  async onModuleDestroy(): Promise<void> {
    await this.noted();
  }

  private link(invitationId: string): Watched {
    const link = this.links.get(invitationId) ?? {
      ratings: [],
      heads: [],
      signs: new Map(),
      repeated: null,
    };
    // Put last again: the first key is the one longest without a visit.
    this.links.delete(invitationId);
    this.links.set(invitationId, link);
    const [oldest] = this.links.keys();
    if (this.links.size > MOST_LINKS && oldest !== undefined) this.links.delete(oldest);
    return link;
  }

  private look(invitationId: string, link: Watched, now: number): void {
    for (const sign of signsOf(link, now)) this.sign(invitationId, link, sign, now);
  }

  private sign(invitationId: string, link: Watched, sign: LinkSign, at: number): void {
    const notedAt = link.signs.get(sign)?.notedAt ?? -Infinity;
    const note = at - notedAt >= NOTED_EVERY_MS;
    link.signs.set(sign, { at, notedAt: note ? at : notedAt });
    if (!note) return;
    const waiting = this.note(invitationId, sign, at).finally(() => this.waiting.delete(waiting));
    this.waiting.add(waiting);
  }

  private async note(invitationId: string, sign: LinkSign, at: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, NOTED_AFTER_MS));
    try {
      await this.database.run(
        `INSERT INTO machine_sign (invitation_id, sign, times, first_at, last_at) VALUES (?, ?, 1, ?, ?)
         ON CONFLICT (invitation_id, sign) DO UPDATE SET times = machine_sign.times + 1, last_at = excluded.last_at`,
        [invitationId, sign, at, at],
      );
    } catch (error) {
      // Telemetry: what was seen still holds on this node.
      this.logger.warn(`A sign of a machine was not noted: ${String(error)}`);
    }
  }
}

function recent<T>(visits: readonly T[], now: number, at: (visit: T) => number): T[] {
  return visits.filter((visit) => now - at(visit) <= VISIT_MILLISECONDS).slice(1 - MOST_VISITS);
}
