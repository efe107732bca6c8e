/** What waits for a decision of a person: quotes before they are shown, answers that may not be a customer's own. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Visibility } from '../organization';
import { Database, placeholders } from '../platform/database';
import { QuotesQueries } from '../recognition';
import { DoubtQueries } from '../responses';
import type { HomePart, HomeReader, HomeSource, Waiting } from './home-part';

@Injectable()
export class Approvals implements HomeSource {
  constructor(
    private readonly database: Database,
    private readonly visibility: Visibility,
    private readonly quotes: QuotesQueries,
    private readonly doubts: DoubtQueries,
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
    if (viewer.can('responses.decide')) waiting.push(...(await this.inDoubt(viewer, today, say)));
    return { waiting };
  }

  /** What may not be a customer's own answer, and what customers say about the question itself. */
  private async inDoubt(viewer: Viewer, today: string, say: HomeReader['say']): Promise<Waiting[]> {
    const waiting: Waiting[] = [];
    const visible = await this.visibility.employeeIds(viewer, 'responses.decide', today);
    const answers = await this.provisional(viewer, today);
    if (answers > 0) {
      const { thisMonth } = await this.doubts.counts(visible, `${today.slice(0, 7)}-01`);
      const month = say('responses.doubt_month', { count: thisMonth });
      waiting.push({
        text: `${say('home.answers_provisional', { count: answers })} · ${month}`,
        href: '/responses/verification',
      });
    }
    const notes = await this.doubts.openNotes(visible);
    if (notes > 0)
      waiting.push({ text: say('responses.notes_link', { count: notes }), href: '/responses/notes' });
    return waiting;
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
