/** What one role brings to the first page: what needs somebody now, then how things are. In finished words. */
import type { Viewer } from '../access';
import type { Period } from '../kernel';
import type { Formats } from '../platform/i18n';

/** Who looks at the page, when, and in which words. */
export interface HomeReader {
  viewer: Viewer;
  /** UTC milliseconds. */
  now: number;
  /** The organization's local day, `YYYY-MM-DD`, and its zone. */
  today: string;
  zone: string;
  /** The running month, half-open. */
  month: Period;
  say: (key: string, params?: Record<string, string | number>) => string;
  formats: Formats;
}

/** One sentence that leads to where the thing is done. */
export interface Waiting {
  text: string;
  /** Absent where it is done outside of the product. */
  href?: string;
  /** Somebody has waited longer than was promised, or something is broken. */
  late?: boolean;
}

/** One number with its evidence behind it. */
export interface Figure {
  label: string;
  value: string;
  note?: string | undefined;
  href?: string;
  tone?: 'care' | undefined;
}

/** One line of a list, such as a team with its reading. */
export interface Line {
  text: string;
  href?: string;
  note?: string | undefined;
  late?: boolean;
}

/** A short list under a heading of its own. */
export interface Listing {
  title: string;
  lines: Line[];
  /** Said instead while there are no lines. */
  empty?: string;
}

/** The newest words of a delighted customer about the reader. */
export interface ThanksQuote {
  text: string;
  caption: string;
}

export interface HomePart {
  /** Null: nobody has said thanks lately. Absent: the reader is not somebody customers thank. */
  thanks?: ThanksQuote | null;
  waiting?: Waiting[];
  figures?: Figure[];
  listings?: Listing[];
}

/** One role's share of the page. */
export interface HomeSource {
  isFor(viewer: Viewer): boolean;
  /** Called only where `isFor` says so; reads what the viewer may see and nothing else. */
  read(reader: HomeReader): Promise<HomePart>;
}
