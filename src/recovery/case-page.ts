/** The page of a case: everything that happened, and what its reader can do, section by section. */
import { Injectable } from '@nestjs/common';
import type { AppRequest, Viewer } from '../access';
import { Clock } from '../platform/clock';
import { errors } from '../platform/errors';
import { type HtmlReply, Pages } from '../platform/views';
import { CaseSections, type RefusedForm } from './case-sections';
import { stepsFrom } from './case-states';
import { RecoveryQueries } from './recovery.queries';

@Injectable()
export class CasePage {
  constructor(
    private readonly pages: Pages,
    private readonly queries: RecoveryQueries,
    private readonly sections: CaseSections,
    private readonly clock: Clock,
  ) {
    const plain = (
      key: string,
      column: 'main' | 'side',
      order: number,
      model: Parameters<CaseSections['add']>[0]['model'],
    ): void => this.sections.add({ key, column, order, partial: `case-${key}`, model });
    plain('answer', 'main', 10, ({ story }) => Promise.resolve(story));
    plain('story', 'main', 90, ({ story, canWork }) => Promise.resolve({ ...story, canWork }));
    plain('facts', 'side', 10, ({ story }) => Promise.resolve(story));
    plain('steps', 'side', 20, ({ story: { id, state }, canWork }) => {
      const steps = canWork ? stepsFrom(state) : [];
      return Promise.resolve(steps.length > 0 ? { id, steps } : undefined);
    });
  }

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
      late: story.resolvedAt === null && story.dueAt < this.clock.now(),
      main: sections.filter(({ column }) => column === 'main'),
      side: sections.filter(({ column }) => column === 'side'),
    };
    return this.pages.html(request, 'recovery/case', model, { status: refused?.problem.status ?? 200 });
  }
}
