/** Awards: by rule or by vote, given once a period is over. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../../access';
import { OrganizationModule } from '../../organization';
import { I18n } from '../../platform/i18n';
import { Jobs } from '../../platform/jobs';
import { RecoveryModule } from '../../recovery';
import { ProfileBadges, ScoringModule } from '../../scoring';
import { KudosModule } from '../kudos/kudos.module';
import { AwardGranting, giveAwards } from './award-granting';
import { AWARD_ICONS } from './award-icons';
import { AwardMail, tellAward } from './award-mail';
import { AwardPages } from './award-pages';
import { AwardRules } from './award-rules.service';
import { AwardScene } from './award-scene';
import { AwardQueries } from './award.queries';
import { AwardStore } from './award.store';
import { AwardVotes } from './award-votes.service';
import { AwardWords } from './award-words';
import { AwardsApiController } from './awards.api.controller';
import { AwardsPagesController } from './awards.pages.controller';
import { Awards } from './awards.service';
import { Certificates } from './certificates';

/** Badges on a profile; all of them are on the page of what was received. */
const MOST_BADGES = 6;

@Module({
  imports: [AccessModule, OrganizationModule, RecoveryModule, ScoringModule, KudosModule],
  controllers: [AwardsPagesController, AwardsApiController],
  providers: [
    Awards,
    AwardStore,
    AwardRules,
    AwardVotes,
    AwardGranting,
    AwardQueries,
    AwardMail,
    AwardPages,
    AwardScene,
    AwardWords,
    Certificates,
  ],
  exports: [Awards, AwardStore, AwardRules, AwardVotes, AwardGranting, AwardQueries, AwardScene, AwardWords],
})
export class AwardsModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly granting: AwardGranting,
    private readonly mail: AwardMail,
    private readonly badges: ProfileBadges,
    private readonly queries: AwardQueries,
    private readonly words: AwardWords,
    private readonly i18n: I18n,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(giveAwards, () => this.granting.run());
    this.jobs.handle(tellAward, (payload) => this.mail.tell(payload));
    // After periods were closed at twenty past four.
    this.jobs.schedule({ name: 'awards.give', cron: '10 5 * * *', kind: giveAwards, payload: {} });
    this.badges.add(async ({ employeeId, own, locale }) =>
      (await this.queries.ofEmployee(employeeId, own, MOST_BADGES)).map((grant) => ({
        icon: AWARD_ICONS[grant.icon],
        text: this.i18n.text(locale, 'awards.badge', {
          award: this.words.name({ name: grant.awardName }, locale),
          period: this.words.period(grant, locale),
        }),
        href: `/recognition/awards/${grant.awardId}`,
      })),
    );
  }
}
