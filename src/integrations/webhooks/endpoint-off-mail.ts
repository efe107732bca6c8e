/** Tells administrators that an endpoint was switched off, by mail: once each, and not where somebody was faster. */
import { Injectable } from '@nestjs/common';
import { StaffNotes, Users } from '../../access';
import { Clock } from '../../platform/clock';
import { I18n } from '../../platform/i18n';
import { type JobOutcome, Jobs } from '../../platform/jobs';
import type { OffReason } from './endpoint-input';
import { EndpointStore } from './endpoint.store';
import { tellEndpointOff } from './webhooks.jobs';

@Injectable()
export class EndpointOffMail {
  constructor(
    private readonly clock: Clock,
    private readonly i18n: I18n,
    private readonly jobs: Jobs,
    private readonly users: Users,
    private readonly notes: StaffNotes,
    private readonly store: EndpointStore,
  ) {}

  /** In the transaction that switches it off. */
  async plan(endpoint: number, reason: OffReason): Promise<void> {
    const at = this.clock.now();
    for (const { id: user } of await this.users.withRole('admin'))
      await this.jobs.enqueue(tellEndpointOff, { endpoint, user, reason, at });
  }

  async send({
    endpoint: id,
    user,
    reason,
    at,
  }: {
    endpoint: number;
    user: number;
    reason: OffReason;
    at: number;
  }): Promise<JobOutcome> {
    const endpoint = await this.store.find(id);
    const to = (await this.users.withRole('admin')).find((one) => one.id === user);
    if (!to || endpoint?.state !== 'off') return 'skipped';
    const say = (key: string) => this.i18n.text(to.locale, `webhooks.${key}`, { name: endpoint.name });
    await this.notes.send({
      to,
      id: `webhook-off-${id}-${at}-${user}`,
      subject: say('mail_subject'),
      lines: [say(`mail_${reason}`), say('mail_do')],
      action: { text: say('mail_action'), path: `/settings/webhooks/${id}` },
      foot: say('mail_foot'),
    });
    return 'success';
  }
}
