/** The pages about providers of messages: which there are, which touchpoint uses which, and each one's description. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { phoneNumberOf } from '../../customers';
import { Config } from '../../platform/config';
import { DomainError, errors, parseInput } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { invitationTabs } from '../tabs';
import { type TypedChannel, factsIn, typedFrom, typedIn } from './channel-form';
import { ChannelPage } from './channel-page';
import { ChannelPreferencesDesk } from './channel-preferences-desk';
import { invalidField } from './channels.errors';
import type { MessageOutcome } from './message-channel';
import { type Channel, MessageChannels } from './message-channels';
import { PRESET_VALUES, PRESETS } from './presets';
import { TestMessage } from './test-message';

const PAGE = '/invitations/channels';
const zNew = z.strictObject({ preset: z.enum(PRESETS).default('generic') });
const nothing = z.strictObject({});
const zNumber = z.strictObject({ number: z.string().max(60) });

interface Shown {
  typed?: TypedChannel;
  problem?: DomainError;
  hookAddress?: string;
  test?: { number: string; problem?: DomainError };
}

@Controller('invitations/channels')
export class ChannelsPagesController {
  constructor(
    private readonly channels: MessageChannels,
    private readonly desk: ChannelPreferencesDesk,
    private readonly view: ChannelPage,
    private readonly testMessage: TestMessage,
    private readonly config: Config,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Policy({ permission: 'settings.manage' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const tabs = invitationTabs(viewer, this.i18n, 'channels');
    const model = { ...(await this.view.list(viewer)), tabs };
    return this.pages.html(request, 'invitations/channels', model, {
      title: this.i18n.text(viewer.locale, 'invitations.channels_title'),
    });
  }

  @Get('new')
  @Policy({ permission: 'settings.manage' })
  async start(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { preset } = parseInput(zNew, query);
    return this.page(request, viewer, undefined, { typed: { ...PRESET_VALUES[preset], enabled: 'on' } });
  }

  @Get(':id')
  @Policy({ permission: 'settings.manage' })
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    return this.page(request, viewer, await this.find(id), {});
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async add(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const typed = typedIn(body);
    try {
      const id = await this.channels.add(factsIn(typed), viewer);
      return seeOther(`${PAGE}/${id}`, { kind: 'done', key: 'invitations.channel_added' });
    } catch (problem) {
      return this.page(request, viewer, undefined, { typed, problem: wrongInput(problem) });
    }
  }

  /** Which way each touchpoint asks. */
  @Post('preferences')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async prefer(@CurrentViewer() viewer: Viewer, @Body() body: Record<string, unknown>): Promise<SeeOther> {
    const changed = await this.desk.save(body, viewer);
    return seeOther(PAGE, {
      kind: 'done',
      key: changed ? 'invitations.channel_preferred' : 'invitations.channel_same',
    });
  }

  @Post(':id')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const channel = await this.find(id);
    const typed = typedIn(body);
    try {
      const changed = await this.channels.change(channel.id, factsIn(typed), viewer);
      const key = changed ? 'invitations.channel_saved' : 'invitations.channel_same';
      return seeOther(`${PAGE}/${channel.id}`, { kind: 'done', key });
    } catch (problem) {
      return this.page(request, viewer, channel, { typed, problem: wrongInput(problem) });
    }
  }

  /** The key is shown in the reply itself, once: it is in no address, no message and no row. */
  @Post(':id/hook-keys')
  @HttpCode(200)
  @Policy({ permission: 'settings.manage' })
  async makeKey(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    parseInput(nothing, body ?? {});
    const channel = await this.find(id);
    const key = await this.channels.makeHookKey(channel.id, viewer);
    const hookAddress = `${this.config.baseUrl}/hooks/messages/${key}`;
    return this.page(request, viewer, await this.find(id), { hookAddress });
  }

  @Post(':id/hook-revocations')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async revokeKey(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    parseInput(nothing, body ?? {});
    const channel = await this.find(id);
    await this.channels.revokeHookKey(channel.id, viewer);
    return seeOther(`${PAGE}/${channel.id}`, { kind: 'done', key: 'invitations.channel_hook_revoked' });
  }

  /** A message to oneself. */
  @Post(':id/test-messages')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async test(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const channel = await this.find(id);
    const typed = parseInput(zNumber, body);
    const number = phoneNumberOf(typed.number);
    if (number === null) {
      const problem = invalidField('/number', 'channel_number');
      return this.page(request, viewer, channel, { test: { number: typed.number, problem } });
    }
    const outcome = await this.testMessage.send(channel, number, viewer);
    return seeOther(`${PAGE}/${channel.id}`, flashOf(outcome));
  }

  private async find(id: string): Promise<Channel> {
    const channel = /^[1-9]\d{0,8}$/.test(id) ? await this.channels.find(Number(id)) : undefined;
    if (!channel) throw errors.not_found();
    return channel;
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    channel: Channel | undefined,
    shown: Shown,
  ): Promise<HtmlReply> {
    const { hookAddress = null, problem, test } = shown;
    const text = (key: string) => this.i18n.text(viewer.locale, `invitations.${key}`);
    const typed = shown.typed ?? (channel ? typedFrom(channel) : {});
    const form = await this.view.form(viewer, typed, { channel, problem });
    const testLabels = { number: text('channel_test_number') };
    const testProblems = test?.problem && problemsOf(test.problem, this.i18n, viewer.locale, testLabels);
    const model = {
      ...form,
      problems: form.problems ?? testProblems,
      action: channel ? `${PAGE}/${channel.id}` : PAGE,
      presets: channel
        ? null
        : PRESETS.map((name) => ({
            href: `${PAGE}/new?preset=${name}`,
            label: text(`channel_preset_${name}`),
          })),
      hookAddress,
      test: { label: testLabels.number, number: test?.number ?? '', error: testProblems?.byField['number'] },
    };
    return this.pages.html(request, 'invitations/channel', model, {
      title: channel?.name ?? text('channel_new_title'),
      status: problem || test?.problem ? 422 : 200,
    });
  }
}

function wrongInput(error: unknown): DomainError {
  if (error instanceof DomainError && error.code === 'validation_failed') return error;
  throw error;
}

function flashOf(outcome: MessageOutcome | undefined): Parameters<typeof seeOther>[1] {
  if (outcome?.kind === 'accepted') return { kind: 'done', key: 'invitations.channel_test_accepted' };
  const code = outcome?.code ?? 'credential_unreadable';
  const key = `invitations.channel_test_${outcome?.kind === 'uncertain' ? 'uncertain' : 'refused'}`;
  return { kind: 'problem', key, params: { code } };
}
