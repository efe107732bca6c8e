/** A lead's share of the first page: the own teams with what customers say about each. */
import { Injectable } from '@nestjs/common';
import { Viewer } from '../access';
import { Visibility } from '../organization';
import { Database, placeholders } from '../platform/database';
import { isShown, readingOf, Scores } from '../scoring';
import type { HomePart, HomeReader, HomeSource } from './home-part';

/** More teams than these are looked up in the list of teams. */
const SHOWN = 8;

interface TeamRow {
  id: number;
  externalId: string;
  name: string;
}

@Injectable()
export class LedTeams implements HomeSource {
  constructor(
    private readonly database: Database,
    private readonly visibility: Visibility,
    private readonly scores: Scores,
  ) {}

  isFor(viewer: Viewer): boolean {
    return viewer.hasRole('lead');
  }

  async read({ viewer, today, period, say, formats }: HomeReader): Promise<HomePart> {
    // A lead who may see everybody, by another role, has own teams all the same.
    const led = await this.visibility.teamIds(onlyAsLead(viewer), 'scores.view', today);
    const teams = led === 'all' ? [] : await this.teams(led);
    const { employees: scored } =
      teams.length > 0 ? await this.scores.forPeriod(period, 'team') : { employees: [] };
    const lines = teams.slice(0, SHOWN).map((team) => {
      const score = scored.find((row) => row.key === team.externalId) ?? null;
      const reading = readingOf(score);
      const shown = isShown(reading) && typeof score?.score === 'number';
      return {
        text: team.name,
        href: `/teams/${team.id}`,
        note: shown
          ? say('home.team_reading', {
              reading: say(`scoring.reading.${reading}`),
              score: formats.number(score.score, 0),
              n: score.n,
              count: formats.number(score.n, 0),
            })
          : say(`scoring.reading.${reading}`),
        late: reading === 'below',
      };
    });
    if (teams.length > SHOWN) {
      lines.push({
        text: say('home.all_teams'),
        href: '/teams',
        note: formats.number(teams.length),
        late: false,
      });
    }
    return {
      ofPeriod: true,
      listings: [{ about: 'state', title: say('home.teams_title'), lines, empty: say('home.teams_empty') }],
    };
  }

  private teams(ids: readonly number[]): Promise<TeamRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.database.all<TeamRow>(
      `SELECT id AS "id", external_id AS "externalId", name AS "name" FROM team
       WHERE id IN (${placeholders(ids.length)}) ORDER BY name, id`,
      [...ids],
    );
  }
}

/** The same person, with no role but the lead's. */
function onlyAsLead(viewer: Viewer): Viewer {
  const { userId, name, email, locale, employeeId, grants } = viewer;
  const asLead = grants.filter((grant) => grant.role === 'lead');
  return new Viewer({ userId, name, email, locale, employeeId, grants: asLead });
}
