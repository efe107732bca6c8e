/** The page where somebody decides, without seeing the rating, that an answer does not count or is about somebody else. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Calendar, Visibility } from '../organization';
import { errors, parseInput } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { Surveys } from '../surveys';
import { Attributions, CORRECTION_REASONS } from './attributions.service';
import { BlindDecisions } from './blind-decisions';
import { correctionIn, CREDITED_PLACES } from './correction-form';
import { EXCLUSION_REASONS, Exclusions } from './exclusions.service';
import { ResponseQueries } from './responses.queries';
import { wordsFor } from './words';

/** `seen`: the reader comes from a page with the rating. `words`: they want to read what the customer wrote. */
const pageQuery = z.strictObject({
  seen: z.literal('1').optional(),
  words: z.literal('1').optional(),
});
const zSeen = z.enum(['0', '1']).optional();
const exclusionForm = z.strictObject({
  reason: z.string().default(''),
  note: z.string().max(4000).optional(),
  seen: zSeen,
});
const correctionForm = z.looseObject({ seen: zSeen });
const zId = z.string().regex(/^[0-9a-f-]{36}$/);

@Controller('responses')
export class BlindDecisionPagesController {
  constructor(
    private readonly queries: ResponseQueries,
    private readonly blind: BlindDecisions,
    private readonly exclusions: Exclusions,
    private readonly attributions: Attributions,
    private readonly visibility: Visibility,
    private readonly calendar: Calendar,
    private readonly surveys: Surveys,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get(':id/exclusion')
  @Policy({ permission: 'responses.decide' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const asked = parseInput(pageQuery, query);
    const response = await this.found(viewer, id);
    const words = wordsFor(viewer, this.i18n);
    const survey = await this.surveys.version(response.surveyVersionId);
    const refusal = await this.blind.refusal(response, viewer);
    const read = asked.words === '1' && refusal === null;
    const options = (values: readonly string[], prefix: string) =>
      values.map((value) => ({ value, label: words.text(`responses.${prefix}_${value}`) }));
    const model = {
      ...(await this.blind.model(response, survey, words, read)),
      refused: refusal ? words.text(`errors.${refusal.code}`) : null,
      seen: asked.seen === '1' || read,
      wordsHref: `/responses/${id}/exclusion?words=1`,
      reasons: options(EXCLUSION_REASONS, 'reason_for'),
      corrections: options(CORRECTION_REASONS, 'correct_because'),
      places: CREDITED_PLACES,
    };
    return this.pages.html(request, 'responses/exclusion', model, { title: model.title });
  }

  @Post(':id/exclusions')
  @Policy({ permission: 'responses.decide' })
  async exclude(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const response = await this.found(viewer, id);
    const { reason, note, seen } = parseInput(exclusionForm, body ?? {});
    await this.exclusions.exclude(response.id, reason, note ?? null, deciderOf(viewer, seen));
    return seeOther(`/responses/${response.id}`, { kind: 'done', key: 'responses.done_excluded' });
  }

  @Post(':id/attributions')
  @Policy({ permission: 'responses.decide' })
  async correct(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const response = await this.found(viewer, id);
    const { seen, ...correction } = parseInput(correctionForm, body ?? {});
    await this.attributions.correct(response.id, correctionIn(correction), deciderOf(viewer, seen));
    return seeOther(`/responses/${response.id}`, { kind: 'done', key: 'responses.done_corrected' });
  }

  private async found(viewer: Viewer, id: string) {
    const visible = await this.visibility.employeeIds(
      viewer,
      'responses.decide',
      await this.calendar.today(),
    );
    const response = zId.safeParse(id).success ? await this.queries.one(id, visible) : undefined;
    if (!response) throw errors.not_found();
    return response;
  }
}

/** Who does not say that they decide blind has seen the rating. */
function deciderOf({ actor, employeeId }: Viewer, seen: '0' | '1' | undefined) {
  return { actor, employeeId, ratingSeen: seen !== '0' };
}
