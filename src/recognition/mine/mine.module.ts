/** Recognition as those see it who receive it, and as a team hears of it. */
import { Module } from '@nestjs/common';
import { AccessModule } from '../../access';
import { OrganizationModule } from '../../organization';
import { RecoveryModule } from '../../recovery';
import { CommentsModule, ScoringModule } from '../../scoring';
import { AwardsModule } from '../awards/awards.module';
import { BoardNames } from '../board-names';
import { KudosModule } from '../kudos/kudos.module';
import { MeetingPack } from './meeting-pack';
import { MinePagesController } from './mine.pages.controller';
import { MyRecognition } from './my-recognition';
import { RecognitionChoices } from './recognition-choices';
import { SaidQueries } from './said.queries';

@Module({
  imports: [
    AccessModule,
    OrganizationModule,
    RecoveryModule,
    ScoringModule,
    CommentsModule,
    KudosModule,
    AwardsModule,
  ],
  controllers: [MinePagesController],
  providers: [BoardNames, MyRecognition, RecognitionChoices, SaidQueries, MeetingPack],
  exports: [RecognitionChoices],
})
export class MineModule {}
