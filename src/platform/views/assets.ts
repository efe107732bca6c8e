/**
 * Public files: our own from `public/`, and those of libraries from where they are installed. All stand under one
 * address that changes with the content, `/assets/<hash>/…`, so that browsers may keep them forever and style sheets
 * can point at fonts beside them. Compressed forms are made at the first request and kept.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { Config, projectRoot } from '../config';
import { brandStylesheet, contrastOnPaper } from './brand';

export type Encoding = 'br' | 'gzip';
export interface Asset {
  type: string;
  body: Buffer;
  encoding?: Encoding;
  /** Whether the address is the one of this very content, so that it may be kept forever. */
  immutable: boolean;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const COMPRESSIBLE = /^(text\/|image\/svg|application\/manifest)/;

const LIBRARY_FILES: Record<string, string> = {
  'vendor/tabler.min.css': '@tabler/core/dist/css/tabler.min.css',
  'vendor/chart.umd.min.js': 'chart.js/dist/chart.umd.min.js',
  'vendor/sortable.esm.js': 'sortablejs/modular/sortable.esm.js',
  'fonts/inter-latin.woff2': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  'fonts/inter-latin-ext.woff2': '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  'fonts/fraunces-latin.woff2': '@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2',
  'fonts/fraunces-latin-ext.woff2': '@fontsource-variable/fraunces/files/fraunces-latin-ext-wght-normal.woff2',
};
/** Style sheets that are sent as one file: one request where a page needs them all. */
const BUNDLES: Record<string, string[]> = {
  'css/staff.css': ['css/tokens.css', 'css/fonts.css', 'css/tabler-tokens.css', 'css/staff.css', 'css/components.css', 'css/invitations.css', 'css/dashboard.css', 'css/comments.css', 'css/signals.css', 'css/evaluations.css', 'css/simulation.css', 'css/recognition.css', 'css/kudos.css', 'css/print.css'],
  'css/customer.css': ['css/tokens.css', 'css/customer.css'],
  'css/kiosk.css': ['css/tokens.css', 'css/kiosk.css'],
  'css/board.css': ['css/tokens.css', 'css/fonts.css', 'css/board.css'],
};

const compress: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  gzip: (body) => promisify(gzip)(body, { level: 9 }),
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
};

@Injectable()
export class Assets {
  private readonly root = projectRoot();
  private readonly paths: Set<string>;
  private readonly hash: string;
  private readonly bodies = new Map<string, Buffer>();
  private readonly compressed = new Map<string, Promise<Buffer>>();
  private readonly fresh: boolean;

  constructor(config: Config) {
    this.fresh = config.environment === 'development';
    const own = readdirSync(join(this.root, 'public'), { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => TYPES[extname(path)] !== undefined);
    this.paths = new Set([...own, ...Object.keys(LIBRARY_FILES)]);
    const digest = createHash('sha256');
    for (const path of [...this.paths].sort()) digest.update(path).update('\0').update(this.read(path));
    this.hash = digest.digest('hex').slice(0, 12);
  }

  /** The address of a file, for pages. @throws Error when there is no such file */
  url(path: string): string {
    if (!this.paths.has(path)) throw new Error(`There is no public file ${path}.`);
    return `/assets/${this.hash}/${path}`;
  }

  /** The address of the style sheet for an accent colour (`#rrggbb`): the colour is the content's hash. */
  brandUrl(accent: string): string {
    return `/assets/brand/${accent.slice(1).toLowerCase()}.css`;
  }

  /**
   * The content for an address after `/assets/`, in the best encoding the browser takes.
   * Another release's hash is answered too, with our content and not to be kept: pages of two releases are in use
   * while nodes are replaced one by one.
   */
  async find(address: string, acceptEncoding: string | undefined): Promise<Asset | undefined> {
    const [first = '', ...rest] = address.split('/');
    const path = rest.join('/');
    if (first === 'brand') {
      const accent = /^([0-9a-f]{6})\.css$/.exec(path)?.[1];
      if (accent === undefined || contrastOnPaper(`#${accent}`) < 4.5) return undefined;
      return { type: 'text/css; charset=utf-8', body: Buffer.from(brandStylesheet(`#${accent}`)), immutable: true };
    }
    if (!/^[0-9a-f]{12}$/.test(first) || !this.paths.has(path)) return undefined;
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const immutable = first === this.hash && !this.fresh;
    const body = this.content(path);
    const encoding = COMPRESSIBLE.test(type) && !this.fresh ? bestEncoding(acceptEncoding) : undefined;
    if (encoding === undefined) return { type, body, immutable };
    const name = `${encoding} ${path}`;
    const made = this.compressed.get(name) ?? compress[encoding](body);
    this.compressed.set(name, made);
    return { type, body: await made, encoding, immutable };
  }

  private content(path: string): Buffer {
    const kept = this.fresh ? undefined : this.bodies.get(path);
    const body = kept ?? Buffer.concat((BUNDLES[path] ?? [path]).map((part) => this.read(part)));
    this.bodies.set(path, body);
    return body;
  }

  private read(path: string): Buffer {
    const library = LIBRARY_FILES[path];
    return readFileSync(library === undefined ? join(this.root, 'public', path) : join(this.root, 'node_modules', library));
  }
}

function bestEncoding(header: string | undefined): Encoding | undefined {
  const wishes = (header ?? '').split(',').map((wish) => wish.trim().toLowerCase());
  const takes = (name: string) => wishes.some((wish) => wish === name || (wish.startsWith(`${name};`) && !/;\s*q=0(\.0*)?$/.test(wish)));
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : undefined;
}
