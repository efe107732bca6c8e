/** The door of the invitations: who is asked about a contact, and which invitation a link belongs to. */
export { InvitationsModule } from './invitations.module';
export { Invitations } from './invitations.service';
export type { AnswerableInvitation, OpenInvitation, ServingEmployee } from './open-invitation';
export { DEFAULT_INVITATION_RULES, invitationRules } from './invitation-rules';
export type { InvitationRules } from './invitation-rules';
export { CANCELLED_REASONS, SUPPRESSED_REASONS } from './decision';
export type { CancelledReason, SuppressedReason } from './decision';
export { invitationTabs } from './tabs';
export { INVITATION_STATES } from './invitation-states';
export type { InvitationState } from './invitation-states';
export { exampleInvitation } from './example-invitation';
export { writeMail } from './invitation-mail';
export { sendInvitations } from './invitations.jobs';
export { InvitationStore } from './invitation.store';
export { InvitationNotes } from './invitation-notes';
export type { InvitationNote } from './invitation-notes';
export { MailOutcomes } from './mail-outcomes';
export type { MailedInvitation, ReturnReason } from './mail-outcomes';
export { bounceAddressOf } from './invitation-mail';
export { WayOutByMail } from './way-out-by-mail';
export { domainsOf, receiverOf } from './sending/receivers';
export { contactSentence, firstNameOf } from './contact-sentence';
export type { SpokenContact } from './contact-sentence';

/** For the data source: facts are read and written with SQL. */
export const invitationsEntities: (new () => object)[] = [];
export { reached, WAY_STEPS } from './steps';
export type { WayStep } from './steps';
