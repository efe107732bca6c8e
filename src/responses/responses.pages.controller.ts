/** Staff pages about responses: the list with its filters, and one response with its ledgers and the decisions on it. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { SEGMENTS } from '../customers';
import { CHANNELS } from '../interactions';
import { Calendar, Visibility } from '../organization';
import { errors, parseInput, zDay } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { Surveys } from '../surveys';
import { Exclusions } from './exclusions.service';
import { cursorOf, zPosition } from './paging';
import { ResponseQueries } from './responses.queries';
import { DoubtQueries } from './doubts.queries';
import { detailModel, rowModel } from './responses-page';
import { Verifications } from './verifications.service';
import { wordsFor } from './words';

const PAGE_SIZE = 25;
/** Of five, as people read them. */
const RATING_RANGES = { low: [0, 2], middle: [3, 3], high: [4, 10] } as const;
const STATES = ['counts', 'provisional', 'rejected', 'excluded', 'partial'] as const;

/** Filters without a field of their own: they come with a link from a result, and are named and taken away as one. */
const EVIDENCE = ['touchpoint', 'reason', 'segment', 'team', 'employee', 'measure'] as const;

const zNumber = z.string().regex(/^\d{1,9}$/);
const blank = z.literal('').transform(() => undefined);
const listQuery = z.strictObject({
  from: blank.or(zDay).optional(),
  to: blank.or(zDay).optional(),
  channel: blank.or(z.enum(CHANNELS)).optional(),
  /** A range in words, or one rating: evidence of a number on a dashboard. */
  rating: blank
    .or(z.enum(['low', 'middle', 'high']))
    .or(z.string().regex(/^(\d|10)$/))
    .optional(),
  reason: blank.or(z.string().max(64)).optional(),
  segment: blank.or(z.enum(SEGMENTS)).optional(),
  touchpoint: blank.or(z.string().max(64)).optional(),
  team: blank.or(zNumber).optional(),
  employee: blank.or(zNumber).optional(),
  measure: blank.or(z.enum(['nps', 'ces'])).optional(),
  state: blank.or(z.enum(STATES)).optional(),
  commented: blank.or(z.literal('1')).optional(),
  before: zPosition.optional(),
});
const text = z.string().max(4000).optional();
const liftForm = z.strictObject({ note: text });
const verificationForm = z.strictObject({
  status: z.string().default(''),
  note: text,
  /** The sending that is the customer's, where several differ. */
  revision: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .optional(),
  /** Where the decision was taken: in the list of what waits, or at the response itself. */
  from: z.literal('verification').optional(),
});
const zId = z.string().regex(/^[0-9a-f-]{36}$/);

@Controller('responses')
export class ResponsesPagesController {
  constructor(
    private readonly queries: ResponseQueries,
    private readonly doubts: DoubtQueries,
    private readonly exclusions: Exclusions,
    private readonly verifications: Verifications,
    private readonly visibility: Visibility,
    private readonly calendar: Calendar,
    private readonly surveys: Surveys,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'responses.view' })
  async list(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { before, from, to, channel, rating, state, commented, ...evidence } = parseInput(listQuery, query);
    const { reason, segment, touchpoint, team, employee, measure } = evidence;
    const range = rating === undefined ? undefined : rangeOf(rating);
    const visible = await this.visible(viewer);
    const found = await this.queries.newest(
      visible,
      {
        ...(from && { fromDay: from }),
        ...(to && { toDay: to }),
        ...(channel && { channel }),
        ...(reason && { reason }),
        ...(segment && { segment }),
        ...(touchpoint && { touchpoint }),
        ...(team && { teamId: Number(team) }),
        ...(employee && { employeeId: Number(employee) }),
        ...(measure && { measure }),
        ...(range && { minRating: range[0], maxRating: range[1] }),
        ...(state && { state }),
        commented: commented === '1',
      },
      before ?? null,
      PAGE_SIZE + 1,
    );
    const shown = found.slice(0, PAGE_SIZE);
    const last = shown.at(-1);
    const kept = Object.entries({ from, to, channel, rating, state, commented, ...evidence }).flatMap(
      ([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]),
    );
    const words = wordsFor(viewer, this.i18n);
    const title = words.text('responses.list_title');
    const chosen = (name: string, values: readonly string[], now: string | undefined) =>
      values.map((value) => ({
        value,
        label: words.text(`responses.${name}_${value}`),
        selected: value === now,
      }));
    const today = await this.calendar.today();
    const { waiting, thisMonth } = await this.doubts.counts(visible, `${today.slice(0, 7)}-01`);
    const notes = await this.doubts.openNotes(visible);
    const model = {
      title,
      mayEnter: viewer.can('responses.enter'),
      month: words.text('responses.doubt_month', { count: thisMonth }),
      waiting: waiting > 0 ? words.text('responses.doubt_waiting', { count: waiting }) : undefined,
      notes: notes > 0 ? words.text('responses.notes_link', { count: notes }) : undefined,
      rows: await Promise.all(
        shown.map(async (response) =>
          rowModel(response, await this.surveys.version(response.surveyVersionId), words),
        ),
      ),
      filtered: kept.length > 0,
      evidence: EVIDENCE.flatMap((name) => (evidence[name] ? [{ name, value: evidence[name] }] : [])),
      withoutEvidence: `/responses${queryOf(kept.filter(([name]) => !isEvidence(name)))}`,
      filters: {
        from,
        to,
        commented: commented === '1',
        channels: chosen('channel', CHANNELS, channel),
        ratings: [
          ...chosen('rating', Object.keys(RATING_RANGES), rating),
          ...(rating !== undefined && !(rating in RATING_RANGES)
            ? [{ value: rating, label: rating, selected: true }]
            : []),
        ],
        states: chosen('state', STATES, state),
      },
      newestHref: before ? `/responses${queryOf(kept)}` : undefined,
      olderHref:
        found.length > PAGE_SIZE && last
          ? `/responses${queryOf([...kept, ['before', cursorOf(last)]])}`
          : undefined,
    };
    return this.pages.html(request, 'responses/list', model, { title });
  }

  @Get(':id')
  @Policy({ permission: 'responses.view' })
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    const response = await this.found(viewer, id);
    const history = await this.queries.history(response.id);
    const names = await this.queries.namesOf(
      [...history.verifications, ...history.exclusions, ...history.attributions].map(
        (entry) => entry.decidedBy,
      ),
    );
    const words = wordsFor(viewer, this.i18n);
    const survey = await this.surveys.version(response.surveyVersionId);
    const about = response.employees.some((employee) => employee.id === viewer.employeeId);
    const model = {
      ...detailModel(response, history, survey, names, words),
      // Which customer said what is for those who see everybody's, and for nobody who is rated by it.
      customerName: viewer.scopeOf('responses.view') === 'all' && !about ? response.customerName : undefined,
      mayDecide: viewer.can('responses.decide') && !about,
    };
    return this.pages.html(request, 'responses/detail', model, { title: model.title });
  }

  @Post(':id/exclusion-lifts')
  @Policy({ permission: 'responses.decide' })
  async lift(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const response = await this.found(viewer, id);
    const { note } = parseInput(liftForm, body ?? {});
    await this.exclusions.lift(response.id, note ?? null, viewer);
    return seeOther(`/responses/${response.id}`, { kind: 'done', key: 'responses.done_lifted' });
  }

  @Post(':id/verifications')
  @Policy({ permission: 'responses.decide' })
  async verify(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const response = await this.found(viewer, id);
    const { status, note, revision, from } = parseInput(verificationForm, body ?? {});
    await this.verifications.decide(response.id, status, note ?? null, viewer, revision ?? null);
    return from
      ? seeOther('/responses/verification', { kind: 'done', key: `responses.doubt_done_${status}` })
      : seeOther(`/responses/${response.id}`, { kind: 'done', key: 'responses.done_verified' });
  }

  private async visible(viewer: Viewer): Promise<number[] | 'all'> {
    return this.visibility.employeeIds(viewer, 'responses.view', await this.calendar.today());
  }

  private async found(viewer: Viewer, id: string) {
    const response = zId.safeParse(id).success
      ? await this.queries.one(id, await this.visible(viewer))
      : undefined;
    if (!response) throw errors.not_found();
    return response;
  }
}

function queryOf(pairs: readonly [string, string][]): string {
  return pairs.length > 0 ? `?${new URLSearchParams([...pairs]).toString()}` : '';
}

function isEvidence(name: string): boolean {
  return (EVIDENCE as readonly string[]).includes(name);
}

/** The ratings from one to another, both included. */
function rangeOf(rating: string): readonly [number, number] {
  const named = Object.entries(RATING_RANGES).find(([name]) => name === rating)?.[1];
  return named ?? [Number(rating), Number(rating)];
}
