/** How the whole organization is doing, in two numbers, for those who may see everybody's results. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { PeriodInputs, plainMeasures, Scores } from '../scoring';
import { wilson } from '../scoring/calc';
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
    const cells = everybody.flatMap((employee) => employee.cells);
    const { n, topBoxShare } = plainMeasures({ key: 'all', cells });
    const share = topBoxShare ?? 0;
    const shown = n >= LEAST;
    const interval = shown ? wilson(share * n, n) : null;
    return {
      ofPeriod: true,
      figures: [
        {
          label: say('home.csat'),
          value: shown ? formats.percent(share) : '–',
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
