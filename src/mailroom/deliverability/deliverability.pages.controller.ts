/** The deliverability page: whether mail arrives, what stands in its way, and what comes back. */
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { invitationTabs } from '../../invitations';
import { Config } from '../../platform/config';
import { DomainError, parseInput } from '../../platform/errors';
import { RateLimits } from '../../platform/http';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { HookKey } from '../hook-key';
import { MAIL_HOOK } from '../mail-bodies';
import { DeliverabilityPage } from './deliverability-page';
import { DomainChecks } from './domain-checks';
import { MAILROOM_FIELDS, MailroomForm, type TypedMailroom, typedIn } from './mailroom-form';
import { TestMail } from './test-mail';

const PAGE = '/invitations/deliverability';
const CHECKS_PER_HOUR = 20;
const nothing = z.strictObject({});

@Controller('invitations/deliverability')
export class DeliverabilityPagesController {
  constructor(
    private readonly view: DeliverabilityPage,
    private readonly checks: DomainChecks,
    private readonly form: MailroomForm,
    private readonly hook: HookKey,
    private readonly testMail: TestMail,
    private readonly limits: RateLimits,
    private readonly config: Config,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Policy({ permission: 'invitations.view' })
  async show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.page(request, viewer);
  }

  @Post('checks')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async check(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    parseInput(nothing, body ?? {});
    await this.limits.require(`mailroom.check:${viewer.userId}`, CHECKS_PER_HOUR, 3600);
    await this.checks.check(viewer.actor);
    return seeOther(PAGE, { kind: 'done', key: 'mailroom.checked' });
  }

  @Post('test-mails')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async test(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    parseInput(nothing, body ?? {});
    const outcome = await this.testMail.send(viewer);
    return outcome.state === 'refused'
      ? seeOther(PAGE, { kind: 'problem', key: 'mailroom.test_refused', params: { code: outcome.code } })
      : seeOther(PAGE, { kind: 'done', key: `mailroom.test_${outcome.state}` });
  }

  /** The key is shown in the reply itself, once: it is in no address, no message and no row. */
  @Post('hook-keys')
  @HttpCode(200)
  @Policy({ permission: 'settings.manage' })
  async makeKey(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    parseInput(nothing, body ?? {});
    const key = await this.hook.make(viewer.actor);
    return this.page(request, viewer, { hookAddress: `${this.config.baseUrl}${MAIL_HOOK}${key}` });
  }

  @Post('hook-revocations')
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async revokeKey(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    parseInput(nothing, body ?? {});
    await this.hook.revoke(viewer.actor);
    return seeOther(PAGE, { kind: 'done', key: 'mailroom.hook_revoked' });
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'settings.manage' })
  async save(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    try {
      const changed = await this.form.save(body, viewer);
      return seeOther(PAGE, { kind: 'done', key: changed ? 'mailroom.saved' : 'mailroom.same' });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      return this.page(request, viewer, { typed: typedIn(body), problem: error });
    }
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    more: { hookAddress?: string; typed?: TypedMailroom; problem?: DomainError } = {},
  ): Promise<HtmlReply> {
    const say = (key: string) => this.i18n.text(viewer.locale, key);
    const label = Object.fromEntries(MAILROOM_FIELDS.map((name) => [name, say(`mailroom.field_${name}`)]));
    const model = {
      ...(await this.view.model(viewer)),
      tabs: invitationTabs(viewer, this.i18n, 'deliverability'),
      hookAddress: more.hookAddress ?? null,
      label,
      typed: more.typed ?? (await this.form.typed()),
      problems: more.problem && problemsOf(more.problem, this.i18n, viewer.locale, label),
    };
    return this.pages.html(request, 'mailroom/deliverability', model, {
      title: say('mailroom.title'),
      status: more.problem?.status,
    });
  }
}
