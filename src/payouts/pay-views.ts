/** Who looked at whose pay: each look at somebody else's is an entry of the audit, whatever page or program it came from. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';

/** What was looked at: the page or the operation, and one person or how many. */
export interface PayView {
  readonly page: string;
  readonly employee?: number;
  readonly people?: number;
}

@Injectable()
export class PayViews {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** Records a look at the pay of a cycle. One's own is nobody else's business, and an empty list shows nothing. */
  async record(viewer: Pick<Viewer, 'actor' | 'employeeId'>, cycleId: number, view: PayView): Promise<void> {
    if (view.employee !== undefined && view.employee === viewer.employeeId) return;
    if (view.people === 0) return;
    await this.database.transaction(() =>
      this.audit.record({
        actor: viewer.actor,
        action: 'pay.viewed',
        subject: `cycle:${cycleId}`,
        details: { ...view },
      }),
    );
  }
}
