/** The kinds of signals, and below which chance each of them speaks. */

/** Tests with a probability, and the bar of each (docs/formulas.md, "Integrity signals"). */
export const LEVELS = {
  /** Fewer invitations than colleagues' contacts get. */
  invitation_suppression: 0.001,
  /** The same among contacts of the kinds that customers rate lowest. */
  hard_contacts_suppression: 0.001,
  /** The customer's address was changed or removed within a day before the invitation. */
  contact_edits: 0.001,
  /** Many answers within a short time. */
  answer_burst: 0.0001,
  /** Answers sent within three seconds of opening the page. */
  hasty_answers: 0.001,
  /** Answers from the network from which staff sign in. */
  office_answers: 0.001,
  /** Customers say that they were asked for a good rating. */
  asked_for_rating: 0.001,
  /** Good ratings from some day on are more, or fewer, than before. */
  rating_jump: 0.001,
  /** Answers to a manager's people excluded more, or less, often than elsewhere: the funnel's 99.8 %. */
  manager_exclusions: 0.002,
  /** Ratings that a manager changed by hand, the same. */
  manager_overrides: 0.002,
  /** Thanks between colleagues that are returned more often than their numbers explain. */
  kudos_reciprocity: 0.001,
} as const;

export type SignalKind = keyof typeof LEVELS;

/** Kinds that need no chance: a fact that somebody has to look at. */
export const FACTS = ['same_device', 'self_answer', 'like_comments'] as const;
export type FactKind = (typeof FACTS)[number];

/** Names the rules of this folder as a whole: a change of any formula or bar is a new version. */
export const SIGNAL_FORMULA = 'signals-1';
