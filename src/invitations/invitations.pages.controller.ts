/** The staff pages of invitations: who was asked, who was not and why, and the story of each one. */
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { type LocaleText, pickText } from '../kernel';
import { Visibility } from '../organization';
import { Clock, localDay } from '../platform/clock';
import { errors, parseInput, zDay } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, SettingsStore } from '../platform/views';
import { carriedKey } from './carried';
import { InvitationNotes } from './invitation-notes';
import { INVITATION_STATES } from './invitation-states';
import { type InvitationLine, InvitationQueries, type TimelineEntry } from './invitations.queries';
import { invitationTabs } from './tabs';
import { WAY_STEPS } from './steps';

const PAGE = 50;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const zNumber = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
/** Which contacts: evidence of a number on a dashboard, without a field of its own. */
const evidence = {
  from: zDay.optional(),
  to: zDay.optional(),
  channel: z.string().max(64).optional(),
  reason: z.string().max(64).optional(),
  segment: z.string().max(64).optional(),
  touchpoint: z.string().max(64).optional(),
  team: zNumber.optional(),
  employee: zNumber.optional(),
};
const listQuery = z.strictObject({
  state: z.union([z.literal(''), z.enum(INVITATION_STATES)]).optional(),
  step: z.enum(WAY_STEPS).optional(),
  before: z.string().regex(ID).optional(),
  ...evidence,
});

/** The states people filter by; `queued` is not reached by e-mail. */
const FILTERS = INVITATION_STATES.filter((state) => state !== 'queued');

@Controller('invitations')
export class InvitationsPagesController {
  constructor(
    private readonly queries: InvitationQueries,
    private readonly notes: InvitationNotes,
    private readonly visibility: Visibility,
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Policy({ permission: 'invitations.view' })
  async list(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { state, before, step, ...contacts } = parseInput(listQuery, query);
    const employeeIds = await this.reach(viewer);
    const lines = await this.queries.list({
      state: state || undefined,
      step,
      contacts,
      before,
      employeeIds,
      limit: PAGE,
    });
    const shown = lines.slice(0, PAGE);
    const last = shown.at(-1);
    const result = { step, ...contacts };
    const address = (values: Record<string, string | number | undefined>) => {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(values)) if (value) search.set(name, String(value));
      return search.size > 0 ? `/invitations?${search.toString()}` : '/invitations';
    };
    const model = {
      filters: [undefined, ...FILTERS].map((value) => ({
        key: value ?? 'all',
        value: value ?? '',
        active: (value ?? '') === (state ?? ''),
      })),
      invitations: shown.map((line) => this.row(line, viewer)),
      olderHref: lines.length > PAGE && last ? address({ state, ...result, before: last.id }) : null,
      newestHref: before ? address({ state, ...result }) : null,
      evidence: Object.entries(result).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
      withoutEvidence: address({ state }),
      tabs: invitationTabs(viewer, this.i18n, 'list'),
    };
    const title = this.i18n.text(viewer.locale, 'invitations.title');
    return this.pages.html(request, 'invitations/list', model, { title });
  }

  @Get(':id')
  @Policy({ permission: 'invitations.view' })
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    const line = ID.test(id) ? await this.queries.one(id, await this.reach(viewer)) : undefined;
    if (!line) throw errors.not_found();
    const timeline = await this.queries.timeline(id);
    const model = {
      ...this.row(line, viewer),
      survey: line.surveyName,
      language: this.i18n.text(viewer.locale, `platform.language_${line.locale}`),
      expiresAt: line.expiresAt,
      showExpiry: line.sentAt !== null && line.answeredAt === null,
      attempts: line.attempts,
      enterHref:
        viewer.can('responses.enter') && line.answeredAt === null
          ? `/responses/new/${line.interactionId}`
          : undefined,
      whyHref: `/invitations/why?reference=${line.interactionId}`,
      timeline: timeline.map((entry) => this.timelineRow(entry, viewer)),
      letters: await this.notes.of(line, viewer),
    };
    const title = this.i18n.text(viewer.locale, 'invitations.one_title');
    return this.pages.html(request, 'invitations/one', model, { title });
  }

  private async reach(viewer: Viewer): Promise<number[] | 'all'> {
    const { timezone } = await this.settings.get('organization');
    return this.visibility.employeeIds(viewer, 'invitations.view', localDay(this.clock.now(), timezone));
  }

  private row(line: InvitationLine, viewer: Viewer) {
    return {
      href: `/invitations/${line.id}`,
      address: line.address,
      touchpoint: pickText(JSON.parse(line.touchpointNames) as LocaleText, viewer.locale),
      occurredAt: line.occurredAt,
      state: line.state,
      look: lookOf(line.state),
      why: this.why(line, viewer),
      at: line.answeredAt ?? line.sentAt ?? line.sendAt ?? line.createdAt,
    };
  }

  /** Why sent or why not, in words. */
  private why(line: InvitationLine, viewer: Viewer): string {
    const text = (key: string, params = {}) => this.i18n.text(viewer.locale, key, params);
    const formats = this.i18n.formatsFor(viewer.locale);
    if (line.reason !== null) return text(`invitations.reason_${line.reason}`);
    if (line.state === 'planned' && line.sendAt !== null) {
      const key = this.key(line.attempts > 0 ? 'why_retry' : 'why_planned', line.channel);
      return text(key, { at: formats.instant(line.sendAt, 'short') });
    }
    return text(this.key(`why_${line.state}`, line.channel));
  }

  private key(key: string, channel: unknown): string {
    return carriedKey(key, channel, (one) => this.i18n.has(one));
  }

  private timelineRow({ at, state, detail }: TimelineEntry, viewer: Viewer) {
    const text = (key: string, params = {}) => this.i18n.text(viewer.locale, key, params);
    const formats = this.i18n.formatsFor(viewer.locale);
    const notes: string[] = [];
    if (typeof detail['reason'] === 'string') notes.push(text(`invitations.reason_${detail['reason']}`));
    if (typeof detail['sendAt'] === 'number')
      notes.push(text('invitations.note_send_at', { at: formats.instant(detail['sendAt'], 'short') }));
    if (typeof detail['attempt'] === 'number' && detail['attempt'] > 1)
      notes.push(text('invitations.note_attempt', { attempt: detail['attempt'] }));
    if (typeof detail['error'] === 'string')
      notes.push(text(errorKey(detail['error']), { code: detail['error'] }));
    return { at, state, label: text(this.key(`event_${state}`, detail['by'])), look: lookOf(state), notes };
  }
}

function errorKey(error: string): string {
  if (['lease_expired', 'composition', 'no_reply', 'no_code'].includes(error))
    return `invitations.error_${error}`;
  return 'invitations.error_code';
}

/** Colour is only an echo of the word beside it. */
function lookOf(state: string): string {
  if (state === 'answered') return 'good';
  if (state === 'unknown' || state === 'bounced') return 'care';
  return 'plain';
}
