/** `GET /api/v1/boards/{key}`: what a board shows, for other displays. */
import { Controller, Get, Param } from '@nestjs/common';
import { Policy } from '../access';
import { errors } from '../platform/errors';
import { BoardQueries } from './board.queries';
import { Boards } from './boards.service';

@Controller('api/v1/boards')
export class BoardsApiController {
  constructor(
    private readonly boards: Boards,
    private readonly queries: BoardQueries,
  ) {}

  @Get(':key')
  @Policy({ api: 'boards:read' })
  async board(@Param('key') key: string) {
    const board = await this.boards.byKey(key);
    if (!board) throw errors.not_found();
    const { updatedAt, ...view } = await this.queries.view(board);
    return { key: board.key, name: board.name, ...view, updatedAt: new Date(updatedAt).toISOString() };
  }
}
