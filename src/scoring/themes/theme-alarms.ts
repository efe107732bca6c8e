/** Comments that touch a theme that alarms become somebody's case, whatever the rating. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { EventBus } from '../../platform/events';
import { defineJob, type JobOutcome, Jobs } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import { AlarmThemes, CaseOpening, caseSetting } from '../../recovery';
import { ResponseCountingChanged, ResponseRecorded } from '../../responses';
import { wordsCondition } from '../comments/matching';
import { wantedOf } from './theme-definition';
import { Themes } from './themes.service';

/** Looks at the comments of one answer. */
const lookForAlarm = defineJob({ name: 'comments.alarm', schema: z.strictObject({ response: z.string() }) });

@Injectable()
export class ThemeAlarms implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventBus,
    private readonly jobs: Jobs,
    private readonly settings: SettingsStore,
    private readonly themes: Themes,
    private readonly alarms: AlarmThemes,
    private readonly opening: CaseOpening,
  ) {}

  onModuleInit(): void {
    this.alarms.provide(() => this.themes.current());
    this.jobs.handle(lookForAlarm, ({ response }) => this.look(response));
    this.events.on(ResponseRecorded, (event) =>
      event.counts && event.comments.length > 0 ? this.plan(event.responseId) : undefined,
    );
    this.events.on(ResponseCountingChanged, (event) =>
      event.counts ? this.plan(event.responseId) : undefined,
    );
  }

  /** Nothing is looked for where nothing alarms. */
  private async plan(responseId: string): Promise<void> {
    const { alarms } = await this.settings.get(caseSetting);
    if (alarms.length > 0) await this.jobs.enqueue(lookForAlarm, { response: responseId });
  }

  private async look(responseId: string): Promise<JobOutcome> {
    const { alarms } = await this.settings.get(caseSetting);
    const themes = (await this.themes.current()).filter(({ key }) => alarms.includes(key));
    for (const theme of themes) if (await this.touches(responseId, theme)) return this.open(responseId);
    return 'skipped';
  }

  private async touches(responseId: string, theme: Parameters<typeof wantedOf>[0]): Promise<boolean> {
    const { dialect } = this.database;
    const condition = wordsCondition(wantedOf(theme), dialect);
    if (!condition) return false;
    const from =
      dialect === 'sqlite'
        ? 'comment_search CROSS JOIN comment_index k ON k.id = comment_search.rowid'
        : 'comment_index k';
    const found = await this.database.get(
      `SELECT 1 AS "one" FROM ${from} WHERE ${condition.sql} AND k.response_id = ? AND k.counts = 1`,
      [...condition.params, responseId],
    );
    return found !== undefined;
  }

  private async open(responseId: string): Promise<JobOutcome> {
    const answer = await this.database.get<{
      customerId: string | null;
      touchpointId: number;
      locale: string;
    }>(
      `SELECT i.customer_id AS "customerId", i.touchpoint_id AS "touchpointId", r.locale AS "locale"
       FROM response r JOIN interaction i ON i.id = r.interaction_id WHERE r.id = ?`,
      [responseId],
    );
    if (!answer) return 'skipped';
    const attributions = await this.database.all<{ employeeId: number }>(
      'SELECT DISTINCT employee_id AS "employeeId" FROM attribution WHERE response_id = ?',
      [responseId],
    );
    const { locale, ...place } = answer;
    await this.database.transaction(() =>
      this.opening.byAnswer(
        { responseId, attributions, ...place },
        ['alarm'],
        locale,
        this.clock.now(),
        false,
      ),
    );
    return 'success';
  }
}
