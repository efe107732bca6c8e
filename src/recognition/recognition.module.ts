/** Public appreciation: boards and the customers' words on them. It knows nothing of pay. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { Navigation } from '../platform/views';
import { ResponsesModule } from '../responses';
import { ScoringModule } from '../scoring';
import { BoardScenes } from './board-scenes';
import { BoardQueries } from './board.queries';
import { BoardsApiController } from './boards.api.controller';
import { Boards } from './boards.service';
import { QuotesQueries } from './quotes.queries';
import { Quotes } from './quotes.service';
import { RecognitionPagesController } from './recognition.pages.controller';

@Module({
  imports: [AccessModule, OrganizationModule, ResponsesModule, ScoringModule],
  controllers: [RecognitionPagesController, BoardsApiController],
  providers: [Quotes, QuotesQueries, Boards, BoardQueries, BoardScenes],
  exports: [Quotes, QuotesQueries, Boards],
})
export class RecognitionModule implements OnModuleInit {
  constructor(private readonly navigation: Navigation) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'recognition',
      labelKey: 'recognition.title',
      href: '/recognition',
      permission: 'recognition.view',
      order: 50,
    });
  }
}
