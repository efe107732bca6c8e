/** The boards as everybody sees them: on a page, on a screen on the wall, and what tells the screen that something changed. */
import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AppRequest, Policy } from '../access';
import { Calendar } from '../organization';
import { addDays, parsePeriod } from '../kernel';
import { errors } from '../platform/errors';
import { I18n, toLocale } from '../platform/i18n';
import { type HtmlReply, Pages } from '../platform/views';
import type { Board } from './board.entity';
import { BoardFeed } from './board-feed';
import { boardModel } from './board-page';
import { finishedPeriod } from './board-periods';
import { BoardQueries } from './board.queries';
import { Boards } from './boards.service';
import { Displays } from './displays.service';

/** A screen that is so many bytes behind does not read any more. */
const MOST_BEHIND = 1_000_000;

type Door =
  | { state: 'open'; board: Board; displayId: number | null; token: string | undefined }
  /** The link of a display that is not in use any more, or never was. */
  | { state: 'gone' };

@Controller('board/:key')
export class BoardsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly boards: Boards,
    private readonly displays: Displays,
    private readonly queries: BoardQueries,
    private readonly feed: BoardFeed,
    private readonly calendar: Calendar,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ public: true })
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  async show(
    @Req() request: AppRequest,
    @Param('key') key: string,
    @Query() query: Record<string, unknown>,
  ): Promise<HtmlReply> {
    const door = await this.doorOf(request, key, query);
    if (door.state === 'gone') return this.gone(request);
    const { board, displayId, token } = door;
    const asked = query['period'];
    const earlier =
      typeof asked === 'string' ? finishedPeriod(asked, await this.calendar.today()) : undefined;
    if (asked !== undefined && !earlier) throw errors.not_found();
    const view = await this.queries.view(board, earlier);
    const wall = displayId !== null;
    const model = {
      ...boardModel(board, view),
      live: earlier ? undefined : `/board/${key}/live${token === undefined ? '' : `?display=${token}`}`,
      edition: this.feed.edition(),
      periods: wall
        ? []
        : (await this.queries.archive(board)).map((name) => ({
            name: this.periodWords(name, board),
            href: `/board/${key}?period=${name}`,
            shown: name === view.period && view.archive,
          })),
      nowHref: view.archive ? `/board/${key}` : undefined,
    };
    const { name: title } = board;
    return this.pages.html(request, 'recognition/board', model, {
      layout: 'board',
      title,
      locale: toLocale(board.locale) ?? undefined,
    });
  }

  /** Server-sent events: `board` with the screen to show, `beat` while all is well, `gone` when the link was taken back. */
  @Get('live')
  @Policy({ public: true })
  async live(
    @Req() request: AppRequest,
    @Res() reply: FastifyReply,
    @Param('key') key: string,
    @Query() query: Record<string, unknown>,
  ): Promise<void> {
    const door = await this.doorOf(request, key, query);
    if (door.state === 'gone') throw errors.not_found();
    const headers = {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-accel-buffering': 'no',
    };
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, headers as Record<string, string>);
    if (request.method === 'HEAD') {
      raw.end();
      return;
    }
    // Messages are small and each is waited for.
    raw.socket?.setNoDelay(true);
    const leave = await this.feed.watch(door.board, {
      displayId: door.displayId,
      send: (text) => raw.writable && raw.writableLength < MOST_BEHIND && (raw.write(text), true),
      end: () => raw.end(),
    });
    raw.on('close', leave);
    if (raw.destroyed) leave();
  }

  /** Who may look: whoever has the link of a display; else, at an open board everybody, at another one colleagues. */
  private async doorOf(request: AppRequest, key: string, query: Record<string, unknown>): Promise<Door> {
    const board = await this.boards.byKey(key);
    const token = query['display'];
    if (token !== undefined) {
      const display =
        board && typeof token === 'string' ? await this.displays.find(board.id, token) : undefined;
      return board && display && typeof token === 'string'
        ? { state: 'open', board, displayId: display.id, token }
        : { state: 'gone' };
    }
    if (!board || (board.isOpen === 0 && !request.viewer?.can('recognition.view'))) throw errors.not_found();
    return { state: 'open', board, displayId: null, token: undefined };
  }

  /** `julio–septiembre de 2026` */
  private periodWords(name: string, { locale }: Board): string {
    const { from, to } = parsePeriod(name);
    return this.i18n.formatsFor(toLocale(locale) ?? 'es').dayRange(from, addDays(to, -1), 'month');
  }

  private gone(request: AppRequest): Promise<HtmlReply> {
    return this.pages.html(request, 'recognition/board-gone', {}, { layout: 'board', status: 404 });
  }
}
