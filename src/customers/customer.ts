/** The person or account that was served, with as little about them as asking and answering needs. */

/** How a customer stands to the organization; `internal` is a colleague served by another department. */
export const SEGMENTS = ['prospect', 'first_time', 'repeat', 'former', 'internal'] as const;
export type Segment = (typeof SEGMENTS)[number];

export interface Customer {
  /** UUID v7. */
  id: string;
  /** The identifier the customer has in the program that told us. */
  externalId: string | null;
  name: string | null;
  /** The account several customers belong to (a firm, a household), as the program that told us names it. */
  account: string | null;
  /** Normalised: see `normaliseEmail`. */
  email: string | null;
  phone: string | null;
  /** A language the product speaks; null when unknown or another. */
  locale: string | null;
  /** IANA zone. */
  timezone: string | null;
  segment: Segment;
}
