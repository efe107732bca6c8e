/** What the pages about providers of messages show besides their description: touchpoints, and how messages fared. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

export interface Traffic {
  readonly sent: number;
  readonly delivered: number;
  readonly failed: number;
  readonly unknown: number;
  readonly waiting: number;
}

@Injectable()
export class ChannelsQueries {
  constructor(private readonly database: Database) {}

  /** Touchpoints in use; `names` is JSON. */
  touchpoints(): Promise<{ code: string; names: string }[]> {
    return this.database.all(
      `SELECT code AS "code", names AS "names" FROM touchpoint WHERE retired_at IS NULL ORDER BY code`,
    );
  }

  /** Since an instant, per provider. What was answered has arrived. */
  async traffic(since: number): Promise<Map<number, Traffic>> {
    const count = (condition: string) => `CAST(SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END) AS bigint)`;
    const rows = await this.database.all<Traffic & { id: number }>(
      `SELECT i.message_channel_id AS "id", ${count(`i.state IN ('sent', 'delivered', 'answered', 'expired')`)} AS "sent",
         ${count(`i.state IN ('delivered', 'answered')`)} AS "delivered", ${count(`i.state = 'bounced'`)} AS "failed",
         ${count(`i.state = 'unknown'`)} AS "unknown", ${count(`i.state = 'planned'`)} AS "waiting"
       FROM invitation_message m JOIN invitation i ON i.id = m.invitation_id AND i.message_channel_id = m.channel_id
       WHERE m.handed_over_at > ? GROUP BY i.message_channel_id`,
      [since],
    );
    return new Map(rows.map(({ id, ...traffic }) => [id, traffic]));
  }
}
