/**
 * What was answered on the pages before, in a preview: nothing is kept, so the form carries it along in a hidden field,
 * and it is read again as carefully as anything a browser sends.
 */
import { z } from 'zod';

/** A page as its form was sent. */
export type SentPage = Record<string, string | string[]>;

/** Characters of the hidden field; more than an honest preview needs is dropped. */
const LONGEST = 100_000;
const MOST_PAGES = 20;

const zWay = z.strictObject({
  from: z.string().max(32).optional(),
  pages: z
    .array(z.record(z.string().max(100), z.union([z.string(), z.array(z.string()).max(100)])))
    .max(MOST_PAGES),
});

export interface Way {
  /** Key of the section the preview began at; absent: the first one. */
  readonly from?: string | undefined;
  /** Sent before, oldest first. */
  readonly pages: readonly SentPage[];
}

export const NO_WAY: Way = { pages: [] };

/** The way so far; none when the field holds anything else. */
export function readWay(field: unknown): Way {
  if (typeof field !== 'string' || field === '' || field.length > LONGEST) return NO_WAY;
  try {
    return zWay.parse(JSON.parse(field));
  } catch {
    return NO_WAY;
  }
}

/** For the hidden field; undefined when there is nothing to carry. */
export function writtenWay(way: Way): string | undefined {
  return way.pages.length > 0 || way.from !== undefined ? JSON.stringify(way) : undefined;
}

/** With the page just sent, in place of an earlier one of the same section. */
export function withPage({ from, pages }: Way, page: SentPage): Way {
  return { from, pages: [...pages.filter(({ step }) => step !== page['step']), page] };
}

/** The text fields of a body; whatever else it holds is dropped. */
export function pageOf(body: Readonly<Record<string, unknown>>): SentPage {
  return Object.fromEntries(
    Object.entries(body).filter(
      (entry): entry is [string, string | string[]] =>
        typeof entry[1] === 'string' ||
        (Array.isArray(entry[1]) && entry[1].every((item) => typeof item === 'string')),
    ),
  );
}
