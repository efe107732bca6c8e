/** What a page handler returns: a finished page, or the way to the next one after a form was taken. */

/** A short message shown once on the next page. `key` is a message key; the kind decides its look. */
export interface Flash {
  kind: 'done' | 'problem';
  key: string;
  params?: Record<string, string | number>;
}

export const FLASH_COOKIE = 'aplauso_flash';

/** Finished HTML. The HTTP adapter sends it with its status. */
export class HtmlReply {
  constructor(
    readonly html: string,
    readonly status: number,
    readonly forgetFlash: boolean,
  ) {}
}

/** 303 See Other: after a POST the browser loads the next page by GET, so that reloading repeats nothing. */
export class SeeOther {
  constructor(
    readonly path: string,
    readonly flash?: Flash,
  ) {}
}

/**
 * Leads to a page of ours after a form was taken.
 * @param path absolute path on this site
 * @throws Error for anything that could lead elsewhere
 */
export function seeOther(path: string, flash?: Flash): SeeOther {
  if (!isLocalPath(path)) throw new Error('A redirect leads to a path on this site only.');
  return new SeeOther(path, flash);
}

/** Whether the text is a path on this site: what browsers could read as another host is not. */
export function isLocalPath(path: string): boolean {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path);
}

export function encodeFlash(flash: Flash): string {
  return Buffer.from(JSON.stringify(flash)).toString('base64url');
}

/** The message a browser carried here, or `undefined` when it is not one of ours. */
export function decodeFlash(cookie: string | undefined): Flash | undefined {
  if (!cookie || cookie.length > 2000) return undefined;
  try {
    const value = JSON.parse(Buffer.from(cookie, 'base64url').toString()) as Partial<Flash> | null;
    if (typeof value?.key !== 'string' || (value.kind !== 'done' && value.kind !== 'problem')) return undefined;
    const params = Object.entries(value.params ?? {}).filter(([, v]) => typeof v === 'string' || typeof v === 'number');
    return { kind: value.kind, key: value.key, params: Object.fromEntries(params) };
  } catch {
    return undefined;
  }
}
