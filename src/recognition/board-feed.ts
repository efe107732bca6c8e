/**
 * Tells open boards what changed, while it changes. Each node looks once a second, whether one screen is open or a thousand:
 * at one number first, and only when that moved at the boards that are open. What it finds is drawn once per board and sent to
 * all of its screens. The database is the source, so nodes need not know of each other.
 */
import { createHash } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { I18n, toLocale } from '../platform/i18n';
import { Assets, Pages } from '../platform/views';
import type { Board } from './board.entity';
import { BoardChanges } from './board-changes';
import { boardModel } from './board-page';
import { BoardQueries } from './board.queries';
import { Boards } from './boards.service';
import { Displays } from './displays.service';

const LOOK_EVERY_MS = 1_000;
/** What changes with the day, not with a decision: results, anniversaries. */
const REFRESH_MS = 60_000;
const BEAT_MS = 15_000;

/** Where one screen is told. */
export interface Screen {
  /** The display whose link it came by; null: the board's own address. */
  readonly displayId: number | null;
  /** False when the screen does not keep up and should be given up. */
  send(text: string): boolean;
  end(): void;
}

/** A board as it is shown now. */
export interface Picture {
  readonly html: string;
  /** Of its content without the time. */
  readonly id: string;
}

interface Open {
  board: Board;
  picture: Picture | undefined;
  readonly screens: Set<Screen>;
}

@Injectable()
export class BoardFeed implements BeforeApplicationShutdown {
  private readonly open = new Map<number, Open>();
  private readonly logger = new Logger('BoardFeed');
  private timer: NodeJS.Timeout | undefined;
  private version = '';
  private drawnAt = 0;
  private beatAt = 0;
  private looking = false;
  private failing = false;

  constructor(
    private readonly changes: BoardChanges,
    private readonly boards: Boards,
    private readonly displays: Displays,
    private readonly queries: BoardQueries,
    private readonly pages: Pages,
    private readonly assets: Assets,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  /** Tells the screen what is shown now, and from then on whatever changes. @returns ends that */
  async watch(board: Board, screen: Screen): Promise<() => void> {
    const known = this.open.get(board.id);
    const open: Open = known ?? { board, picture: undefined, screens: new Set() };
    if (!known) this.open.set(board.id, open);
    open.screens.add(screen);
    this.start();
    const picture = open.picture ?? (await this.draw(open));
    screen.send(`retry: 2000\n\n${event('board', picture)}${this.beat(open)}`);
    return () => {
      open.screens.delete(screen);
      if (open.screens.size === 0) this.open.delete(board.id);
      if (this.open.size === 0) this.stop();
    };
  }

  /** A new release has other scripts and styles: screens that run for months load themselves anew. */
  edition(): string {
    return this.assets.url('js/board.js');
  }

  beforeApplicationShutdown(): void {
    this.stop();
    for (const { screens } of this.open.values()) for (const screen of screens) screen.end();
    this.open.clear();
  }

  private start(): void {
    this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.version = '';
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const version = await this.changes.version();
      const now = performance.now();
      if (version !== this.version || now - this.drawnAt >= REFRESH_MS) {
        // Before drawing: what changes meanwhile is drawn at the next look.
        this.version = version;
        this.drawnAt = now;
        await this.redraw();
      }
      if (now - this.beatAt >= BEAT_MS) {
        this.beatAt = now;
        for (const open of this.open.values()) this.tell(open, this.beat(open));
      }
      this.failing = false;
    } catch (error) {
      // Screens notice the silence themselves. Said once, not every second.
      if (!this.failing) this.logger.error(error);
      this.failing = true;
      this.version = '';
    } finally {
      this.looking = false;
    }
  }

  private async redraw(): Promise<void> {
    const inUse = await this.displays.inUse();
    for (const open of [...this.open.values()]) {
      const board = await this.boards.byKey(open.board.key);
      for (const screen of open.screens)
        if (
          !board ||
          (screen.displayId === null
            ? board.isOpen === 0 && open.board.isOpen === 1
            : !inUse.has(screen.displayId))
        )
          this.sendAway(open, screen);
      if (!board || open.screens.size === 0) continue;
      open.board = board;
      const before = open.picture?.id;
      const picture = await this.draw(open);
      if (picture.id !== before) this.tell(open, event('board', picture) + this.beat(open));
    }
  }

  private sendAway(open: Open, screen: Screen): void {
    screen.send(event('gone', {}));
    screen.end();
    open.screens.delete(screen);
  }

  private async draw(open: Open): Promise<Picture> {
    const view = await this.queries.view(open.board);
    const model = boardModel(open.board, view);
    const { html } = await this.pages.html(
      { url: `/board/${open.board.key}`, headers: {} },
      'recognition/board-screen',
      model,
      { layout: 'fragment', locale: toLocale(open.board.locale) ?? undefined },
    );
    const id = createHash('sha256')
      .update(JSON.stringify([open.board.name, { ...view, updatedAt: 0 }]))
      .digest('hex')
      .slice(0, 16);
    open.picture = { html, id };
    return open.picture;
  }

  /** That all is well, and when it was. */
  private beat({ board }: Open): string {
    const locale = toLocale(board.locale) ?? 'es';
    const time = this.i18n.formatsFor(locale).instant(this.clock.now(), 'time');
    return event('beat', {
      updated: this.i18n.text(locale, 'recognition.updated', { time }),
      edition: this.edition(),
    });
  }

  private tell(open: Open, text: string): void {
    for (const screen of open.screens)
      if (!screen.send(text)) {
        screen.end();
        open.screens.delete(screen);
      }
  }
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
