/**
 * What stands out: a few sentences, each from a rule over numbers and each with the way to its evidence. A rule that finds
 * nothing says nothing. The rules and their thresholds are in docs/formulas.md, "what stands out".
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, groupedBy, type Locale, type Period, WHOLE_SHARE } from '../../kernel';
import { I18n } from '../../platform/i18n';
import { type EmployeeScore, expectedShare, funnelLimits } from '../calc';
import { isShown, readingOf } from '../result-words';
import { Scores } from '../scores.service';
import { DashboardNames, type Names } from './dashboard-names';
import { type LongTrend, LongTrends } from './long-trends';
import { Newcomers } from './newcomers';
import { Outbursts } from './outbursts';
import { RatedRows } from './rated-rows';
import type { Sentence } from './sentence';
import { about, partsOf, type RatedRow, satisfied, type Share, type Tally, tally } from './selection';

/** Contacts count as harder or easier than the colleagues' from so many points on the score. */
const MIX_POINTS = 3;
/** And from so much of the share of satisfied customers, for a team. */
const MIX_SHARE = 0.05;

@Injectable()
export class StandsOut {
  constructor(
    private readonly rows: RatedRows,
    private readonly outbursts: Outbursts,
    private readonly trends: LongTrends,
    private readonly newcomers: Newcomers,
    private readonly names: DashboardNames,
    private readonly scores: Scores,
    private readonly i18n: I18n,
  ) {}

  /** Of the organization. @param query the address of the page behind `?`, for links that stay in its period */
  async sentences(
    period: Period,
    today: string,
    viewer: Viewer,
    names: Names,
    query: string,
  ): Promise<Sentence[]> {
    const people = viewer.scopeOf('scores.view') === 'all' ? 'all' : [];
    const [hard, outburst, [steepest], newcomer] = await Promise.all([
      this.hardContacts(period, names, viewer.locale, query),
      this.outbursts.strongest(period, viewer, names),
      this.trends.of(people, period, today),
      this.newcomers.closest(people, period, viewer.locale),
    ]);
    const at = onlyPeriod(query);
    return [
      hard,
      outburst,
      steepest && steepest.z < 0 ? this.wentOf(steepest, viewer.locale, at) : null,
      newcomer && { ...newcomer, href: newcomer.href + at },
    ].flatMap((sentence) => sentence ?? []);
  }

  /** Of one team: its own contacts beside the others', and those of its people whom the reader may see. */
  async ofTeam(
    team: { id: number; people: readonly number[] },
    period: Period,
    today: string,
    viewer: Viewer,
    query: string,
  ): Promise<Sentence[]> {
    const names = await this.names.load(viewer.locale);
    const [mix, outburst, [steepest], newcomer] = await Promise.all([
      this.teamMix(team.id, period, viewer.locale),
      viewer.can('dashboard.view')
        ? this.outbursts.strongest(period, viewer, names, { team: String(team.id) })
        : null,
      this.trends.of(team.people, period, today),
      this.newcomers.closest(team.people, period, viewer.locale),
    ]);
    return [
      mix,
      outburst,
      steepest && steepest.z < 0 ? this.wentOf(steepest, viewer.locale, query) : null,
      newcomer && { ...newcomer, href: newcomer.href + query },
    ].flatMap((sentence) => sentence ?? []);
  }

  /** Of one person, whoever reads it. */
  async ofPerson(
    person: { id: number; score: EmployeeScore | null },
    period: Period,
    today: string,
    locale: Locale,
  ): Promise<Sentence[]> {
    const [trend] = isShown(readingOf(person.score)) ? await this.trends.of([person.id], period, today) : [];
    const formats = this.i18n.formatsFor(locale);
    return [
      this.mix(person.score, locale),
      trend
        ? ({
            kind: 'trend',
            text: this.i18n.text(locale, trend.z < 0 ? 'dashboard.stands_falls' : 'dashboard.stands_rises', {
              from: formats.number(trend.from, 0),
              to: formats.number(trend.to, 0),
              times: formats.number(trend.oncePer, 0),
            }),
            href: null,
          } as const)
        : null,
    ].flatMap((sentence) => sentence ?? []);
  }

  /** What a score would be without the adjustment for harder or easier contacts, where it matters. */
  private mix(score: EmployeeScore | null, locale: Locale): Sentence | null {
    if (!score || !isShown(readingOf(score)) || score.rawMean === null || score.score === null) return null;
    const effect = score.mixEffect ?? 0;
    const gained = Math.round(score.score) - Math.round(score.rawMean);
    if (Math.abs(effect) < MIX_POINTS || Math.sign(gained) !== Math.sign(effect)) return null;
    const formats = this.i18n.formatsFor(locale);
    return {
      kind: 'mix',
      text: this.i18n.text(locale, effect > 0 ? 'dashboard.stands_harder' : 'dashboard.stands_easier', {
        raw: formats.number(score.rawMean, 0),
        fair: formats.number(score.score, 0),
      }),
      href: null,
    };
  }

  /** A team below the target's limits whose contacts would leave anybody there. */
  private async hardContacts(
    period: Period,
    names: Names,
    locale: Locale,
    query: string,
  ): Promise<Sentence | null> {
    const { csatTarget } = await this.scores.settings();
    const [most] = (await this.besideOthers(period))
      .filter(({ own, expected, everybody }) => {
        const { alert } = funnelLimits(csatTarget / 100, Math.max(1, Math.round(own.n)));
        const harder = everybody - expected.expected >= MIX_SHARE;
        return harder && own.share < alert.low && expected.z > -1.96;
      })
      .sort((a, b) => a.own.share - b.own.share);
    if (!most) return null;
    const formats = this.i18n.formatsFor(locale);
    return {
      kind: 'hard_contacts',
      text: this.i18n.text(locale, 'dashboard.stands_hard_contacts', {
        team: names.nameOf('team', most.key),
        share: formats.percent(most.expected.own),
        expected: formats.percent(most.expected.expected),
      }),
      href: `/teams/${most.key}${onlyPeriod(query)}`,
    };
  }

  /** What a team's share would be with everybody's contacts, where its own were clearly harder or easier. */
  private async teamMix(team: number, period: Period, locale: Locale): Promise<Sentence | null> {
    const found = (await this.besideOthers(period)).find(({ key }) => key === String(team));
    if (!found) return null;
    const { own, expected, everybody } = found;
    const effect = everybody - expected.expected;
    if (Math.abs(effect) < MIX_SHARE) return null;
    const formats = this.i18n.formatsFor(locale);
    return {
      kind: 'mix',
      text: this.i18n.text(
        locale,
        effect > 0 ? 'dashboard.stands_team_harder' : 'dashboard.stands_team_easier',
        {
          raw: formats.percent(own.share),
          fair: formats.percent(Math.min(1, Math.max(0, own.share + effect))),
        },
      ),
      href: null,
    };
  }

  private async besideOthers(period: Period): Promise<readonly BesideOthers[]> {
    const rows = await this.rows.load({ period, dimensions: ['team', 'channel', 'reason'] });
    const known = BESIDE_OTHERS.get(rows) ?? besideOthersIn(about(rows, 'service'));
    BESIDE_OTHERS.set(rows, known);
    return known;
  }

  /** Somebody whose level goes down month by month, more than chance would take it. */
  private wentOf({ id, name, from, to, oncePer }: LongTrend, locale: Locale, query: string): Sentence {
    const formats = this.i18n.formatsFor(locale);
    return {
      kind: 'decline',
      text: this.i18n.text(locale, 'dashboard.stands_decline', {
        name,
        from: formats.number(from, 0),
        to: formats.number(to, 0),
        times: formats.number(oncePer, 0),
      }),
      href: `/employees/${id}${query}`,
    };
  }
}

interface BesideOthers {
  readonly key: string;
  readonly own: Share;
  readonly expected: NonNullable<ReturnType<typeof expectedShare>>;
  readonly everybody: number;
}

/** Remembered with the rows, which a reading gives once and nobody changes. */
const BESIDE_OTHERS = new WeakMap<readonly RatedRow[], readonly BesideOthers[]>();

/** Each team that may be shown: its share, the one the others would have with its contacts, and that of everybody. */
function besideOthersIn(service: readonly RatedRow[]): BesideOthers[] {
  const cell = ({ channel, reason }: RatedRow) => `${channel} ${reason}`;
  const reasonOf = ({ reason }: RatedRow) => reason;
  // Everybody's, once: the others' are what remains of them without the team's own.
  const [cells, reasons] = [talliesBy(service, cell), talliesBy(service, reasonOf)];
  const everybody = satisfied(service)?.share ?? 0;
  return partsOf(service, {}, 'team').flatMap((part) => {
    const own = part.shown && part.key !== '' ? satisfied(part.rows) : null;
    if (!own) return [];
    const ownReasons = talliesBy(part.rows, reasonOf);
    const expected = expectedShare(
      [...groupedBy(part.rows, cell)].map(([key, own]) => {
        const mine = tally(own);
        const same = without(cells.get(key), mine);
        const reason = own[0]?.reason ?? '';
        const alike = without(reasons.get(reason), ownReasons.get(reason));
        return {
          n: mine.n,
          satisfied: mine.k,
          others: same && { n: same.n, satisfied: same.k },
          // The same reason by whatever channel.
          prior: alike ? alike.k / alike.n : undefined,
        };
      }),
    );
    if (!expected || expected.n < own.n / 2) return [];
    return [{ key: part.key, own, expected, everybody }];
  });
}

function talliesBy(rows: readonly RatedRow[], keyOf: (row: RatedRow) => string): Map<string, Tally> {
  return new Map([...groupedBy(rows, keyOf)].map(([key, own]) => [key, tally(own)]));
}

/** What remains of everybody's answers without some of them; null where that is none, down to the last millionth. */
function without(all: Tally | undefined, part: Tally | undefined): Tally | null {
  const left = (name: keyof Tally) =>
    Math.round(((all?.[name] ?? 0) - (part?.[name] ?? 0)) * WHOLE_SHARE) / WHOLE_SHARE;
  return left('n') > 0 ? { k: left('k'), n: left('n') } : null;
}

/** Pages of people know a period, and no filters. */
function onlyPeriod(query: string): string {
  const params = new URLSearchParams(query);
  const [from, to] = [params.get('from'), params.get('to')];
  const period = from && to ? `${from}..${addDays(to, 1)}` : (params.get('period') ?? '');
  return `?period=${period}`;
}
