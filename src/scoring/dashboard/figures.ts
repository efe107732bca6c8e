/** The key figures of a selection, each with its interval and how it moved against the period it is compared with. */
import { Injectable } from '@nestjs/common';
import type { Locale, Period } from '../../kernel';
import { I18n } from '../../platform/i18n';
import { countDifference, type Difference, meanDifference, npsDifference, shareDifference } from '../calc';
import type { CaseFigures } from './case-figures';
import { rateOf, type Way } from './contact-ways';
import {
  about,
  type Dimension,
  mainScale,
  mayShow,
  type Filters,
  promoters,
  type RatedRow,
  recommended,
  responsesIn,
  satisfied,
  selected,
} from './selection';

/** Everything the figures of one period are made of. */
export interface PeriodFacts {
  readonly period: Period;
  /** All answers of the period, with the filtered dimensions told apart. */
  readonly rows: readonly RatedRow[];
  /** The same, with one more dimension told apart. */
  readonly rowsBy: (dimension: Dimension) => readonly RatedRow[];
  /** False where the stretch of days may not be shown. */
  readonly open: boolean;
  readonly way: Way;
  readonly cases: CaseFigures;
}

export type FigureKey = 'csat' | 'nps' | 'ces' | 'rate' | 'cases' | 'promises';

export interface Figure {
  readonly key: FigureKey;
  /** The number itself, for exports; null where it may not be shown or there is none. */
  readonly raw: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of how many. */
  readonly n: number;
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly change: string | null;
  readonly moved: 'better' | 'worse' | null;
  readonly href: string | null;
  /** `care` when somebody waits. */
  readonly tone: 'care' | null;
}

interface Drawn {
  raw: number | null;
  low?: number;
  high?: number;
  n: number;
  value?: string;
  note?: string;
  difference?: Difference | null;
  /** A difference in words of its unit. */
  moved?: string;
  /** Less is better. */
  falling?: boolean;
}

@Injectable()
export class Figures {
  constructor(private readonly i18n: I18n) {}

  of(
    now: PeriodFacts,
    before: PeriodFacts | null,
    { filters, target, locale }: { filters: Filters; target: number; locale: Locale },
    links: Partial<Record<FigureKey, string>>,
  ): Figure[] {
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, key, params);
    const formats = this.i18n.formatsFor(locale);
    const points = (value: number) => say('dashboard.points', { value: formats.signed(value, 1) });
    const range = (low: string, high: string) => say('dashboard.range', { low, high });
    const parts = (facts: PeriodFacts | null, measured: 'service' | 'nps' | 'ces') => {
      if (!facts?.open) return null;
      const rows = about(facts.rows, measured);
      return mayShow(rows, filters) ? selected(rows, filters) : null;
    };
    const asked = (measured: 'service' | 'nps' | 'ces') =>
      responsesIn(selected(about(now.rows, measured), filters)) > 0
        ? 'too_few'
        : measured === 'service'
          ? 'nobody'
          : 'not_asked';

    const csat = (): Drawn => {
      const own = parts(now, 'service');
      const share = own && satisfied(own);
      if (!share) return { raw: null, n: 0, note: say(`dashboard.${asked('service')}`) };
      const then = parts(before, 'service');
      const difference = then && satisfied(then) ? shareDifference(share, satisfied(then)!) : null;
      return {
        raw: share.share, low: share.low, high: share.high, n: share.n, value: formats.percent(share.share), difference,
        note: say('dashboard.csat_note', { range: range(formats.number(share.low * 100, 0), formats.number(share.high * 100, 0)), target: formats.number(target) }),
        ...(difference && { moved: points(difference.difference * 100) }),
      }; // prettier-ignore
    };
    const npsFigure = (): Drawn => {
      const own = parts(now, 'nps');
      if (!own) return { raw: null, n: 0, note: say(`dashboard.${asked('nps')}`) };
      const score = recommended(own);
      const then = parts(before, 'nps');
      const difference = then ? npsDifference(promoters(own), promoters(then)) : null;
      return {
        raw: score.nps, low: score.low, high: score.high, n: score.n, value: formats.signed(score.nps ?? 0, 0), difference,
        note: range(formats.signed(score.low, 0), formats.signed(score.high, 0)),
        ...(difference && { moved: points(difference.difference) }),
      }; // prettier-ignore
    };
    const ces = (): Drawn => {
      const own = parts(now, 'ces');
      const scale = own && mainScale(own);
      if (!scale || scale.mean.mean === null)
        return { raw: null, n: 0, note: say(`dashboard.${asked('ces')}`) };
      const { counts, mean } = scale;
      const then = parts(before, 'ces');
      const old = then && mainScale(then);
      const difference = old && old.counts.max === counts.max ? meanDifference(counts, old.counts) : null;
      const { interval } = mean;
      return {
        raw: mean.mean, n: mean.n, value: formats.number(mean.mean ?? 0, 1), difference,
        ...(interval && { low: interval.low, high: interval.high }),
        note: interval
          ? say('dashboard.ces_note', { range: range(formats.number(interval.low, 1), formats.number(interval.high, 1)), max: counts.max })
          : say('dashboard.of_max', { max: counts.max }),
        ...(difference && { moved: formats.signed(difference.difference, 1) }),
      }; // prettier-ignore
    };
    const rate = (): Drawn => {
      const own = rateOf(now.way);
      if (own === null) return { raw: null, n: 0, note: say('dashboard.nobody_asked') };
      const then = before?.way;
      const difference = then ? shareDifference(ofDelivered(now.way), ofDelivered(then)) : null;
      return {
        raw: own, n: now.way.delivered, value: formats.percent(own), difference,
        note: say('dashboard.rate_note', { answered: formats.number(now.way.answered), delivered: formats.number(now.way.delivered) }),
        ...(difference && { moved: points(difference.difference * 100) }),
      }; // prettier-ignore
    };
    // A case tells of a poor rating: what may not be shown of ratings is not told by cases.
    const told = parts(now, 'service') !== null;
    const toldBefore = parts(before, 'service') !== null;
    const cases = (): Drawn => {
      if (!told) return { raw: null, n: 0, note: say(`dashboard.${asked('service')}`) };
      const difference = before && toldBefore ? countDifference(now.cases.open, before.cases.open) : null;
      return {
        raw: now.cases.open, n: now.cases.open, value: formats.number(now.cases.open), note: say('dashboard.cases_note'), difference,
        falling: true,
        ...(difference && { moved: formats.signed(difference.difference) }),
      }; // prettier-ignore
    };
    const promises = (): Drawn => {
      const { due, kept } = now.cases;
      if (!told) return { raw: null, n: 0, note: say(`dashboard.${asked('service')}`) };
      if (due === 0) return { raw: null, n: 0, note: say('dashboard.none_due') };
      const then = before && toldBefore ? before.cases : null;
      const difference = then ? shareDifference({ k: kept, n: due }, { k: then.kept, n: then.due }) : null;
      return {
        raw: kept / due, n: due, value: formats.percent(kept / due), difference,
        note: say('dashboard.promises_note', { kept: formats.number(kept), due: formats.number(due) }),
        ...(difference && { moved: points(difference.difference * 100) }),
      }; // prettier-ignore
    };

    const drawn: [FigureKey, Drawn][] = [
      ['csat', csat()], ['nps', npsFigure()], ['ces', ces()], ['rate', rate()], ['cases', cases()], ['promises', promises()],
    ]; // prettier-ignore
    return drawn.map(([key, { raw, low, high, n, value, note, difference, moved, falling }]) => ({
      key,
      raw,
      low: low ?? null,
      high: high ?? null,
      n,
      label: say(`dashboard.figure_${key}`),
      value: value ?? '–',
      note: note ?? '',
      change:
        difference && moved !== undefined
          ? say(difference.beyondChance ? 'dashboard.moved_truly' : 'dashboard.moved_by_chance', {
              change: moved,
            })
          : null,
      moved:
        difference?.beyondChance === true
          ? difference.difference > 0 === (falling !== true)
            ? 'better'
            : 'worse'
          : null,
      href: raw === null ? null : (links[key] ?? null),
      tone: key === 'cases' && raw !== null && raw > 0 ? 'care' : null,
    }));
  }
}

const ofDelivered = ({ answered, delivered }: Way) => ({ k: Math.min(answered, delivered), n: delivered });
