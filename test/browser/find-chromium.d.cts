/** The path of a Chromium that is there; throws with what to do when there is none. */
export function findChromium(): string;
