/** What a parameter of a statement can be, on both databases. */
export type SqlValue = string | number | null;
