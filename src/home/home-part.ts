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
  /** The running period, half-open: the one that pages of results open with. */
  period: Period;
  /** The period in words. */
  periodName: string;
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
  /** Work to do, or how things are. */
  about: 'work' | 'state';
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

/** How the reader's own service is seen, in one sentence. */
export interface OwnReading {
  sentence: string;
  href: string;
  more: string;
}

export interface HomePart {
  own?: OwnReading;
  /** Whether the numbers are those of the running period. */
  ofPeriod?: boolean;
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
