/** The door of the integrations: other programs that are told what happens. */
export { IntegrationsModule } from './integrations.module';
export { WebhookEndpoints } from './webhooks/endpoints.service';
