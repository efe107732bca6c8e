/** The door of recognition: quotes, boards. Never pay. */
import { Board } from './board.entity';

export { AwardGranting } from './awards/award-granting';
export { AwardStore } from './awards/award.store';
export { AwardVotes } from './awards/award-votes.service';
export { Awards } from './awards/awards.service';
export { RecognitionAwarded } from './awards/awards.events';
export { CompanyValues } from './kudos/company-values';
export { Kudos } from './kudos/kudos.service';
export { KudosQueries } from './kudos/kudos.queries';
export { RecognitionChoices } from './mine/recognition-choices';
export { RecognitionModule } from './recognition.module';
export { Boards } from './boards.service';
export type { NewBoard } from './boards.service';
export { Quotes } from './quotes.service';
export { QuotesQueries } from './quotes.queries';
export { QuoteApproved } from './recognition.events';

export const recognitionEntities = [Board];
