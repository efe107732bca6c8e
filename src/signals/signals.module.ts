/** Integrity signals: a nightly look for what is unusual, and the people who look into it. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { Jobs } from '../platform/jobs';
import { Navigation } from '../platform/views';
import { RecognitionModule } from '../recognition';
import { ResponsesModule } from '../responses';
import { ScoringModule } from '../scoring';
import { AnswerQueries } from './answers.queries';
import { CountQueries } from './counts.queries';
import { DecisionRateQueries } from './decision-rates.queries';
import { DecisionRatesPagesController } from './decision-rates.pages.controller';
import { EvidenceQueries } from './evidence.queries';
import { Look } from './look';
import { SignalDecisions } from './signal-decisions.service';
import { SignalStore } from './signal.store';
import { lookForSignals } from './signals.jobs';
import { SignalsPagesController } from './signals.pages.controller';
import { SignalQueries } from './signals.queries';

@Module({
  imports: [AccessModule, OrganizationModule, ResponsesModule, ScoringModule, RecognitionModule],
  // The page with a name of its own stands before the one that takes any.
  controllers: [DecisionRatesPagesController, SignalsPagesController],
  providers: [
    AnswerQueries,
    CountQueries,
    DecisionRateQueries,
    EvidenceQueries,
    Look,
    SignalDecisions,
    SignalQueries,
    SignalStore,
  ],
  exports: [Look, SignalDecisions, SignalQueries],
})
export class SignalsModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly navigation: Navigation,
    private readonly look: Look,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(lookForSignals, () => this.look.run());
    this.jobs.schedule({ name: 'signals.look', cron: '11 4 * * *', kind: lookForSignals, payload: {} });
    this.navigation.add({
      key: 'signals',
      labelKey: 'signals.nav',
      href: '/signals',
      permission: 'signals.view',
      order: 75,
    });
  }
}
