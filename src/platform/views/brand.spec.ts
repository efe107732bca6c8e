import fc from 'fast-check';
import { brandStylesheet, contrastOnPaper, DEFAULT_ACCENT } from './brand';

/** WCAG contrast, written a second time so that the product's own is not its own judge. */
function contrast(a: string, b: string): number {
  const light = (hex: string) =>
    [1, 3, 5]
      .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4)))
      .reduce((sum, v, i) => sum + v * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  const [x, y] = [light(a) + 0.05, light(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
}

const tokens = (accent: string) =>
  Object.fromEntries(
    [...brandStylesheet(accent).matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((match) => [
      match[1] ?? '',
      { light: match[2] ?? '', dark: match[3] ?? '' },
    ]),
  );
const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);

describe('the accent colour', () => {
  it('black on paper has nearly the most contrast there is, paper none', () => {
    expect(contrastOnPaper('#000000')).toBeCloseTo(contrast('#000000', '#fbfaf7'), 6);
    expect(contrastOnPaper('#fbfaf7')).toBeCloseTo(1, 6);
    expect(contrastOnPaper(DEFAULT_ACCENT)).toBeGreaterThan(7);
  });

  it('whatever colour passes, every derived tone is legible in both schemes', () => {
    fc.assert(
      fc.property(hex, (accent) => {
        fc.pre(contrastOnPaper(accent) >= 4.5);
        const { accent: text, 'accent-ink': ink, 'accent-wash': wash } = tokens(accent);
        expect(text?.light).toBe(accent);
        // 4.45: colours are rounded to whole channel values after they were chosen.
        expect(contrast(text?.light ?? '', wash?.light ?? '')).toBeGreaterThan(4.45);
        expect(contrast(text?.light ?? '', ink?.light ?? '')).toBeGreaterThan(4.45);
        expect(contrast(text?.dark ?? '', '#1c2229')).toBeGreaterThan(4.45);
        expect(contrast(text?.dark ?? '', wash?.dark ?? '')).toBeGreaterThan(4.45);
        expect(contrast(text?.dark ?? '', ink?.dark ?? '')).toBeGreaterThan(4.45);
      }),
      { numRuns: 1000 },
    );
  });
});
