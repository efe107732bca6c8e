/** Whoever looks at what many people are paid leaves an entry in the audit: who, when, of which cycle, on which page. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';

@Injectable()
export class PayViews {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** @param page a code: `simulation` */
  async record(cycleId: number, page: string, people: number, viewer: Viewer): Promise<void> {
    await this.database.transaction(() =>
      this.audit.record({
        actor: viewer.actor,
        action: 'pay.viewed',
        subject: `cycle:${cycleId}`,
        details: { page, people },
      }),
    );
  }
}
