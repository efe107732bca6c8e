/** What a reader chose to look at, from the address of the page: as filters, as the form shows it, and as links keep it. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../../access';
import { CHANNELS } from '../../interactions';
import { LOCALES, type LocaleText, type Period, pickText } from '../../kernel';
import { Visibility } from '../../organization';
import { parseInput, zLocale } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { PeriodChoice } from '../period-choice';
import { Scores } from '../scores.service';
import type { CommentFilters, Visible } from './comment-filters';
import { type CommentPosition, CommentQueries } from './comments.queries';

/** Of five, as people read them. */
const RATING_RANGES = { low: [0, 2], middle: [3, 3], high: [4, 10] } as const;
const RATINGS = Object.keys(RATING_RANGES) as (keyof typeof RATING_RANGES)[];

const blank = z.literal('').transform(() => undefined);
const zNumber = blank.or(
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
);
const zName = blank.or(z.string().max(80));

export const placeQuery = {
  period: zName.optional(),
  team: zNumber.optional(),
  touchpoint: zNumber.optional(),
  channel: blank.or(z.enum(CHANNELS)).optional(),
  reason: zName.optional(),
  language: blank.or(zLocale).optional(),
};
const streamQuery = z.strictObject({
  ...placeQuery,
  rating: blank.or(z.enum(RATINGS)).optional(),
  theme: zName.optional(),
  q: z.string().optional(),
  before: z.string().optional(),
});
const zPlaceQuery = z.strictObject(placeQuery);

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** One choice of the form, for the partial `comment-filters`. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Anything else than what holds when nothing is chosen. */
  readonly chosen: boolean;
  readonly options: readonly Option[];
}

interface Place extends Pick<
  CommentFilters,
  'teamId' | 'touchpointId' | 'channel' | 'reason' | 'language' | 'period'
> {
  readonly visible: Visible;
}

@Injectable()
export class CommentChoice {
  constructor(
    private readonly queries: CommentQueries,
    private readonly visibility: Visibility,
    private readonly periods: PeriodChoice,
    private readonly scores: Scores,
    private readonly i18n: I18n,
  ) {}

  /** What the stream shows: of all time unless a period is chosen. @throws DomainError `validation_failed`, `period_unreadable` */
  async stream(viewer: Viewer, query: unknown, themes: readonly Option[]) {
    const read = parseInput(streamQuery, query);
    const { rating, theme, q, before, ...place } = read;
    const { filters, form, kept } = await this.place(viewer, place, false);
    const say = (key: string) => this.i18n.text(viewer.locale, key);
    const search = q?.trim() ?? '';
    const known = themes.find(({ value }) => value === theme);
    return {
      ...filters,
      ...(rating && { ratings: RATING_RANGES[rating] }),
      theme: known?.value,
      search,
      before: before === undefined ? null : positionIn(before),
      kept: keptOf({ ...kept, rating, theme: known?.value, q: search }),
      form: [
        ...form,
        this.choice(
          viewer,
          'rating',
          rating,
          RATINGS.map((value) => ({ value, label: say(`responses.rating_${value}`) })),
        ),
        this.choice(viewer, 'theme', known?.value, themes),
      ],
    };
  }

  /** What a page about many comments counts: of the current quarter unless another period is chosen. */
  async counted(viewer: Viewer, query: unknown) {
    const { filters, form, kept, period } = await this.place(viewer, parseInput(zPlaceQuery, query), true);
    return { ...filters, form, kept: keptOf(kept), period };
  }

  private async place(viewer: Viewer, read: z.infer<typeof zPlaceQuery>, always: boolean) {
    const { locale } = viewer;
    const today = await this.scores.today();
    const visible = await this.visibility.employeeIds(viewer, 'answers.view', today);
    const places = await this.queries.places(await this.visibility.teamIds(viewer, 'answers.view', today));
    const chosen = await this.periods.choose(read.period);
    const named = this.periods.model(chosen, locale);
    const period: Period | undefined = read.period || always ? chosen.period : undefined;
    const { team, touchpoint, channel, reason, language } = read;
    const filters: Place = {
      visible,
      ...(period && { period }),
      ...(team !== undefined && { teamId: team }),
      ...(touchpoint !== undefined && { touchpointId: touchpoint }),
      ...(channel && { channel }),
      ...(reason && { reason }),
      ...(language && { language }),
    };
    const say = (key: string) => this.i18n.text(locale, key);
    const periods = named.periods.map(({ value, label }) => ({ value, label }));
    const form = [
      always
        ? this.choice(viewer, 'period', chosen.value, periods, periods[0]?.value)
        : this.choice(viewer, 'period', read.period, periods),
      this.choice(
        viewer,
        'team',
        team,
        places.teams.map(({ id, name }) => ({ value: String(id), label: name })),
      ),
      this.choice(
        viewer,
        'touchpoint',
        touchpoint,
        places.touchpoints.map(({ id, names }) => ({
          value: String(id),
          label: pickText(JSON.parse(names) as LocaleText, locale),
        })),
      ),
      this.choice(
        viewer,
        'channel',
        channel,
        CHANNELS.map((value) => ({ value, label: say(`responses.channel_${value}`) })),
      ),
      this.choice(
        viewer,
        'reason',
        reason,
        places.reasons.map((value) => ({
          value,
          label: this.i18n.codeName(locale, 'scoring.reason', value),
        })),
      ),
      this.choice(
        viewer,
        'language',
        language,
        LOCALES.map((value) => ({ value, label: say(`comments.language_${value}`) })),
      ),
    ].filter(({ options, value }) => options.length > 1 || value !== '');
    return { filters, form, kept: { ...read }, period: chosen };
  }

  /** @param usual what holds when nothing is chosen; without it, everything does */
  private choice(
    { locale }: Viewer,
    name: string,
    value: string | number | undefined,
    options: readonly Option[],
    usual = '',
  ): Choice {
    const now = value === undefined ? usual : String(value);
    const any = { value: '', label: this.i18n.text(locale, `comments.any_${name}`) };
    return {
      name,
      label: this.i18n.text(locale, `comments.filter_${name}`),
      value: now,
      chosen: now !== usual,
      options: usual === '' ? [any, ...options] : options,
    };
  }
}

/** As links carry it on. */
function keptOf(read: Readonly<Record<string, string | number | undefined>>): [string, string][] {
  return Object.entries(read).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
}

export function addressOf(path: string, pairs: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of pairs) query.append(name, value);
  return pairs.length > 0 ? `${path}?${query.toString()}` : path;
}

export function cursorOf({ receivedAt, responseId }: CommentPosition): string {
  return Buffer.from(`${receivedAt}:${responseId}`).toString('base64url');
}

/** A cursor that was not made here is the beginning. */
function positionIn(cursor: string): CommentPosition | null {
  const match = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  return match ? { receivedAt: Number(match[1]), responseId: match[2] ?? '' } : null;
}
