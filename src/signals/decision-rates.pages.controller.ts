/**
 * Decisions beside each other: whether answers to some leader's people are excluded or credited anew more often than chance
 * explains, whether poor ratings more than good ones, and who decided. It starts a conversation; it changes nothing.
 */
import { Controller, Get, Query, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { addDays, type Locale } from '../kernel';
import { errors } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages } from '../platform/views';
import { PeriodChoice } from '../scoring';
import { funnelLimits } from '../scoring/calc';
import { type DeciderCounts, DecisionRateQueries, type LeaderRates } from './decision-rates.queries';

/** Below so many answers a rate says nothing. */
const LEAST = 5;

@Controller('signals/decisions')
export class DecisionRatesPagesController {
  constructor(
    private readonly queries: DecisionRateQueries,
    private readonly periods: PeriodChoice,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'signals.view' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query('period') period?: string,
  ): Promise<HtmlReply> {
    // Rates compare leaders with each other: whoever may not see all of them sees none.
    if (viewer.scopeOf('signals.view') !== 'all') throw errors.not_found();
    const chosen = await this.periods.choose(period);
    const { locale } = viewer;
    const leaders = await this.queries.byLeader(chosen.period);
    const deciders = await this.queries.byDecider(chosen.period);
    const say = (key: string) => this.i18n.text(locale, `decisions.${key}`);
    const model = {
      title: say('title'),
      ...this.periods.model(chosen, locale),
      exclusions: this.compared(leaders, (row) => row.excluded, say('excluded_share'), locale),
      corrections: this.compared(leaders, (row) => row.corrected, say('corrected_share'), locale),
      leaders: leaders.map((row) => ({
        ...row,
        shown: row.answers >= LEAST,
        excludedShare: row.excluded / row.answers,
        correctedShare: row.corrected / row.answers,
        href: `/responses?state=excluded&from=${chosen.period.from}&to=${addDays(chosen.period.to, -1)}`,
      })),
      deciders,
      blind: this.blind(deciders, locale),
    };
    return this.pages.html(request, 'signals/decisions', model, { title: model.title });
  }

  /** How many decisions were made without seeing the rating; null where nobody was asked. */
  private blind(deciders: readonly DeciderCounts[], locale: Locale): string | null {
    const asked = deciders.reduce((sum, row) => sum + row.asked, 0);
    const blind = deciders.reduce((sum, row) => sum + row.blind, 0);
    if (asked === 0) return null;
    const formats = this.i18n.formatsFor(locale);
    return this.i18n.text(locale, 'decisions.blind_sentence', {
      known: asked,
      blind: formats.number(blind),
      share: formats.percent(blind / asked),
    });
  }

  /** Each leader's rate beside that of all, with the limits chance keeps to 998 times in 1,000; null where there is nothing to compare. */
  private compared(
    leaders: readonly LeaderRates[],
    timesOf: (row: LeaderRates) => number,
    share: string,
    locale: Locale,
  ) {
    const rated = leaders.filter(({ answers }) => answers >= LEAST);
    const answers = rated.reduce((sum, row) => sum + row.answers, 0);
    const times = rated.reduce((sum, row) => sum + timesOf(row), 0);
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, `decisions.${key}`, params);
    if (times === 0 || rated.length < 2) return { sentence: say('none'), chart: null };
    const formats = this.i18n.formatsFor(locale);
    const target = times / answers;
    const points = rated.map((row) => {
      const { alarm } = funnelLimits(target, row.answers);
      const own = timesOf(row) / row.answers;
      // More decisions than chance explains is what asks for care, so it is drawn as such.
      const state = own > alarm.high ? 'below' : own < alarm.low ? 'above' : 'within';
      return { n: row.answers, share: Math.round(own * 10_000) / 10_000, label: row.name, state };
    });
    const more = points.filter(({ state }) => state === 'below').map(({ label }) => label);
    return {
      sentence: say('compared', {
        share: formats.percent(target, 1),
        more: formats.list(more),
        moreCount: more.length,
      }),
      chart: {
        target,
        points,
        max: Math.min(100, Math.ceil(Math.max(...points.map((point) => point.share), target) * 15) * 10),
        names: { size: say('answers'), share },
        unit: '%',
      },
    };
  }
}
