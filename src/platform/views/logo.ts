/** The organization's picture: what is known of it, where it is served, and how large it is shown. */
import { z } from 'zod';

/** A picture that is kept, named by the hash of its bytes. */
export const zLogo = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  type: z.enum(['png', 'jpg']),
  /** Pixels, as people see it. */
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Logo = z.output<typeof zLogo>;

/** A picture as a page or mail shows it. */
export interface ShownLogo {
  /** Path on this site; the content never changes. */
  readonly href: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const WIDEST = 200;
const HIGHEST = 40;

/** Never enlarged, and never larger than a line of a heading: the question is what counts. */
export function shownLogo(logo: Logo | null): ShownLogo | null {
  if (!logo) return null;
  const share = Math.min(1, WIDEST / logo.width, HIGHEST / logo.height);
  const pixels = (length: number) => Math.max(1, Math.round(length * share));
  return { href: `/brand/${logo.hash}.${logo.type}`, width: pixels(logo.width), height: pixels(logo.height) };
}
