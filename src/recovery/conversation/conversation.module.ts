/** Letters, calls and notes between those who work a case and its customer. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../../access';
import { CustomersModule } from '../../customers';
import { InvitationsModule } from '../../invitations';
import { MailroomModule } from '../../mailroom';
import { OrganizationModule } from '../../organization';
import { Jobs } from '../../platform/jobs';
import { GesturesModule } from '../gestures/gestures.module';
import { RecoveryModule } from '../recovery.module';
import { CaseContacts } from './case-contact';
import { CaseTalk } from './case-talk.service';
import { ConversationSection } from './conversation-section';
import { ConversationPagesController } from './conversation.pages.controller';
import { GestureLetters } from './gesture-letters';
import { LetterSender } from './letter-sender';
import { LetterTextStore } from './letter-texts';
import { LetterTextsPagesController } from './letter-texts.pages.controller';
import { Letters, sendLetter, tellOfReply } from './letters.service';

@Module({
  imports: [
    AccessModule,
    CustomersModule,
    InvitationsModule,
    MailroomModule,
    OrganizationModule,
    RecoveryModule,
    GesturesModule,
  ],
  controllers: [LetterTextsPagesController, ConversationPagesController],
  providers: [
    CaseContacts,
    CaseTalk,
    ConversationSection,
    GestureLetters,
    LetterSender,
    LetterTextStore,
    Letters,
  ],
  exports: [CaseContacts, CaseTalk, LetterSender, LetterTextStore, Letters],
})
export class ConversationModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sender: LetterSender,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(sendLetter, ({ letter }, { attempt }) =>
      this.sender.send(letter, attempt >= sendLetter.maxAttempts),
    );
    this.jobs.handle(tellOfReply, ({ letter }) => this.sender.tellOfReply(letter));
  }
}
