/** An administrator's share of the first page: whether mail leaves, jobs run and the audit chain grows. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';
import { Jobs } from '../platform/jobs';
import { RollupWatch } from '../scoring';
import type { HomePart, HomeReader, HomeSource, Waiting } from './home-part';

const DAY = 86_400_000;

@Injectable()
export class MachineRoom implements HomeSource {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly rollups: RollupWatch,
  ) {}

  isFor(viewer: Viewer): boolean {
    return viewer.hasRole('admin');
  }

  async read({ now, say, formats }: HomeReader): Promise<HomePart> {
    const [due, bounced, unknown, jobs, head, contacts, [alarm], alarms] = await Promise.all([
      this.due(now),
      this.since(now - DAY, 'bounced'),
      this.since(now - DAY, 'unknown'),
      this.jobs.counts(),
      this.audit.head(),
      this.database.get('SELECT 1 AS "found" FROM interaction LIMIT 1'),
      this.rollups.alarms(1),
      this.rollups.alarmCount(),
    ]);
    const waiting: Waiting[] = [];
    if (alarm) {
      const { employee, touchpoint, day } = alarm;
      waiting.push({
        text: say('home.rollups_differ', {
          count: alarms,
          employee,
          touchpoint,
          day: formats.day(day, 'short'),
        }),
        href: '/audit',
        late: true,
      });
    }
    if (jobs.dead > 0) waiting.push({ text: say('home.jobs_dead', { count: jobs.dead }), late: true });
    if (unknown > 0) {
      waiting.push({
        text: say('home.mail_unknown', { count: unknown }),
        href: '/invitations?state=unknown',
        late: true,
      });
    }
    if (bounced > 0)
      waiting.push({
        text: say('home.mail_bounced', { count: bounced }),
        href: '/invitations?state=bounced',
      });
    if (!contacts) waiting.push({ text: say('home.first_contact'), href: '/touchpoints' });
    return {
      waiting,
      figures: [
        {
          label: say('home.mail_due'),
          value: formats.number(due),
          note: say('home.mail_due_note'),
          href: '/invitations?state=planned',
        },
        {
          label: say('home.mail_failed'),
          value: formats.number(bounced + unknown),
          note: say('home.mail_failed_note'),
          href: '/invitations?state=bounced',
          tone: unknown > 0 ? 'care' : undefined,
        },
        {
          label: say('home.jobs'),
          value: formats.number(jobs.due + jobs.running),
          note: say('home.jobs_note', { dead: jobs.dead }),
          tone: jobs.dead > 0 ? 'care' : undefined,
        },
        {
          label: say('home.audit_entries'),
          value: formats.number(head?.seq ?? 0),
          note: head ? say('home.audit_head', { hash: head.hash.slice(0, 12) }) : say('home.audit_none'),
          href: '/audit',
        },
      ],
      listings: [
        {
          about: 'work',
          title: say('home.machine_title'),
          lines: [
            { text: say('home.go_touchpoints'), href: '/touchpoints', note: say('home.go_touchpoints_note') },
            { text: say('home.go_surveys'), href: '/surveys', note: say('home.go_surveys_note') },
            { text: say('home.go_invitations'), href: '/invitations', note: say('home.go_invitations_note') },
            { text: say('home.go_mailbox'), href: '/dev/mailbox', note: say('home.go_mailbox_note') },
            { text: say('home.go_settings'), href: '/settings', note: say('home.go_settings_note') },
          ],
        },
      ],
    };
  }

  /** Invitations whose hour has come and that have not left. */
  private async due(now: number): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM invitation WHERE state = 'planned' AND send_at <= ?`,
      [now],
    );
    return row?.n ?? 0;
  }

  /**
   * Invitations that came into the state since an instant. Their events are found by their identifiers, which begin
   * with the time: without this the whole history would be read.
   */
  private async since(from: number, state: 'bounced' | 'unknown'): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(DISTINCT invitation_id) AS bigint) AS "n" FROM invitation_event
       WHERE id >= ? AND at >= ? AND state = ?`,
      [firstIdAt(from), from, state],
    );
    return row?.n ?? 0;
  }
}

/** What every UUID v7 made at or after the instant (UTC milliseconds) follows: its first 48 bits are the time. */
export function firstIdAt(instant: number): string {
  const hex = Math.max(0, instant).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
