/** One thing that stands out, in words, with the way to its evidence. */
export interface Sentence {
  readonly kind: 'hard_contacts' | 'outburst' | 'decline' | 'newcomer' | 'mix' | 'trend';
  readonly text: string;
  /** Null where the page itself is the evidence. */
  readonly href: string | null;
}
