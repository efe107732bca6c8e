/** Forgets in time: the words of old replies, and that a mail came in at all. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import type { JobOutcome } from '../platform/jobs';
import { SettingsStore } from '../platform/views';
import { mailroomSettings } from './mailroom-settings';
import { MailroomStore } from './mailroom.store';

const DAY = 86_400_000;
/** Longer than soft bounces are counted and mails come twice. */
const KEEP_MAILS_DAYS = 400;
const BATCH = 500;

@Injectable()
export class MailroomHousekeeping {
  constructor(
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly store: MailroomStore,
  ) {}

  async tidy(): Promise<JobOutcome> {
    const now = this.clock.now();
    const { keepRepliesDays } = await this.settings.get(mailroomSettings);
    const blanked = await inBatches(() =>
      this.store.blankRepliesBefore(now - keepRepliesDays * DAY, now, BATCH),
    );
    const forgotten = await inBatches(() => this.store.forgetMailsBefore(now - KEEP_MAILS_DAYS * DAY, BATCH));
    return blanked + forgotten > 0 ? 'success' : 'skipped';
  }
}

async function inBatches(work: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let done = BATCH; done === BATCH; total += done) done = await work();
  return total;
}
