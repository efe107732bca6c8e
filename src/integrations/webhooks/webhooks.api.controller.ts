/** Endpoints for programs that set themselves up, and what became of what they were sent. */
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { actorOf, type ApiKeyIdentity, CurrentApiKey, Policy, SecretReply } from '../../access';
import { pageOf, zCursor, zPageSize } from '../../organization';
import { errors, parseInput } from '../../platform/errors';
import { ApiOperation, ApiSection } from '../../platform/http';
import { WebhookDelivering } from './delivering';
import { DELIVERY_STATES } from './delivery.store';
import { DeliveryQueries } from './delivery.queries';
import { ENDPOINT_STATES, zEndpointFacts } from './endpoint-input';
import { EndpointStore } from './endpoint.store';
import { WebhookEndpoints } from './endpoints.service';
import {
  deliveryExample,
  deliveryPage,
  deliveryReply,
  type DeliveryReply,
  endpointExample,
  endpointPage,
  endpointReply,
  type EndpointReply,
  newEndpointReply,
  newSecretReply,
  secretExample,
  showDelivery,
  showEndpoint,
  timeOf,
} from './webhooks.replies';

const listQuery = z.strictObject({ cursor: zCursor, limit: zPageSize });
const deliveriesQuery = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  cursor: z.uuid().or(z.literal('')).default('').describe('The `nextCursor` of the page before.'),
  limit: zPageSize,
});
const changeInput = zEndpointFacts
  .extend({
    state: z.enum(ENDPOINT_STATES).describe('Nothing is sent to one that is off, nor kept for it.'),
  })
  .partial();
const rotateInput = z.strictObject({
  endOldNow: z.boolean().default(false).describe('True when somebody else may know the secret in use.'),
});
const endpointId = z.int().describe('The endpoint.');
const deliveryId = z.uuid().describe('The delivery.');
const nothing = z.strictObject({});

@Controller('api/v1/webhook-endpoints')
@ApiSection({
  name: 'Webhooks',
  order: 95,
  text: 'Programs that are told of what happens, by the rules of Standard Webhooks.',
})
export class WebhooksApiController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly store: EndpointStore,
    private readonly delivering: WebhookDelivering,
    private readonly queries: DeliveryQueries,
  ) {}

  @Get()
  @Policy({ api: 'webhooks:read' })
  @ApiOperation({
    summary: 'List endpoints',
    query: listQuery,
    replies: {
      200: {
        text: 'A page of endpoints.',
        schema: endpointPage,
        example: { items: [endpointExample], nextCursor: null },
      },
    },
  })
  async list(@Query() query: unknown) {
    const { cursor, limit } = parseInput(listQuery, query);
    return pageOf(await this.store.list(cursor, limit + 1), limit, ({ id }) => String(id), showEndpoint);
  }

  @Get(':id')
  @Policy({ api: 'webhooks:read' })
  @ApiOperation({
    summary: 'Read an endpoint',
    params: { id: endpointId },
    replies: { 200: { text: 'The endpoint.', schema: endpointReply, example: endpointExample } },
    errors: ['not_found'],
  })
  async get(@Param('id') id: string): Promise<EndpointReply> {
    return showEndpoint(await this.endpoints.find(idIn(id)));
  }

  @Post()
  @HttpCode(201)
  @SecretReply()
  @Policy({ api: 'webhooks:write' })
  @ApiOperation({
    summary: 'Add an endpoint',
    description: 'It is on at once.',
    body: zEndpointFacts,
    bodyExample: { name: 'Tickets', url: endpointExample.url, events: endpointExample.events },
    replies: {
      201: {
        text: 'The endpoint with its secret.',
        schema: newEndpointReply,
        example: { ...endpointExample, secret: secretExample },
      },
    },
    errors: ['webhook_endpoints_full'],
  })
  async add(
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<z.infer<typeof newEndpointReply>> {
    const { id, secret } = await this.endpoints.add(parseInput(zEndpointFacts, body), actorOf(key));
    return { ...showEndpoint(await this.endpoints.find(id)), secret };
  }

  @Patch(':id')
  @Policy({ api: 'webhooks:write' })
  @ApiOperation({
    summary: 'Change an endpoint, switch it on or off',
    params: { id: endpointId },
    body: changeInput,
    bodyExample: { state: 'off' },
    replies: {
      200: { text: 'The endpoint after the change.', schema: endpointReply, example: endpointExample },
    },
    errors: ['not_found'],
  })
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<EndpointReply> {
    const { state, ...facts } = parseInput(changeInput, body);
    await this.endpoints.change(idIn(id), facts, actorOf(key), state);
    return this.get(id);
  }

  @Delete(':id')
  @Policy({ api: 'webhooks:write' })
  @ApiOperation({
    summary: 'Delete an endpoint with the record of its deliveries',
    params: { id: endpointId },
    replies: { 200: { text: 'It is no longer there.', schema: endpointReply, example: endpointExample } },
    errors: ['not_found'],
  })
  async remove(@Param('id') id: string, @CurrentApiKey() key: ApiKeyIdentity): Promise<EndpointReply> {
    return showEndpoint(await this.endpoints.remove(idIn(id), actorOf(key)));
  }

  @Post(':id/secrets')
  @HttpCode(201)
  @SecretReply()
  @Policy({ api: 'webhooks:write' })
  @ApiOperation({
    summary: 'Make a new secret',
    description: 'Events carry the signatures of the new one and the one before for a day.',
    params: { id: endpointId },
    body: rotateInput,
    bodyExample: { endOldNow: false },
    replies: {
      201: {
        text: 'The secret.',
        schema: newSecretReply,
        example: { secret: secretExample, oldSecretEndsAt: '2026-11-04T18:00:00.000Z' },
      },
    },
    errors: ['not_found'],
  })
  async rotate(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<z.infer<typeof newSecretReply>> {
    const { endOldNow } = parseInput(rotateInput, body ?? {});
    const { secret, oldEndsAt } = await this.endpoints.rotate(idIn(id), endOldNow, actorOf(key));
    return { secret, oldSecretEndsAt: timeOf(oldEndsAt) };
  }

  @Post(':id/test-events')
  @HttpCode(202)
  @Policy({ api: 'webhooks:write' })
  @ApiOperation({
    summary: 'Send a test event',
    description: 'Of the type `webhook.test`, whatever the endpoint is subscribed to.',
    params: { id: endpointId },
    body: nothing,
    bodyExample: {},
    replies: { 202: { text: 'Its delivery.', schema: deliveryReply, example: deliveryExample } },
    errors: ['not_found', 'webhook_endpoint_off'],
  })
  async test(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<DeliveryReply> {
    parseInput(nothing, body ?? {});
    return this.shown(idIn(id), await this.endpoints.test(idIn(id), actorOf(key)));
  }

  @Get(':id/deliveries')
  @Policy({ api: 'webhooks:read' })
  @ApiOperation({
    summary: 'List the deliveries of an endpoint, newest first',
    description: 'Kept for thirty days after they ended.',
    params: { id: endpointId },
    query: deliveriesQuery,
    replies: {
      200: {
        text: 'A page of deliveries.',
        schema: deliveryPage,
        example: { items: [deliveryExample], nextCursor: null },
      },
    },
    errors: ['not_found'],
  })
  async deliveries(@Param('id') id: string, @Query() query: unknown) {
    const { state = null, cursor, limit } = parseInput(deliveriesQuery, query);
    await this.endpoints.find(idIn(id));
    const rows = await this.queries.list(idIn(id), state, cursor, limit + 1);
    return pageOf(rows, limit, (row) => row.id, showDelivery);
  }

  @Post(':id/deliveries/:delivery/replays')
  @HttpCode(202)
  @Policy({ api: 'webhooks:write' })
  @ApiOperation({
    summary: 'Send a delivery once more',
    description: 'Under the same `webhook-id`, with all its tries; one that waits is tried at once.',
    params: { id: endpointId, delivery: deliveryId },
    body: nothing,
    bodyExample: {},
    replies: { 202: { text: 'The delivery.', schema: deliveryReply, example: deliveryExample } },
    errors: ['not_found', 'webhook_endpoint_off', 'webhook_delivery_under_way'],
  })
  async replay(
    @Param('id') id: string,
    @Param('delivery') delivery: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<DeliveryReply> {
    parseInput(nothing, body ?? {});
    await this.delivering.replay(idIn(id), delivery, actorOf(key));
    return this.shown(idIn(id), delivery);
  }

  private async shown(id: number, delivery: string): Promise<DeliveryReply> {
    const found = await this.queries.find(id, delivery);
    if (!found) throw errors.not_found();
    return showDelivery(found);
  }
}

function idIn(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw errors.not_found();
  return Number(text);
}
