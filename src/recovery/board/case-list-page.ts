/** The list of cases, its board and its file: one set of filters, kept in the address. */
import { Injectable } from '@nestjs/common';
import type { AppRequest, Viewer } from '../../access';
import { addDays, type LocaleText, pickText } from '../../kernel';
import { Calendar } from '../../organization';
import { Clock, startOfDay } from '../../platform/clock';
import { csvOf } from '../../platform/files';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages } from '../../platform/views';
import { PRIORITIES } from '../case-settings';
import { CASE_STATES } from '../case-states';
import { PromiseQueries } from '../promises/promise.queries';
import { type CaseLine, RecoveryQueries } from '../recovery.queries';
import { type CaseFilters, CaseListQueries, MOST_EXPORTED, PAGE_SIZE, SORTS } from './case-list.queries';
import { dueWords } from './due-words';

/** Done cases stay on the board for so long. */
const BOARD_DAYS = 14;
const CARDS = { open: 30, done: 8 };

@Injectable()
export class CaseListPage {
  constructor(
    private readonly pages: Pages,
    private readonly lists: CaseListQueries,
    private readonly queries: RecoveryQueries,
    private readonly promises: PromiseQueries,
    private readonly calendar: Calendar,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  /** What stands above every list of cases. @param which the tab */
  async top(viewer: Viewer, which: string) {
    const now = this.clock.now();
    const tonight = startOfDay(addDays(await this.calendar.today(), 1), await this.calendar.zone());
    return {
      which,
      canWork: viewer.can('recovery.work'),
      canManage: viewer.can('recovery.manage'),
      counts: await this.queries.counts(viewer, now),
      promiseCounts: await this.promises.counts(viewer, tonight),
    };
  }

  async list(request: AppRequest, viewer: Viewer, filters: CaseFilters): Promise<HtmlReply> {
    const now = this.clock.now();
    const { rows, total, page } = await this.lists.page(viewer, filters, now);
    const from = (page - 1) * PAGE_SIZE;
    const model = {
      ...(await this.top(viewer, filters.show === 'done' ? 'done' : 'open')),
      cases: rows.map((row) => this.shown(row, viewer, now)),
      paged: total > PAGE_SIZE,
      pager: {
        from: from + 1,
        to: from + rows.length,
        total,
        previousHref: page > 1 ? addressOf('/recovery', { ...filters, page: page - 1 }) : undefined,
        nextHref:
          from + rows.length < total ? addressOf('/recovery', { ...filters, page: page + 1 }) : undefined,
      },
      filters: await this.filterModel(viewer, filters),
      filtered: Object.entries(filters).some(
        ([name, value]) => !['show', 'page', 'sort'].includes(name) && value,
      ),
      clearHref: addressOf('/recovery', { show: filters.show }),
      exportHref: addressOf('/recovery/exports', { ...filters, page: undefined }),
    };
    return this.pages.html(request, 'recovery/list', model);
  }

  /** The rows the list would show, all of them, as a CSV file. */
  async csv(viewer: Viewer, filters: CaseFilters): Promise<Buffer> {
    const now = this.clock.now();
    const { rows } = await this.lists.page(viewer, { ...filters, page: 1 }, now, MOST_EXPORTED);
    const say = (key: string): string => this.i18n.text(viewer.locale, key);
    const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
    const columns =
      'recovery.customer recovery.state cases.priority recovery.owner recovery.rating recovery.said cases.opened cases.contact_due cases.contacted cases.solution_due cases.resolved';
    return csvOf({
      key: 'cases',
      title: say('recovery.title'),
      columns: [...columns.split(' ').map(say), 'id'],
      rows: rows.map((row) => [
        row.customerName,
        say(`recovery.state.${row.state}`),
        say(`cases.priority.${row.priority}`),
        row.ownerName,
        row.rating === null ? null : { value: row.rating, as: 'number' },
        row.comment,
        time(row.openedAt),
        time(row.contactDueAt),
        time(row.contactedAt),
        time(row.dueAt),
        time(row.resolvedAt),
        row.id,
      ]),
    });
  }

  async board(request: AppRequest, viewer: Viewer): Promise<HtmlReply> {
    const now = this.clock.now();
    const columns = await this.lists.board(viewer, now - BOARD_DAYS * 86_400_000, CARDS);
    const model = {
      ...(await this.top(viewer, 'board')),
      days: BOARD_DAYS,
      columns: columns
        .filter(
          ({ state, count }) => count > 0 || ['open', 'acknowledged', 'promised', 'resolved'].includes(state),
        )
        .map(({ state, count, cards }) => ({
          state,
          count,
          cards: cards.map((card) => this.shown(card, viewer, now)),
          more: count > cards.length ? count - cards.length : 0,
          moreHref: addressOf('/recovery', { show: 'all', state }),
        })),
    };
    return this.pages.html(request, 'recovery/board', model);
  }

  private shown(row: CaseLine, viewer: Viewer, now: number) {
    const open = row.resolvedAt === null || row.state === 'reopened';
    const due = dueWords(this.i18n, viewer.locale, row.nextDueAt, now);
    return {
      ...row,
      open,
      due: due.text,
      late: open && due.late,
      poor: (row.rating ?? 5) <= 2,
      urgent: row.priority === 'high',
    };
  }

  private async filterModel(viewer: Viewer, filters: CaseFilters) {
    const say = (key: string): string => this.i18n.text(viewer.locale, key);
    const any = { value: '', label: say('cases.any') };
    const [owners, touchpoints] = await Promise.all([this.lists.owners(viewer), this.lists.touchpoints()]);
    return {
      show: filters.show,
      late: filters.late !== undefined,
      state: filters.state ?? '',
      states: [any, ...CASE_STATES.map((value) => ({ value, label: say(`recovery.state.${value}`) }))],
      priority: filters.priority ?? '',
      priorities: [any, ...PRIORITIES.map((value) => ({ value, label: say(`cases.priority.${value}`) }))],
      owner: String(filters.owner ?? ''),
      owners: [
        any,
        { value: 'me', label: say('cases.mine') },
        { value: 'nobody', label: say('recovery.nobody') },
        ...owners.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
      touchpoint: filters.touchpoint ?? '',
      touchpoints: [
        any,
        ...touchpoints.map(({ code, names }) => ({
          value: code,
          label: pickText(JSON.parse(names) as LocaleText, viewer.locale),
        })),
      ],
      sort: filters.sort ?? '',
      sorts: SORTS.map((value) => ({ value, label: say(`cases.sort.${value}`) })),
    };
  }
}

/** An address with what is said in it. */
function addressOf(path: string, filters: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}
