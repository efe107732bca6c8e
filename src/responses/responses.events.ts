/** What the later modules are told about responses, inside the transaction that changes them. */
import type { QuoteName, VerificationStatus } from './calc';

/** One numeric answer with what is needed to read it. */
export interface RatingFact {
  readonly questionId: number;
  readonly key: string;
  /** csat, nps, ces, scale, thumbs… */
  readonly kind: string;
  /** What the question measures: only `employee` counts toward a person. */
  readonly subject: string;
  /** `expected` or `perceived` for the halves of a pair, else empty. What was expected credits nobody. */
  readonly part: '' | 'expected' | 'perceived';
  /** The one of several employees it is about, who alone is credited; 0: everybody who took part, by share. */
  readonly aboutEmployeeId: number;
  readonly rating: number;
}

/** One employee's share of the credit, in parts per million; the shares of a response sum to 1,000,000. */
export interface AttributionShare {
  readonly employeeId: number;
  readonly sharePpm: number;
}

/** What a response added to the rollups: what must be subtracted when it changes. */
export interface CountedRatings {
  readonly counts: boolean;
  readonly ratings: readonly RatingFact[];
  readonly attributions: readonly AttributionShare[];
}

export interface ResponsePlace {
  readonly responseId: string;
  readonly interactionId: string;
  readonly customerId: string | null;
  readonly touchpointId: number;
  readonly cellId: number;
  /** The organization's local day on which the first answer was received; a correction does not move it. */
  readonly countingDay: string;
}

export interface RecordedFacts extends ResponsePlace {
  readonly invitationId: string | null;
  readonly surveyVersionId: number;
  /** 1 for the first answer, then 2, 3… for corrections. */
  readonly revision: number;
  /** The revision this one replaces; absent on the first. */
  readonly previous?: CountedRatings;
  /** Whether the response counts for scoring as it stands now. */
  readonly counts: boolean;
  readonly verification: VerificationStatus;
  readonly ratings: readonly RatingFact[];
  readonly attributions: readonly AttributionShare[];
  /** Some rating is poor: somebody should make it right. */
  readonly lowRating: boolean;
  readonly mayQuote: boolean;
  readonly mayContact: boolean;
  readonly quoteName: QuoteName;
  /** The comment with personal data masked, fit to be shown; null when none was written. */
  readonly commentText: string | null;
  /** Everything written in open questions, masked too, in the order of the survey. */
  readonly comments: readonly string[];
  readonly locale: string;
  readonly source: string;
  readonly customerName: string | null;
  /** UTC milliseconds at which this revision was received. */
  readonly receivedAt: number;
}

/**
 * A customer answered, or corrected an answer: everything, or as much as will come. Answers that were begun are told
 * when they are complete or settled, and revisions that do not take the place of another are not told.
 */
export class ResponseRecorded implements RecordedFacts {
  readonly responseId: string;
  readonly interactionId: string;
  readonly customerId: string | null;
  readonly touchpointId: number;
  readonly cellId: number;
  readonly countingDay: string;
  readonly invitationId: string | null;
  readonly surveyVersionId: number;
  readonly revision: number;
  readonly previous?: CountedRatings;
  readonly counts: boolean;
  readonly verification: VerificationStatus;
  readonly ratings: readonly RatingFact[];
  readonly attributions: readonly AttributionShare[];
  readonly lowRating: boolean;
  readonly mayQuote: boolean;
  readonly mayContact: boolean;
  readonly quoteName: QuoteName;
  readonly commentText: string | null;
  readonly comments: readonly string[];
  readonly locale: string;
  readonly source: string;
  readonly customerName: string | null;
  readonly receivedAt: number;

  // One by one: gathered with `Object.assign`, every answer would cost a new shape.
  constructor(facts: RecordedFacts) {
    this.responseId = facts.responseId;
    this.interactionId = facts.interactionId;
    this.customerId = facts.customerId;
    this.touchpointId = facts.touchpointId;
    this.cellId = facts.cellId;
    this.countingDay = facts.countingDay;
    this.invitationId = facts.invitationId;
    this.surveyVersionId = facts.surveyVersionId;
    this.revision = facts.revision;
    this.counts = facts.counts;
    this.verification = facts.verification;
    this.ratings = facts.ratings;
    this.attributions = facts.attributions;
    this.lowRating = facts.lowRating;
    this.mayQuote = facts.mayQuote;
    this.mayContact = facts.mayContact;
    this.quoteName = facts.quoteName;
    this.commentText = facts.commentText;
    this.comments = facts.comments;
    this.locale = facts.locale;
    this.source = facts.source;
    this.customerName = facts.customerName;
    this.receivedAt = facts.receivedAt;
    if (facts.previous) this.previous = facts.previous;
  }
}

export type CountingChange = 'excluded' | 'exclusion_lifted' | 'verification_decided';

export interface CountingFacts extends ResponsePlace {
  readonly change: CountingChange;
  readonly counted: boolean;
  readonly counts: boolean;
  readonly ratings: readonly RatingFact[];
  readonly attributions: readonly AttributionShare[];
}

/** A response that counted does so no longer, or the other way round. Published only when that really changed. */
export class ResponseCountingChanged implements CountingFacts {
  readonly responseId!: string;
  readonly interactionId!: string;
  readonly customerId!: string | null;
  readonly touchpointId!: number;
  readonly cellId!: number;
  readonly countingDay!: string;
  readonly change!: CountingChange;
  /** Before. */
  readonly counted!: boolean;
  /** From now on: always the opposite of `counted`. */
  readonly counts!: boolean;
  readonly ratings!: readonly RatingFact[];
  readonly attributions!: readonly AttributionShare[];

  constructor(facts: CountingFacts) {
    Object.assign(this, facts);
  }
}

/** Somebody else is credited for an answer than before; what the customer said stays. */
export class ResponseAttributionChanged implements ResponsePlace {
  readonly responseId!: string;
  readonly interactionId!: string;
  readonly customerId!: string | null;
  readonly touchpointId!: number;
  readonly cellId!: number;
  readonly countingDay!: string;
  readonly counts!: boolean;
  readonly ratings!: readonly RatingFact[];
  readonly before!: readonly AttributionShare[];
  readonly after!: readonly AttributionShare[];

  constructor(facts: {
    readonly [Fact in keyof ResponseAttributionChanged]: ResponseAttributionChanged[Fact];
  }) {
    Object.assign(this, facts);
  }
}
