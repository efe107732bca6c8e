/**
 * The link on the answer page that no person can see or reach. Who follows it is a program that follows every link;
 * what it then sends is not taken for the customer's.
 */
import { Controller, Get, Header, HttpCode, Param } from '@nestjs/common';
import { Policy } from '../access';
import { Responses } from './responses.service';

@Controller('s/:token/more')
@Policy({ token: 'answer' })
export class LinkTrapController {
  constructor(private readonly responses: Responses) {}

  /** The same empty reply for every address, known or not. */
  @Get()
  @HttpCode(204)
  @Header('X-Robots-Tag', 'noindex')
  @Header('Cache-Control', 'no-store')
  async follow(@Param('token') token: string): Promise<void> {
    await this.responses.trapped(token);
  }
}
