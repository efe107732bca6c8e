/** The share of those who win customers back: open cases by their clock, late ones first. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { addDays } from '../kernel';
import { startOfDay } from '../platform/clock';
import { PromiseQueries, RecoveryQueries } from '../recovery';
import type { HomePart, HomeReader, HomeSource } from './home-part';

/** The rest is one click away, on the board. */
const SHOWN = 5;

@Injectable()
export class OpenCases implements HomeSource {
  constructor(
    private readonly recovery: RecoveryQueries,
    private readonly promises: PromiseQueries,
  ) {}

  isFor(viewer: Viewer): boolean {
    return viewer.can('recovery.work');
  }

  async read({ viewer, now, today, zone, say, formats }: HomeReader): Promise<HomePart> {
    const tonight = startOfDay(addDays(today, 1), zone);
    const [{ open, late }, until, cases, promised, promises] = await Promise.all([
      this.recovery.counts(viewer, now),
      this.recovery.counts(viewer, tonight),
      this.recovery.list(viewer, 'open', SHOWN),
      this.promises.counts(viewer, tonight),
      this.promises.due(viewer, tonight, SHOWN),
    ]);
    // Late at midnight and not yet late now: due in what is left of the day.
    const dueToday = until.late - late;
    const waiting =
      open === 0
        ? []
        : [
            {
              text: say(late === open ? 'home.cases_all_late' : 'home.cases_open', { open, late }),
              href: '/recovery',
              late: late > 0,
            },
          ];
    if (promised.open + promised.broken > 0)
      waiting.push({
        text: say('promises.summary', promised),
        href: '/recovery?show=promises',
        late: promised.broken > 0,
      });
    return {
      waiting,
      figures: [
        {
          label: say('home.open_cases'),
          value: formats.number(open),
          note: say('home.cases_late', { late }),
          href: '/recovery',
          tone: late > 0 ? 'care' : undefined,
        },
        { label: say('home.due_today'), value: formats.number(dueToday), href: '/recovery' },
      ],
      listings: [
        {
          about: 'work',
          title: say('home.cases_title'),
          lines: cases.map((line) => ({
            text: line.customerName ?? say('recovery.unnamed'),
            href: `/recovery/${line.id}`,
            note: say(line.dueAt < now ? 'home.case_late' : 'home.case_due', {
              due: formats.instant(line.dueAt),
            }),
            late: line.dueAt < now,
          })),
          empty: say('home.cases_empty'),
        },
        ...(promises.length > 0
          ? [
              {
                about: 'work' as const,
                title: say('promises.board_title'),
                lines: promises.map(({ caseId, text, dueAt, state }) => ({
                  text: text || say('recovery.unnamed'),
                  href: `/recovery/${caseId}`,
                  note: say(state === 'broken' ? 'promises.broken_line' : 'promises.due_line_nobody', {
                    at: formats.instant(dueAt),
                    due: formats.instant(dueAt),
                  }),
                  late: state === 'broken',
                })),
                empty: say('promises.board_empty'),
              },
            ]
          : []),
      ],
    };
  }
}
