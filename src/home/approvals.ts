/** What waits for a decision of a person: quotes before they are shown, answers that may not be a customer's own. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Visibility } from '../organization';
import { Database, placeholders } from '../platform/database';
import { QuotesQueries } from '../recognition';
import type { HomePart, HomeReader, HomeSource, Waiting } from './home-part';

@Injectable()
export class Approvals implements HomeSource {
  constructor(
    private readonly database: Database,
    private readonly visibility: Visibility,
    private readonly quotes: QuotesQueries,
  ) {}

  /** Administrators may approve quotes too, but it is not what they come for. */
  isFor(viewer: Viewer): boolean {
    return viewer.hasRole('hr') || viewer.hasRole('lead');
  }

  async read({ viewer, today, say }: HomeReader): Promise<HomePart> {
    const waiting: Waiting[] = [];
    const quotes = viewer.can('recognition.moderate') ? await this.quotes.pending(viewer) : 0;
    if (quotes > 0)
      waiting.push({ text: say('home.quotes_pending', { count: quotes }), href: '/recognition' });
    const answers = viewer.can('responses.decide') ? await this.provisional(viewer, today) : 0;
    if (answers > 0) {
      waiting.push({
        text: say('home.answers_provisional', { count: answers }),
        href: '/responses?state=provisional',
      });
    }
    return { waiting };
  }

  /** Answers in verification about people the viewer may decide about; nobody decides about their own. */
  private async provisional(viewer: Viewer, today: string): Promise<number> {
    const visible = await this.visibility.employeeIds(viewer, 'responses.decide', today);
    if (visible.length === 0) return 0;
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM response_current c
       WHERE c.verification = 'provisional' AND c.excluded = 0 AND (c.complete = 1 OR c.settled_at IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM attribution o WHERE o.response_id = c.response_id
           AND o.entry = c.attribution_entry AND o.employee_id = ?)
         ${
           visible === 'all'
             ? ''
             : `AND EXISTS (SELECT 1 FROM attribution a WHERE a.response_id = c.response_id
           AND a.entry = c.attribution_entry AND a.employee_id IN (${placeholders(visible.length)}))`
         }`,
      [viewer.employeeId ?? 0, ...(visible === 'all' ? [] : visible)],
    );
    return row?.n ?? 0;
  }
}
