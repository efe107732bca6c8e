/** `GET /api/v1/boards/{key}`: what a board shows, for other displays. */
import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../access';
import { errors, zCode } from '../platform/errors';
import { ApiOperation, ApiSection, shownDay, shownTime } from '../platform/http';
import { BoardQueries, type BoardView } from './board.queries';
import { Boards } from './boards.service';

const boardReply = z.object({
  key: z.string(),
  name: z.string(),
  quotes: z.array(
    z.object({
      id: z.uuid(),
      text: z.string().describe('In the language of the board where somebody translated it.'),
      original: z.string().nullable().describe('What the customer wrote, where `text` is a translation.'),
      customer: z.string().describe('As the customer chose to be named; empty when anonymous.'),
      people: z.array(z.string()),
      team: z.string().nullable(),
      locale: z.string(),
      day: shownDay,
    }),
  ),
  scenes: z
    .array(
      z.object({
        key: z.string(),
        title: z.string(),
        lines: z.array(
          z.object({ name: z.string(), team: z.string().nullable(), detail: z.string().nullable() }),
        ),
      }),
    )
    .describe('What the board celebrates besides thanks; lines in alphabetical order.'),
  people: z
    .array(z.object({ name: z.string(), team: z.string().nullable() }))
    .describe('In alphabetical order: among people clearly above the target there is no first.'),
  thanksThisMonth: z.int(),
  month: z.string().describe('`YYYY-MM`'),
  period: z.string().describe('What people and teams are celebrated for: `2026-Q3`, `2026-09`.'),
  peopleFrom: shownDay.describe('Its first day.'),
  peopleTo: shownDay.describe('Its last day.'),
  archive: z.boolean().describe('Whether it is an earlier period.'),
  updatedAt: shownTime,
}) satisfies z.ZodType<Omit<BoardView, 'updatedAt'>>;

@Controller('api/v1/boards')
@ApiSection({ name: 'Boards', order: 90, text: 'Thanks and people to celebrate, for displays of your own.' })
export class BoardsApiController {
  constructor(
    private readonly boards: Boards,
    private readonly queries: BoardQueries,
  ) {}

  @Get(':key')
  @Policy({ api: 'boards:read' })
  @ApiOperation({
    summary: 'Read what a board shows',
    params: { key: zCode.describe('Key of the board.') },
    replies: { 200: { text: 'The board as it is shown now.', schema: boardReply } },
    errors: ['not_found'],
  })
  async board(@Param('key') key: string) {
    const board = await this.boards.byKey(key);
    if (!board) throw errors.not_found();
    const { updatedAt, ...view } = await this.queries.view(board);
    return { key: board.key, name: board.name, ...view, updatedAt: new Date(updatedAt).toISOString() };
  }
}
