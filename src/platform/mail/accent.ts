/**
 * The organization's colour in a mail: readable on the light and on the dark background, and never anything but a
 * colour, because it stands in a style sheet.
 */
const DEFAULT_ACCENT = '#0f5c57';
/** The surfaces of `_layout.mjml`. */
const LIGHT = '#ffffff';
const DARK = '#1c2229';
/** WCAG 2.2, 1.4.3. */
const READABLE = 4.5;

/** The accent for the light background: darkened until it is readable there. */
export function accentOnLight(accent: unknown): string {
  return readable(accent, LIGHT, 0);
}

/** The accent for the dark background: lightened until it is readable there. */
export function accentOnDark(accent: unknown): string {
  return readable(accent, DARK, 255);
}

/** WCAG contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(channels(one)), luminance(channels(other))].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

function readable(accent: unknown, background: string, towards: number): string {
  const start = channels(
    typeof accent === 'string' && /^#[0-9a-f]{6}$/i.test(accent) ? accent : DEFAULT_ACCENT,
  );
  for (let step = 0; step <= 20; step += 1) {
    const colour = written(start.map((channel) => channel + ((towards - channel) * step) / 20));
    if (contrast(colour, background) >= READABLE) return colour;
  }
  return towards === 0 ? '#000000' : '#ffffff';
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function written(rgb: number[]): string {
  return `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(rgb: number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
