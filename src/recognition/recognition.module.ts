/** Public appreciation: boards and the customers' words on them. It knows nothing of pay. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { Navigation } from '../platform/views';
import { RecoveryModule } from '../recovery';
import { LinkNotices, ResponsesModule, withQuery } from '../responses';
import { ScoringModule } from '../scoring';
import { BoardChanges } from './board-changes';
import { BoardFeed } from './board-feed';
import { BoardNames } from './board-names';
import { BoardQuotes } from './board-quotes';
import { AwardScene } from './awards/award-scene';
import { AwardsModule } from './awards/awards.module';
import { BoardScenes } from './board-scenes';
import { BoardQueries } from './board.queries';
import { BoardsDeskController } from './boards-desk.pages.controller';
import { BoardsApiController } from './boards.api.controller';
import { BoardsPagesController } from './boards.pages.controller';
import { Boards } from './boards.service';
import { CustomerWordsController, wordsHref } from './customer-words.controller';
import { Displays } from './displays.service';
import { QuoteConsents } from './quote-consents.service';
import { QuoteImages } from './quote-images';
import { QuoteTranslations } from './quote-translations.service';
import { KudosModule } from './kudos/kudos.module';
import { MineModule } from './mine/mine.module';
import { QuotesQueries } from './quotes.queries';
import { Quotes } from './quotes.service';
import { RecognitionPagesController } from './recognition.pages.controller';
import { OwnScenes } from './scenes/own-scenes';

@Module({
  imports: [
    AccessModule,
    OrganizationModule,
    RecoveryModule,
    ResponsesModule,
    ScoringModule,
    KudosModule,
    AwardsModule,
    MineModule,
  ],
  controllers: [
    BoardsPagesController,
    BoardsDeskController,
    CustomerWordsController,
    RecognitionPagesController,
    BoardsApiController,
  ],
  providers: [
    Quotes,
    QuotesQueries,
    Boards,
    BoardQueries,
    BoardScenes,
    BoardChanges,
    BoardFeed,
    BoardNames,
    BoardQuotes,
    Displays,
    OwnScenes,
    QuoteConsents,
    QuoteImages,
    QuoteTranslations,
  ],
  exports: [Quotes, QuotesQueries, Boards, KudosModule, AwardsModule, MineModule],
})
export class RecognitionModule implements OnModuleInit {
  constructor(
    private readonly navigation: Navigation,
    private readonly notices: LinkNotices,
    private readonly consents: QuoteConsents,
    private readonly scenes: BoardScenes,
    private readonly awards: AwardScene,
  ) {}

  onModuleInit(): void {
    this.scenes.add(this.awards);
    this.navigation.add({
      key: 'recognition',
      labelKey: 'recognition.title',
      href: '/recognition',
      permission: 'recognition.view',
      order: 50,
    });
    this.notices.add(async ({ token, invitationId, locale, speech }) => {
      const quote = await this.consents.ofInvitation(invitationId);
      if (!quote) return undefined;
      return {
        href: withQuery(wordsHref(token), { lang: locale }),
        text: speech.text(locale, 'quotes.notice'),
      };
    });
  }
}
