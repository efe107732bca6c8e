/** Adds lines to the story of a case. The words are the customer's or about them: they go when the customer is erased. */
import type { Database } from '../platform/database';
import { newId } from '../platform/database';

export interface DiaryLine {
  readonly caseId: string;
  /** UTC milliseconds. */
  readonly at: number;
  /** As the audit log names them: `user:12`, `customer`, `system`. */
  readonly author: string;
  /** The message `recovery.kind.<kind>` says what it was. */
  readonly kind: string;
  readonly text?: string;
}

/** Inside the transaction that does what the line tells of. */
export async function tellStory(database: Database, line: DiaryLine): Promise<void> {
  await database.run(
    'INSERT INTO recovery_note (id, case_id, at, author, kind, text) VALUES (?, ?, ?, ?, ?, ?)',
    [newId(), line.caseId, line.at, line.author, line.kind, line.text ?? ''],
  );
}
