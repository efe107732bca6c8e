/** What a file of evidence is, told from its first bytes and never from its name. */

export interface EvidenceKind {
  readonly mediaType: string;
  readonly extension: string;
}

const KINDS: readonly (EvidenceKind & { readonly starts: readonly number[] })[] = [
  { mediaType: 'application/pdf', extension: 'pdf', starts: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: 'image/png', extension: 'png', starts: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: 'image/jpeg', extension: 'jpg', starts: [0xff, 0xd8, 0xff] },
];
const TEXT: EvidenceKind = { mediaType: 'text/plain; charset=utf-8', extension: 'txt' };

/** Undefined for what is not taken: everything but PDF, PNG, JPEG and plain text in UTF-8. */
export function evidenceKind(bytes: Buffer): EvidenceKind | undefined {
  const known = KINDS.find(({ starts }) => starts.every((byte, index) => bytes[index] === byte));
  if (known) return { mediaType: known.mediaType, extension: known.extension };
  return isText(bytes) ? TEXT : undefined;
}

function isText(bytes: Buffer): boolean {
  if (bytes.length === 0) return false;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return !/[^\P{Cc}\n\r\t]/u.test(text) && !/^\s*</.test(text);
  } catch {
    return false;
  }
}

/** A name to show and to save under: no path, nothing that is no letter, figure, point or dash, the right ending. */
export function evidenceName(given: string, { extension }: EvidenceKind): string {
  const base = given.replace(/^.*[\\/]/u, '').replace(/\.[^.]*$/u, '');
  const plain = base
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return `${plain || 'archivo'}.${extension}`;
}
