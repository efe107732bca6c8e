/** The door of recognition: quotes, boards. Never pay. */
import { Board } from './board.entity';

export { RecognitionModule } from './recognition.module';
export { Boards } from './boards.service';
export type { NewBoard } from './boards.service';
export { Quotes } from './quotes.service';
export { QuotesQueries } from './quotes.queries';
export { QuoteApproved } from './recognition.events';

export const recognitionEntities = [Board];
