/** Tidying up: sessions that are over, replies that need not be remembered. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { defineJob, Jobs } from '../platform/jobs';
import { IdempotencyStore } from './idempotency.store';
import { Sessions } from './sessions.service';

export const sweepAccess = defineJob({ name: 'access.sweep', schema: z.strictObject({}) });

@Injectable()
export class AccessJobs implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sessions: Sessions,
    private readonly idempotency: IdempotencyStore,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(sweepAccess, async () => {
      const swept = (await this.sessions.sweep()) + (await this.idempotency.sweep());
      return swept > 0 ? 'success' : 'skipped';
    });
    this.jobs.schedule({ name: 'access.sweep', cron: '17 * * * *', kind: sweepAccess, payload: {} });
  }
}
