/**
 * Staff pages about what is in doubt: answers that may be a machine's, with their signs and one tap to decide, and what
 * customers say about the question itself.
 */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Calendar, Visibility } from '../organization';
import { Clock } from '../platform/clock';
import { errors, parseInput } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { Surveys } from '../surveys';
import { DataQualityNotes, NOTE_RESOLUTIONS } from './data-quality-notes.service';
import { DoubtQueries, type ListedNote, NOTE_STATES, type Visible } from './doubts.queries';
import { ResponseQueries } from './responses.queries';
import { contactOf, revisionModel } from './responses-page';
import { ScannerNetworks } from './scanner-networks.service';
import { type Words, wordsFor } from './words';

const SHOWN = 50;
const DAY = 86_400_000;
/** How long ago something that was sent again can still be of interest. */
const DIFFERING_DAYS = 60;

const notesQuery = z.strictObject({ show: z.enum(NOTE_STATES).catch('open').default('open') });
const settleForm = z.strictObject({ resolution: z.string().default('') });
const networksForm = z.strictObject({ networks: z.string().max(20_000).default('') });
const zId = z.string().regex(/^[0-9a-f-]{36}$/);

@Controller('responses')
export class DoubtsPagesController {
  constructor(
    private readonly doubts: DoubtQueries,
    private readonly queries: ResponseQueries,
    private readonly notes: DataQualityNotes,
    private readonly surveys: Surveys,
    private readonly visibility: Visibility,
    private readonly calendar: Calendar,
    private readonly networks: ScannerNetworks,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get('verification')
  @Policy({ permission: 'responses.view' })
  async verification(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const visible = await this.visible(viewer);
    const words = wordsFor(viewer, this.i18n);
    const today = await this.calendar.today();
    const counts = await this.doubts.counts(visible, `${today.slice(0, 7)}-01`);
    const since = this.clock.now() - DIFFERING_DAYS * DAY;
    const title = words.text('responses.doubt_title');
    const model = {
      title,
      month: words.text('responses.doubt_month', { count: counts.thisMonth }),
      waiting: words.text('responses.doubt_waiting', { count: counts.waiting }),
      mayDecide: viewer.can('responses.decide'),
      doubtful: await this.inDoubt(await this.doubts.waiting(visible, SHOWN), viewer, visible, words),
      differing: await this.inDoubt(
        await this.doubts.differing(visible, since, SHOWN),
        viewer,
        visible,
        words,
      ),
      networks: viewer.can('settings.manage') ? (await this.networks.list()).join('\n') : undefined,
    };
    return this.pages.html(request, 'responses/verification', model, { title });
  }

  @Post('verification/networks')
  @Policy({ permission: 'settings.manage' })
  async saveNetworks(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    const { networks } = parseInput(networksForm, body ?? {});
    await this.networks.replace(networks, viewer.actor);
    return seeOther('/responses/verification', { kind: 'done', key: 'responses.networks_done' });
  }

  @Get('notes')
  @Policy({ permission: 'responses.view' })
  async listNotes(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { show } = parseInput(notesQuery, query);
    const words = wordsFor(viewer, this.i18n);
    const found = await this.doubts.notes(await this.visible(viewer), show, SHOWN);
    const names = await this.queries.namesOf(found.flatMap(({ settledBy }) => settledBy ?? []));
    const title = words.text('responses.notes_title');
    const model = {
      title,
      tabs: NOTE_STATES.map((state) => ({
        href: state === 'open' ? '/responses/notes' : `/responses/notes?show=${state}`,
        label: words.text(`responses.notes_${state}`),
        current: state === show,
      })),
      notes: found.map((note) => noteModel(note, names, viewer, words)),
      resolutions: NOTE_RESOLUTIONS.map((value) => ({
        value,
        label: words.text(`responses.note_resolution_${value}`),
      })),
    };
    return this.pages.html(request, 'responses/notes', model, { title });
  }

  @Post('notes/:id/settlement')
  @Policy({ permission: 'responses.decide' })
  async settleNote(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { resolution } = parseInput(settleForm, body ?? {});
    if (!zId.safeParse(id).success || !(await this.doubts.maySee(await this.visible(viewer), id)))
      throw errors.not_found();
    await this.notes.settle(id, resolution, viewer);
    return seeOther('/responses/notes', { kind: 'done', key: 'responses.notes_done' });
  }

  /** Each with everything that was sent, so that the one who decides sees what differs. */
  private async inDoubt(ids: readonly string[], viewer: Viewer, visible: Visible, words: Words) {
    const found = [];
    for (const id of ids) {
      const response = await this.queries.one(id, visible);
      if (!response) continue;
      const survey = await this.surveys.version(response.surveyVersionId);
      const history = await this.queries.history(id);
      found.push({
        id,
        contact: contactOf(response, words),
        employees: words.list(response.employees.map(({ name }) => name)),
        receivedAt: response.receivedAt,
        own: response.employees.some((employee) => employee.id === viewer.employeeId),
        several: history.revisions.length > 1,
        revisions: history.revisions.map((revision) => revisionModel(revision, response, survey, words)),
      });
    }
    return found;
  }

  private async visible(viewer: Viewer): Promise<number[] | 'all'> {
    return this.visibility.employeeIds(viewer, 'responses.view', await this.calendar.today());
  }
}

function noteModel(note: ListedNote, names: ReadonlyMap<string, string>, viewer: Viewer, words: Words) {
  const { id, kind, text, state, openedAt, settledAt, settledBy, resolution, responseId } = note;
  const own = note.employees.some((employee) => employee.id === viewer.employeeId);
  return {
    id,
    kind: words.text(`responses.note_kind_${kind}`),
    text: text ?? undefined,
    contact: contactOf(note, words),
    day: note.occurredDay,
    employees: words.list(note.employees.map(({ name }) => name)),
    openedAt,
    responseHref: responseId === null ? undefined : `/responses/${responseId}`,
    maySettle: state === 'open' && viewer.can('responses.decide') && !own,
    outcome:
      state === 'settled' && resolution
        ? words.text(`responses.note_resolution_${resolution}`)
        : state === 'withdrawn'
          ? words.text('responses.notes_withdrawn_text')
          : undefined,
    settledBy: settledBy === null ? undefined : (names.get(settledBy) ?? words.text('responses.by_other')),
    settledAt: settledAt ?? undefined,
  };
}
