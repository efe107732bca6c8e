/**
 * What a board shows: words of customers who agreed, and what its scenes celebrate. Wishes about names are read with every
 * look, so that a changed mind is honoured at once, also in an earlier period.
 */
import { Injectable } from '@nestjs/common';
import { addDays, formatPeriod, type Period } from '../kernel';
import { Calendar } from '../organization';
import { Clock } from '../platform/clock';
import { toLocale, I18n } from '../platform/i18n';
import { type Board, shows } from './board.entity';
import { BoardNames } from './board-names';
import { archiveOf, lastFinished } from './board-periods';
import { BoardQuotes, type ShownQuote } from './board-quotes';
import { type BoardScene, BoardScenes, type SceneEntry, type SceneText } from './board-scenes';
import { displayedText } from './calc/displayed-text';

const ENTRIES_SHOWN = 8;
/** The scene of the customers' words. */
export const THANKS = 'thanks';
const CLEARLY_ABOVE = 'clearly_above';

export interface CelebratedLine {
  /** Of a person, as that person wants to be called, or of a team. */
  name: string;
  /** A person's team. */
  team: string | null;
  /** What for, where the scene says more than its title. */
  detail: string | null;
}

export interface ShownScene {
  key: string;
  title: string;
  /** In alphabetical order: nobody is first. */
  lines: CelebratedLine[];
}

export interface BoardView {
  quotes: ShownQuote[];
  scenes: ShownScene[];
  /** Who is clearly above the target, once more, as programs know it. */
  people: { name: string; team: string | null }[];
  /** Thanks shown or waiting to be shown, this month. */
  thanksThisMonth: number;
  month: string;
  /** What people and teams are celebrated for: `2026-Q3`, its first and its last day. */
  period: string;
  peopleFrom: string;
  peopleTo: string;
  /** Whether it is an earlier period that somebody asked for. */
  archive: boolean;
  updatedAt: number;
}

@Injectable()
export class BoardQueries {
  constructor(
    private readonly calendar: Calendar,
    private readonly clock: Clock,
    private readonly i18n: I18n,
    private readonly quotes: BoardQuotes,
    private readonly names: BoardNames,
    private readonly scenes: BoardScenes,
  ) {}

  /** @param earlier a finished period of the archive; what is celebrated now unless given */
  async view(board: Board, earlier?: Period): Promise<BoardView> {
    const today = await this.calendar.today();
    const month = today.slice(0, 7);
    const period = earlier ?? lastFinished(board.periodKind, today);
    const quotes = shows(board, THANKS) ? await this.quotes.shown(board, today, earlier) : [];
    const scenes = await this.shownScenes(board, period, today, earlier !== undefined);
    return {
      quotes,
      scenes,
      people: (scenes.find(({ key }) => key === CLEARLY_ABOVE)?.lines ?? []).map(({ name, team }) => ({
        name,
        team,
      })),
      thanksThisMonth: await this.quotes.countSince(board, `${month}-01`, today),
      month,
      period: formatPeriod(period),
      peopleFrom: period.from,
      peopleTo: addDays(period.to, -1),
      archive: earlier !== undefined,
      updatedAt: this.clock.now(),
    };
  }

  /** The names of the earlier periods that can be looked at, newest first. */
  async archive(board: Board): Promise<string[]> {
    return archiveOf(board.periodKind, await this.calendar.today(), await this.quotes.firstDay());
  }

  private async shownScenes(
    board: Board,
    period: Period,
    today: string,
    archive: boolean,
  ): Promise<ShownScene[]> {
    const request = { period, periodName: formatPeriod(period), minimumN: board.minimumN, today, archive };
    const shown: ShownScene[] = [];
    for (const scene of this.scenes.list().filter(({ key }) => shows(board, key))) {
      const lines = await this.linesOf(board, await scene.content(request), today);
      if (lines.length > 0) shown.push({ key: scene.key, title: this.titleOf(board, scene, period), lines });
    }
    return shown;
  }

  private titleOf(board: Board, { titleKey }: BoardScene, { from, to }: Period): string {
    const locale = toLocale(board.locale) ?? 'es';
    const period = this.i18n.formatsFor(locale).dayRange(from, addDays(to, -1), 'month');
    return this.i18n.text(locale, titleKey, { period });
  }

  /** Named as they wish, without who opted out, in the order of the alphabet. */
  private async linesOf(
    board: Board,
    entries: readonly SceneEntry[],
    today: string,
  ): Promise<CelebratedLine[]> {
    const ids = entries.flatMap(({ who }) => ('employeeId' in who ? [who.employeeId] : []));
    const people = await this.names.people(board, ids, today);
    const teams = await this.names.teams(
      board,
      entries.flatMap(({ who }) => ('teamId' in who ? [who.teamId] : [])),
    );
    const named = entries.flatMap(({ who, detail }) => {
      const said = this.said(board, detail);
      if ('teamId' in who) {
        const name = teams.get(who.teamId);
        return name === undefined ? [] : [{ order: name, line: { name, team: null, detail: said } }];
      }
      const person = people.get(who.employeeId);
      if (!person) return [];
      const { name, team, wholeName } = person;
      return [{ order: wholeName, line: { name, team, detail: said } }];
    });
    named.sort((one, other) => one.order.localeCompare(other.order, board.locale));
    return turnOf(named, today).map(({ line }) => line);
  }

  private said(board: Board, detail: SceneText | undefined): string | null {
    if (!detail) return null;
    if ('words' in detail) return displayedText(detail.words);
    return this.i18n.text(toLocale(board.locale) ?? 'es', detail.key, detail.params);
  }
}

/** Where more qualify than fit, everybody has their days on the wall: no alphabet decides who is seen. */
function turnOf<T>(all: readonly T[], day: string): T[] {
  if (all.length <= ENTRIES_SHOWN) return [...all];
  const first = (Math.floor(Date.parse(day) / 86_400_000) * ENTRIES_SHOWN) % all.length;
  const shown = new Set(Array.from({ length: ENTRIES_SHOWN }, (_, index) => (first + index) % all.length));
  return all.filter((_, index) => shown.has(index));
}
