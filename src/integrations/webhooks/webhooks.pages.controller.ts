/** The pages about webhooks: who is told, of what, and what became of it. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { DomainError, errors, parseInput } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { WebhookDelivering } from './delivering';
import { factsIn, NOTHING_TYPED, type TypedEndpoint, typedFrom, typedIn } from './endpoint-form';
import { ENDPOINT_STATES } from './endpoint-input';
import type { Endpoint } from './endpoint.store';
import { WebhookEndpoints } from './endpoints.service';
import { PAGE, type ShownBesides, WebhookPage } from './webhook-page';
import { invalidField } from './webhooks.errors';

const nothing = z.strictObject({});
const zListed = z.strictObject({ before: z.uuid().or(z.literal('')).default('') });
const zState = z.strictObject({ state: z.enum(ENDPOINT_STATES) });
const zRotation = z.strictObject({ endOldNow: z.literal('on').optional() });
const zDeletion = z.strictObject({ confirm: z.literal('on').optional() });

@Controller('settings/webhooks')
@Policy({ permission: 'webhooks.manage' })
export class WebhooksPagesController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly delivering: WebhookDelivering,
    private readonly view: WebhookPage,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.pages.html(request, 'integrations/webhooks', await this.view.list(viewer), {
      title: this.i18n.text(viewer.locale, 'webhooks.title'),
    });
  }

  @Get('new')
  start(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.page(request, viewer, undefined, NOTHING_TYPED);
  }

  /** The secret is shown in the reply itself, once: it is in no address, no message and no row as it is. */
  @Post()
  @HttpCode(200)
  async add(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const typed = typedIn(body);
    try {
      const { id, secret } = await this.endpoints.add(factsIn(typed), viewer.actor);
      return await this.page(request, viewer, await this.endpoints.find(id), typed, { secret });
    } catch (error) {
      return this.page(request, viewer, undefined, typed, { problem: refusal(error) });
    }
  }

  @Get(':id')
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const endpoint = await this.find(id);
    return this.page(request, viewer, endpoint, typedFrom(endpoint), parseInput(zListed, query));
  }

  @Post(':id')
  @HttpCode(303)
  async change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const endpoint = await this.find(id);
    const typed = typedIn(body);
    try {
      const changed = await this.endpoints.change(endpoint.id, factsIn(typed), viewer.actor);
      return done(endpoint.id, changed ? 'saved' : 'same');
    } catch (error) {
      return this.page(request, viewer, endpoint, typed, { problem: refusal(error) });
    }
  }

  @Post(':id/state')
  @HttpCode(303)
  async switch(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { state } = parseInput(zState, body);
    const endpoint = await this.find(id);
    await this.endpoints.switch(endpoint.id, state, viewer.actor);
    return done(endpoint.id, `turned_${state}`);
  }

  @Post(':id/secrets')
  @HttpCode(200)
  async rotate(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const { endOldNow } = parseInput(zRotation, body ?? {});
    const endpoint = await this.find(id);
    const { secret } = await this.endpoints.rotate(endpoint.id, endOldNow === 'on', viewer.actor);
    return this.page(request, viewer, endpoint, typedFrom(endpoint), { secret });
  }

  @Post(':id/test-events')
  @HttpCode(303)
  async test(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    parseInput(nothing, body ?? {});
    const endpoint = await this.find(id);
    await this.endpoints.test(endpoint.id, viewer.actor);
    return done(endpoint.id, 'test_sent', '#deliveries');
  }

  @Post(':id/deletions')
  @HttpCode(303)
  async remove(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { confirm } = parseInput(zDeletion, body ?? {});
    const endpoint = await this.find(id);
    if (confirm !== 'on') {
      const problem = invalidField('/confirm', 'webhook_deletion_unconfirmed');
      return this.page(request, viewer, endpoint, typedFrom(endpoint), { problem });
    }
    await this.endpoints.remove(endpoint.id, viewer.actor);
    return seeOther(PAGE, { kind: 'done', key: 'webhooks.deleted' });
  }

  @Get(':id/deliveries/:delivery')
  async delivery(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Param('delivery') delivery: string,
  ): Promise<HtmlReply> {
    const model = await this.view.delivery(await this.find(id), delivery, viewer);
    if (!model) throw errors.not_found();
    return this.pages.html(request, 'integrations/webhook-delivery', model, { title: model.delivery.event });
  }

  @Post(':id/deliveries/:delivery/replays')
  @HttpCode(303)
  async replay(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Param('delivery') delivery: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    parseInput(nothing, body ?? {});
    const endpoint = await this.find(id);
    await this.delivering.replay(endpoint.id, delivery, viewer.actor);
    return seeOther(`${PAGE}/${endpoint.id}/deliveries/${delivery}`, {
      kind: 'done',
      key: 'webhooks.replayed',
    });
  }

  private async find(id: string): Promise<Endpoint> {
    if (!/^[1-9]\d{0,8}$/.test(id)) throw errors.not_found();
    return this.endpoints.find(Number(id));
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    endpoint: Endpoint | undefined,
    typed: TypedEndpoint,
    besides: ShownBesides = {},
  ): Promise<HtmlReply> {
    const model = await this.view.one(viewer, typed, endpoint, besides);
    return this.pages.html(request, 'integrations/webhook', model, {
      title: endpoint?.name ?? this.i18n.text(viewer.locale, 'webhooks.new_title'),
      status: besides.problem?.status,
    });
  }
}

function done(id: number, key: string, place = ''): SeeOther {
  return seeOther(`${PAGE}/${id}${place}`, { kind: 'done', key: `webhooks.${key}` });
}

/** What can be shown above the form. */
function refusal(error: unknown): DomainError {
  if (error instanceof DomainError && error.code !== 'not_found') return error;
  throw error;
}
