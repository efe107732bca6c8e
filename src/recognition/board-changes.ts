/**
 * Tells whether anything that boards show may have changed, for the price of one look: triggers write a line for every
 * change, whoever makes it and on whichever node.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../platform/database';
import { defineJob, type JobOutcome, Jobs } from '../platform/jobs';

/** So many lines are kept: a node looks every second. */
const KEPT = 1_000;
const tidyBoardChanges = defineJob({ name: 'recognition.tidy_changes', schema: z.strictObject({}) });

@Injectable()
export class BoardChanges implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(tidyBoardChanges, () => this.tidy());
    this.jobs.schedule({
      name: 'recognition.tidy_changes',
      cron: '23 * * * *',
      kind: tidyBoardChanges,
      payload: {},
    });
  }

  /** Differs after any change: the number of lines too, because the last of two may be seen before the first. */
  async version(): Promise<string> {
    const row = await this.database.get<{ n: number; last: number | null }>(
      'SELECT CAST(COUNT(*) AS bigint) AS "n", MAX(id) AS "last" FROM board_change',
    );
    return `${row?.n ?? 0} ${row?.last ?? 0}`;
  }

  private async tidy(): Promise<JobOutcome> {
    const { changes } = await this.database.run(
      'DELETE FROM board_change WHERE id < (SELECT MAX(id) FROM board_change) - ?',
      [KEPT],
    );
    return changes > 0 ? 'success' : 'skipped';
  }
}
