/**
 * The organization's colour on every surface. Contrast is the WCAG 2.2 ratio (success criterion 1.4.3); from one
 * colour that reads well on paper the tones for the dark scheme, for text on the colour and for washes are derived.
 */

export const DEFAULT_ACCENT = '#0f5c57';
const PAPER = '#fbfaf7';
const DARK_SURFACE = '#1c2229';
const AA = 4.5;

type Rgb = readonly [number, number, number];

function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function hex(color: Rgb): string {
  return `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

function mix(color: Rgb, other: Rgb, share: number): Rgb {
  const channel = (i: 0 | 1 | 2) => color[i] * share + other[i] * (1 - share);
  return [channel(0), channel(1), channel(2)];
}

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** The contrast of a colour (`#rrggbb`) as text on the page's background; 4.5 is the least that is accepted. */
export function contrastOnPaper(accent: string): number {
  return contrast(rgb(accent), rgb(PAPER));
}

/** The first mixture with white, from the colour itself up, that is legible on the dark surface and its wash. */
function forDarkScheme(accent: Rgb): { accent: Rgb; wash: Rgb } {
  const surface = rgb(DARK_SURFACE);
  for (let share = 1; share > 0; share -= 0.02) {
    const lighter = mix(accent, [255, 255, 255], share);
    const wash = mix(lighter, surface, 0.14);
    if (contrast(lighter, surface) >= 6.5 && contrast(lighter, wash) >= AA) return { accent: lighter, wash };
  }
  return { accent: [255, 255, 255], wash: surface };
}

/** The strongest tint of the paper's white on which the colour itself stays legible. */
function washFor(accent: Rgb): Rgb {
  const white: Rgb = [255, 255, 255];
  for (let share = 0.1; share > 0; share -= 0.01) {
    const wash = mix(accent, white, share);
    if (contrast(accent, wash) >= AA) return wash;
  }
  return white;
}

/** The style sheet that puts the colour (`#rrggbb`) over the tokens. */
export function brandStylesheet(accent: string): string {
  const light = rgb(accent);
  const dark = forDarkScheme(light);
  const pair = (a: Rgb, b: Rgb) => `light-dark(${hex(a)}, ${hex(b)})`;
  return [
    ':root {',
    `  --accent: ${pair(light, dark.accent)};`,
    `  --accent-ink: ${pair([255, 255, 255], mix(light, [8, 12, 16], 0.25))};`,
    `  --accent-wash: ${pair(washFor(light), dark.wash)};`,
    '}',
    '',
  ].join('\n');
}
