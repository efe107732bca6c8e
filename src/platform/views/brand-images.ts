/**
 * The pictures of the organization, kept in the database by the hash of their bytes: every node serves them, a mail sent
 * long ago still shows the one it was sent with, and browsers may keep them forever.
 *
 * What a file is called or says of itself decides nothing. Its first bytes must be those of a PNG or JPEG and its size
 * must be readable; anything else (an SVG could run scripts) is refused.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { imageSize } from 'image-size';
import { Clock } from '../clock';
import { Database } from '../database';
import { errors } from '../errors';
import type { Logo } from './logo';

/** Bytes of the largest picture. */
export const LARGEST_LOGO = 256 * 1024;
/** Pixels along each side: below, it is no picture; above, a small file could fill a telephone's memory. */
const SIDE = { min: 16, max: 2000 } as const;

const MEDIA_TYPES = { png: 'image/png', jpg: 'image/jpeg' } as const;
const FIRST_BYTES = {
  png: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  jpg: Buffer.from([0xff, 0xd8, 0xff]),
} as const;
/** EXIF orientations that lay a picture on its side: browsers turn it. */
const ON_ITS_SIDE = [5, 6, 7, 8];
const KEPT_IN_MEMORY = 8;

export interface ServedImage {
  mediaType: string;
  body: Buffer;
}

@Injectable()
export class BrandImages {
  private readonly served = new Map<string, ServedImage>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a picture; the same bytes are kept once.
   * @throws DomainError `logo_too_heavy`, `logo_unreadable`, `logo_too_large`, each at `/logo`
   */
  async keep(bytes: Buffer): Promise<Logo> {
    const logo = inspected(bytes);
    await this.database.run(
      `INSERT INTO brand_image (hash, media_type, width, height, base64, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (hash) DO NOTHING`,
      [
        logo.hash,
        MEDIA_TYPES[logo.type],
        logo.width,
        logo.height,
        bytes.toString('base64'),
        this.clock.now(),
      ],
    );
    return logo;
  }

  /** The picture with this hash as settings name it, or undefined. */
  async named(hash: string): Promise<Logo | undefined> {
    const row = await this.database.get<{ mediaType: string; width: number; height: number }>(
      `SELECT media_type AS "mediaType", width AS "width", height AS "height" FROM brand_image WHERE hash = ?`,
      [hash],
    );
    if (!row) return undefined;
    const type = row.mediaType === MEDIA_TYPES.png ? 'png' : 'jpg';
    return { hash, type, width: row.width, height: row.height };
  }

  /** The bytes behind the address `/brand/<hash>.<type>`, or undefined. */
  async find(hash: string, type: Logo['type']): Promise<ServedImage | undefined> {
    const kept = this.served.get(hash);
    const image = kept ?? (await this.read(hash));
    return image?.mediaType === MEDIA_TYPES[type] ? image : undefined;
  }

  private async read(hash: string): Promise<ServedImage | undefined> {
    const row = await this.database.get<{ mediaType: string; base64: string }>(
      `SELECT media_type AS "mediaType", base64 AS "base64" FROM brand_image WHERE hash = ?`,
      [hash],
    );
    if (!row) return undefined;
    const image = { mediaType: row.mediaType, body: Buffer.from(row.base64, 'base64') };
    if (this.served.size >= KEPT_IN_MEMORY) this.served.clear();
    this.served.set(hash, image);
    return image;
  }
}

function inspected(bytes: Buffer): Logo {
  if (bytes.length > LARGEST_LOGO) throw errors.logo_too_heavy({ limit: LARGEST_LOGO / 1024 }, '/logo');
  const type = (['png', 'jpg'] as const).find((one) =>
    bytes.subarray(0, FIRST_BYTES[one].length).equals(FIRST_BYTES[one]),
  );
  const size = type && measured(bytes);
  if (!type || !size || size.type !== type) throw errors.logo_unreadable({}, '/logo');
  const { width, height } = size;
  if (Math.min(width, height) < SIDE.min || Math.max(width, height) > SIDE.max) {
    throw errors.logo_too_large({ width, height, min: SIDE.min, max: SIDE.max }, '/logo');
  }
  return { hash: createHash('sha256').update(bytes).digest('hex'), type, width, height };
}

function measured(bytes: Buffer): { width: number; height: number; type: string | undefined } | undefined {
  try {
    const { width, height, type, orientation } = imageSize(bytes);
    const turned = orientation !== undefined && ON_ITS_SIDE.includes(orientation);
    return { width: turned ? height : width, height: turned ? width : height, type };
  } catch {
    return undefined;
  }
}
