/** The life of an invitation: `planned → sending → sent → answered | expired`, with its side exits. */

export const INVITATION_STATES = [
  'planned', 'queued', 'sending', 'sent', 'delivered', 'bounced', 'answered', 'expired', 'suppressed', 'cancelled',
  'unknown',
] as const; // prettier-ignore
export type InvitationState = (typeof INVITATION_STATES)[number];

/** The states in which a customer was asked, or is going to be, for the contact-frequency rule. */
export const ASKED_STATES: readonly InvitationState[] = [
  'planned', 'queued', 'sending', 'sent', 'delivered', 'answered', 'expired', 'unknown',
]; // prettier-ignore

/** The states in which the mail has left, or may have. */
export const LEFT_STATES: readonly InvitationState[] = [
  'sending',
  'sent',
  'delivered',
  'answered',
  'expired',
  'unknown',
];
