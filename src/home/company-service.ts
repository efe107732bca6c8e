/** How the whole organization is doing, in two numbers, for those who may see everybody's results. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { PeriodInputs, Scores } from '../scoring';
import { ratingStats, wilson } from '../scoring/calc';
import type { HomePart, HomeReader, HomeSource } from './home-part';

/** Fewer answers than these say nothing yet (docs/formulas.md, minimum n). */
const LEAST = 5;

@Injectable()
export class CompanyService implements HomeSource {
  constructor(
    private readonly inputs: PeriodInputs,
    private readonly scores: Scores,
  ) {}

  isFor(viewer: Viewer): boolean {
    return viewer.hasRole('hr') && viewer.scopeOf('scores.view') === 'all';
  }

  async read({ period, say, formats }: HomeReader): Promise<HomePart> {
    const [everybody, { csatTarget }] = await Promise.all([this.inputs.load(period), this.scores.settings()]);
    let [n, satisfied] = [0, 0];
    for (const { cells } of everybody) {
      for (const { counts } of cells) {
        const stats = ratingStats(counts);
        n += stats.n;
        satisfied += stats.topBox;
      }
    }
    const shown = n >= LEAST;
    const interval = shown ? wilson(satisfied, n) : null;
    return {
      ofPeriod: true,
      figures: [
        {
          label: say('home.csat'),
          value: shown ? formats.percent(satisfied / n) : '–',
          note: interval
            ? say('home.csat_note', {
                low: formats.percent(interval.low),
                high: formats.percent(interval.high),
                target: formats.number(csatTarget),
              })
            : say('home.too_few'),
          href: '/dashboard',
        },
        { label: say('home.answers'), value: formats.number(n, 0), href: '/responses' },
      ],
    };
  }
}
