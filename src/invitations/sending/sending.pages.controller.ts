/** The page of the sending: how far it has come, stop and go, limits, and the mails of which nobody knows. */
import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { type LocaleText, pickText } from '../../kernel';
import { DomainError, errors, type Fault, parseInput } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../../platform/views';
import { invitationTabs } from '../tabs';
import { SendingDesk } from './sending-desk';
import { MOST_PER_MINUTE, type SendingSettings, sendingSettings } from './sending-settings';

const UNKNOWN_SHOWN = 50;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const zDecision = z.strictObject({ decision: z.enum(['resend', 'leave']) });
const zPause = z.strictObject({ paused: z.enum(['true', 'false']) });
/** `google 300`, one receiver a line. */
const zLimits = z.strictObject({
  perMinute: z.string().optional(),
  perReceiverMinute: z.string(),
  receivers: z.string().max(10_000).optional(),
});

@Controller('invitations')
export class SendingPagesController {
  constructor(
    private readonly desk: SendingDesk,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get('sending')
  @Policy({ permission: 'settings.manage' })
  show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.page(request, viewer);
  }

  @Post('sending/pauses')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async pause(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    const paused = parseInput(zPause, body).paused === 'true';
    await this.desk.pause(paused, viewer.actor);
    return seeOther('/invitations/sending', {
      kind: 'done',
      key: paused ? 'invitations.sending_paused' : 'invitations.sending_resumed',
    });
  }

  @Post('sending')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async limit(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const typed = parseInput(zLimits, body);
    try {
      const { paused } = await this.settings.get(sendingSettings);
      const changed = await this.desk.limit({ paused, ...limitsIn(typed) }, viewer.actor);
      return seeOther('/invitations/sending', {
        kind: 'done',
        key: changed ? 'invitations.limits_saved' : 'invitations.limits_same',
      });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'validation_failed')
        return this.page(request, viewer, { typed, error });
      throw error;
    }
  }

  @Post(':id/unknown-decisions')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    if (!ID.test(id)) throw errors.not_found();
    const { decision } = parseInput(zDecision, body);
    await this.desk.decideUnknown(id, decision, viewer.actor);
    return seeOther('/invitations/sending', {
      kind: 'done',
      key: decision === 'resend' ? 'invitations.unknown_resent' : 'invitations.unknown_left',
    });
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    refused?: { typed: z.output<typeof zLimits>; error: DomainError },
  ): Promise<HtmlReply> {
    const [progress, unknown, settings] = await Promise.all([
      this.desk.progress(),
      this.desk.unknown(UNKNOWN_SHOWN),
      this.settings.get(sendingSettings),
    ]);
    const { remaining, done } = progress;
    const labels = Object.fromEntries(
      ['perMinute', 'perReceiverMinute', 'receivers'].map((name) => [
        name,
        this.i18n.text(viewer.locale, `invitations.limit_${name}`),
      ]),
    );
    const model = {
      ...progress,
      total: remaining + done,
      percent: remaining + done === 0 ? 100 : Math.floor((100 * done) / (remaining + done)),
      idle: remaining === 0 && progress.inTheAir === 0,
      unknownList: unknown.map((one) => ({
        ...one,
        touchpoint: pickText(JSON.parse(one.touchpointNames) as LocaleText, viewer.locale),
      })),
      tabs: invitationTabs(viewer, this.i18n, 'sending'),
      limits: refused ? refused.typed : typedFrom(settings),
      problems: refused ? problemsOf(refused.error, this.i18n, viewer.locale, labels) : undefined,
    };
    return this.pages.html(request, 'invitations/sending', model, {
      title: this.i18n.text(viewer.locale, 'invitations.sending_title'),
      status: refused ? 422 : 200,
    });
  }
}

/**
 * The limits as they were typed.
 * @throws DomainError `validation_failed` naming the field, and the line, that is none
 */
function limitsIn(typed: z.output<typeof zLimits>): Omit<SendingSettings, 'paused'> {
  const faults: Fault[] = [];
  const rate = (text: string, field: string, line?: string): number => {
    const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
    if (number >= 1 && number <= MOST_PER_MINUTE) return number;
    faults.push({
      pointer: `/${field}`,
      code: line === undefined ? 'sending_rate' : 'sending_receiver_line',
      params: { field, limit: MOST_PER_MINUTE, ...(line !== undefined && { line }) },
    });
    return 1;
  };
  const limits = {
    perMinute: (typed.perMinute ?? '').trim() === '' ? null : rate(typed.perMinute ?? '', 'perMinute'),
    perReceiverMinute: rate(typed.perReceiverMinute, 'perReceiverMinute'),
    receivers: (typed.receivers ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => {
        const [receiver = '', perMinute = '', ...more] = line.toLowerCase().split(/\s+/);
        return { receiver, perMinute: rate(more.length > 0 ? '' : perMinute, 'receivers', line) };
      }),
  };
  if (faults.length > 0) {
    throw new DomainError('validation_failed', 422, { count: faults.length }, undefined, faults);
  }
  return limits;
}

function typedFrom(settings: SendingSettings) {
  return {
    perMinute: settings.perMinute === null ? '' : String(settings.perMinute),
    perReceiverMinute: String(settings.perReceiverMinute),
    receivers: settings.receivers.map(({ receiver, perMinute }) => `${receiver} ${perMinute}`).join('\n'),
  };
}
