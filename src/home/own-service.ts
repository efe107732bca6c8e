/** An employee's share of the first page: the newest thanks, and the own score in a sentence. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { addDays } from '../kernel';
import { Database } from '../platform/database';
import { readingOf, ScorecardQueries, Scores } from '../scoring';
import { LEAST_SHOWN } from '../scoring/calc';
import type { HomePart, HomeReader, HomeSource } from './home-part';

/** Thanks older than this no longer open the page. */
const THANKS_DAYS = 90;

@Injectable()
export class OwnService implements HomeSource {
  constructor(
    private readonly database: Database,
    private readonly scores: Scores,
    private readonly scorecards: ScorecardQueries,
  ) {}

  isFor(viewer: Viewer): boolean {
    return viewer.employeeId !== null && viewer.hasRole('employee');
  }

  async read({ viewer, today, period, say, formats }: HomeReader): Promise<HomePart> {
    const id = viewer.employeeId ?? 0;
    const employee = await this.database.get<{ externalId: string }>(
      'SELECT external_id AS "externalId" FROM employee WHERE id = ?',
      [id],
    );
    const lately = { from: addDays(today, -THANKS_DAYS), to: addDays(today, 1) };
    const [thanks, found, funnel] = await Promise.all([
      this.scorecards.newestThanks(id, lately),
      this.scores.ofEmployee(employee?.externalId ?? '', period),
      this.scorecards.funnel(id, period),
    ]);
    const score = found?.score ?? null;
    // Somebody who came for other work and serves no customers is not shown a row of zeros.
    const serves = score !== null || thanks !== null || funnel.contacts > 0;
    if (!serves && viewer.grants.length > 1) return {};
    const sentence = say(`scoring.sentence.${readingOf(score)}`, {
      score: typeof score?.score === 'number' ? formats.number(score.score, 0) : '',
      n: score?.n ?? 0,
      count: formats.number(score?.n ?? 0, 0),
      least: LEAST_SHOWN,
      name: viewer.name,
    });
    return {
      thanks: thanks && {
        text: thanks.text,
        caption: say('home.thanks_from', { day: formats.day(thanks.day, 'short') }),
      },
      own: { sentence, href: '/me', more: say('home.own_more') },
      ofPeriod: true,
      figures: [
        { label: say('home.own_contacts'), value: formats.number(funnel.contacts), href: '/me' },
        {
          label: say('home.own_answered'),
          value: formats.number(funnel.answered),
          note: say('home.of_invited', { count: funnel.invited, invited: formats.number(funnel.invited) }),
          href: '/me',
        },
      ],
    };
  }
}
