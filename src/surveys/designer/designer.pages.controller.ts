/**
 * The designer of a survey. Everything on the page is one form: whatever button is pressed, what was typed is kept
 * first. A script in the page presses the same buttons without leaving it.
 */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { DomainError, errors, parseInput, zText } from '../../platform/errors';
import { showsFrames } from '../../platform/http';
import { I18n } from '../../platform/i18n';
import {
  type Flash,
  type HtmlReply,
  Pages,
  SettingsStore,
  type SeeOther,
  seeOther,
} from '../../platform/views';
import type { SurveyDraft } from '../survey-shape';
import { surveyErrors } from '../surveys.errors';
import { act, type Done } from './draft-actions';
import { type Fields, type Open, openOf, panelName, withForm } from './draft-form';
import { designerModel, type DesignerState } from './designer-page';
import { SurveyDesk, type VersionContent } from './survey-desk.service';
import { surveyIdOf } from './survey-id';

/** The form has a field for every part of what is open; what it says is read by `withForm` and checked when saved. */
const zForm = z.looseObject({
  edits: z.coerce.number().int().min(0),
  panel: z.string().max(64),
  /** What to do: `save`, `open:q-rating`, `add:csat:part_1`… */
  do: z.string().max(200).default('save'),
  /** Present when the open thing was chosen. */
  chosen: z.string().max(1).optional(),
});
const query = z.strictObject({ open: z.string().max(64).optional() });
const zName = z.strictObject({ name: zText(120) });

/** Where the buttons lead that leave the designer. */
const PLACES: Readonly<Record<string, string>> = { publish: '/publish', translate: '/translate', survey: '' };

@Controller('surveys/:id/edit')
export class DesignerPagesController {
  constructor(
    private readonly desk: SurveyDesk,
    private readonly settings: SettingsStore,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'surveys.manage' })
  async show(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() asked: unknown,
  ): Promise<HtmlReply | SeeOther> {
    showsFrames(reply);
    const surveyId = surveyIdOf(id);
    const versions = await this.desk.versions(surveyId);
    if (versions.length === 0) throw errors.not_found();
    const content = versions.find(({ state }) => state === 'draft');
    if (!content) return seeOther(`/surveys/${surveyId}`);
    const chosen = openOf(content.definition, parseInput(query, asked).open);
    return this.page(request, viewer, {
      content,
      draft: content.definition,
      open: chosen ?? firstOf(content.definition),
      chosen: chosen !== undefined,
    });
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async press(
    @Req() request: AppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    showsFrames(reply);
    const form = parseInput(zForm, body);
    const { draft: content, earlier } = await this.desk.draft(surveyIdOf(id));
    const { definition } = content;
    const open = openOf(definition, form.panel) ?? firstOf(definition);
    const typed = withForm(definition, open, form as unknown as Fields);
    let done: Done;
    try {
      if (panelName(open) !== form.panel) throw surveyErrors.survey_question_gone();
      const avoid = new Set(earlier.flatMap((version) => version.definition.questions.map(({ key }) => key)));
      done = act(typed, open, form.do, avoid);
      await this.keep(content, done.draft, form, viewer);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // What was typed stays on the screen; saved again, it goes over what others have saved meanwhile.
      return this.page(request, viewer, { content, draft: typed, open, chosen: true, problem: error });
    }
    return this.onward(content.surveyId, form, done);
  }

  private async keep(
    content: VersionContent,
    draft: SurveyDraft,
    form: { edits: number; panel: string; name?: unknown },
    viewer: Viewer,
  ): Promise<void> {
    if (form.panel === 'survey' && form.name !== content.name) {
      await this.desk.rename(content.surveyId, parseInput(zName, { name: form.name }).name, viewer.actor);
    }
    if (JSON.stringify(draft) === JSON.stringify(content.definition)) return;
    await this.desk.save(content.versionId, draft, form.edits);
  }

  private onward(surveyId: number, form: { do: string; chosen?: string | undefined }, done: Done): SeeOther {
    const [verb = '', target = '', field = ''] = form.do.split(':');
    const place = verb === 'go' ? PLACES[target] : undefined;
    if (place !== undefined) return seeOther(`/surveys/${surveyId}${place}`);
    const back = verb === 'open' && target === '';
    const here = ['save', 'up', 'down', 'place'].includes(verb);
    const chosen = !back && (!here || form.chosen !== undefined);
    const open = chosen ? `?open=${panelName(done.open)}` : '';
    const flash: Flash | undefined = done.said && {
      kind: 'done',
      key: done.said.key,
      params: done.said.params ?? {},
    };
    return seeOther(`/surveys/${surveyId}/edit${open}#${anchorOf(verb, target, field)}`, flash);
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    state: Omit<DesignerState, 'tone'>,
  ): Promise<HtmlReply> {
    const { tone } = await this.settings.get('organization');
    const model = designerModel({ ...state, tone }, viewer, this.i18n);
    const title = this.i18n.text(viewer.locale, 'designer.title', { name: state.content.name });
    return this.pages.html(request, 'surveys/edit', model, { title, status: state.problem?.status });
  }
}

const firstOf = (draft: SurveyDraft): Open => ({ type: 'question', key: draft.questions[0]?.key ?? '' });

/** Where the page is looked at after a button was pressed. */
function anchorOf(verb: string, target: string, field: string): string {
  if (verb === 'up' || verb === 'down') return `${verb}-${target}`;
  if (verb === 'open' && /^field-[\w.-]+$/.test(field)) return field;
  return verb === 'open' && target === '' ? 'outline' : 'panel';
}
