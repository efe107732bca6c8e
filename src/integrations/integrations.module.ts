/** Other programs: those that are told what happens here. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { Jobs } from '../platform/jobs';
import { ResponsesModule } from '../responses';
import { WebhookDelivering } from './webhooks/delivering';
import { DeliveryQueries } from './webhooks/delivery.queries';
import { DeliveryStore } from './webhooks/delivery.store';
import { DomainEvents } from './webhooks/domain-events';
import { EndpointOffMail } from './webhooks/endpoint-off-mail';
import { EndpointStore } from './webhooks/endpoint.store';
import { WebhookEndpoints } from './webhooks/endpoints.service';
import { WebhookOutbox } from './webhooks/outbox';
import { WebhookPage } from './webhooks/webhook-page';
import { WebhookSubscriptions } from './webhooks/subscriptions';
import { WebhooksApiController } from './webhooks/webhooks.api.controller';
import { WebhooksPagesController } from './webhooks/webhooks.pages.controller';
import { deliverWebhooks, dispatchWebhooks, tellEndpointOff, tidyWebhooks } from './webhooks/webhooks.jobs';

@Module({
  imports: [AccessModule, ResponsesModule],
  controllers: [WebhooksPagesController, WebhooksApiController],
  providers: [
    DeliveryQueries,
    DeliveryStore,
    DomainEvents,
    EndpointOffMail,
    EndpointStore,
    WebhookDelivering,
    WebhookEndpoints,
    WebhookOutbox,
    WebhookPage,
    WebhookSubscriptions,
  ],
  exports: [WebhookEndpoints],
})
export class IntegrationsModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly delivering: WebhookDelivering,
    private readonly offMail: EndpointOffMail,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(deliverWebhooks, ({ endpoint }, { signal }) =>
      this.delivering.sendDue(endpoint, signal),
    );
    this.jobs.handle(dispatchWebhooks, () => this.delivering.dispatch());
    this.jobs.handle(tidyWebhooks, () => this.delivering.tidy());
    this.jobs.handle(tellEndpointOff, (told) => this.offMail.send(told));
    this.jobs.schedule({
      name: 'integrations.dispatch_webhooks',
      cron: '*/5 * * * *',
      kind: dispatchWebhooks,
      payload: {},
    });
    this.jobs.schedule({
      name: 'integrations.tidy_webhooks',
      cron: '37 3 * * *',
      kind: tidyWebhooks,
      payload: {},
    });
  }
}
