/**
 * What of the received somebody shows: everything as they are shown at all, until they keep one thing to themselves. A
 * choice holds from the moment it is made: whatever shows recognition reads it with the thing itself,
 * and displays are told by a trigger.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';

export const RECEIVED_KINDS = ['quote', 'kudos', 'award', 'anniversary'] as const;
export type ReceivedKind = (typeof RECEIVED_KINDS)[number];

/** Whether the thing is that employee's, as SQL: takes its subject and the employee. */
const OWN: Readonly<Record<ReceivedKind, string>> = {
  quote: 'SELECT 1 AS "one" FROM quote_employee q WHERE q.quote_id = ? AND q.employee_id = ?',
  kudos: 'SELECT 1 AS "one" FROM kudos k WHERE k.id = ? AND k.to_employee_id = ?',
  award: 'SELECT 1 AS "one" FROM award_grant g WHERE g.id = ? AND g.employee_id = ?',
  // Years are anybody's; one that never comes hides nothing.
  anniversary: `SELECT 1 AS "one" FROM employee e WHERE CAST(? AS varchar) <> '' AND e.id = ?`,
};

@Injectable()
export class RecognitionChoices {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Shows one thing to others, or keeps it to its owner. Said again it changes nothing.
   * @param subject its id; of an anniversary the number of years
   * @throws not_found for what is not theirs
   */
  async choose(
    employeeId: number,
    kind: ReceivedKind,
    subject: string,
    choice: 'share' | 'hide',
  ): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.database.get(OWN[kind], [subject, employeeId]))) throw errors.not_found();
      await (choice === 'share'
        ? this.database.run(
            'DELETE FROM recognition_hidden WHERE employee_id = ? AND kind = ? AND subject = ?',
            [employeeId, kind, subject],
          )
        : this.database.run(
            `INSERT INTO recognition_hidden (employee_id, kind, subject, hidden_at) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING`,
            [employeeId, kind, subject, this.clock.now()],
          ));
    });
  }

  /** What somebody keeps to themselves: `kind subject`. */
  async hidden(employeeId: number): Promise<ReadonlySet<string>> {
    const rows = await this.database.all<{ kind: string; subject: string }>(
      'SELECT kind AS "kind", subject AS "subject" FROM recognition_hidden WHERE employee_id = ?',
      [employeeId],
    );
    return new Set(rows.map(({ kind, subject }) => `${kind} ${subject}`));
  }
}
