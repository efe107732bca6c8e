/** The page of a case: everything that happened, and what its reader can do, section by section. */
import { Injectable } from '@nestjs/common';
import type { AppRequest, Viewer } from '../access';
import { Clock } from '../platform/clock';
import { errors } from '../platform/errors';
import { type HtmlReply, Pages } from '../platform/views';
import { CaseSections, type RefusedForm } from './case-sections';
import { OPEN_STATES } from './case-states';
import { RecoveryQueries } from './recovery.queries';

@Injectable()
export class CasePage {
  constructor(
    private readonly pages: Pages,
    private readonly queries: RecoveryQueries,
    private readonly sections: CaseSections,
    private readonly clock: Clock,
  ) {}

  /**
   * @param refused the form that was sent from this page and refused
   * @throws not_found for a case the viewer may not see
   */
  async show(request: AppRequest, viewer: Viewer, id: string, refused?: RefusedForm): Promise<HtmlReply> {
    const story = await this.queries.story(viewer, id);
    if (!story) throw errors.not_found();
    const canWork = viewer.can('recovery.work');
    const sections = await this.sections.of({ viewer, story, canWork, refused });
    const model = {
      ...story,
      late:
        OPEN_STATES.includes(story.state) && story.nextDueAt !== null && story.nextDueAt < this.clock.now(),
      urgent: story.priority === 'high',
      main: sections.filter(({ column }) => column === 'main'),
      side: sections.filter(({ column }) => column === 'side'),
    };
    return this.pages.html(request, 'recovery/case', model, { status: refused?.problem.status ?? 200 });
  }
}
