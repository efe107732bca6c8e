/** What kind of program sent an answer, as coarsely as is still useful against machines: never a whole user agent. */

const FAMILIES: readonly (readonly [string, RegExp])[] = [
  ['edge', /\bEdg(?:e|A|iOS)?\//],
  ['firefox', /\b(?:Firefox|FxiOS)\//],
  ['chrome', /\b(?:Chrome|CriOS|Chromium)\//],
  ['safari', /\bSafari\//],
];

const PLATFORMS: readonly (readonly [string, RegExp])[] = [
  ['android', /\bAndroid\b/],
  ['ios', /\b(?:iPhone|iPad|iPod)\b/],
  ['windows', /\bWindows\b/],
  ['mac', /\bMacintosh\b/],
  ['linux', /\bLinux\b/],
];

/** `chrome/android`, `safari/ios`, `other/other`, or `none` without a user agent. */
export function clientClass(userAgent: string | undefined): string {
  if (!userAgent) return 'none';
  const agent = userAgent.slice(0, 512);
  const named = (of: readonly (readonly [string, RegExp])[]) =>
    of.find(([, pattern]) => pattern.test(agent))?.[0] ?? 'other';
  return `${named(FAMILIES)}/${named(PLATFORMS)}`;
}
