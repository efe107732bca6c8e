/** The door of the mailroom: mail that comes in, and what the world thinks of mail that leaves. */
export { MailroomModule } from './mailroom.module';
export { Mailroom } from './mailroom';
export type { TakenIn } from './mailroom';
export { Correspondence } from './correspondence';
export type { Correspondent, LetterReply } from './correspondence';
export type { DeliveryReport, LetterReference } from './reading';
export { mailroomSettings } from './mailroom-settings';
export type { MailroomSettings } from './mailroom-settings';

/** For the data source: facts are read and written with SQL. */
export const mailroomEntities: (new () => object)[] = [];
