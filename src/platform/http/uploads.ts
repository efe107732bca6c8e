/**
 * Forms with a file. A handler that takes one says so with `@TakesFile`; every other form of that kind is refused before
 * it is read. Text fields become the body, as of any form; the file becomes an `Upload` under its field's name.
 */
import multipart from '@fastify/multipart';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { errors } from '../errors';

/** What a handler takes. */
export interface FileRule {
  /** Name of the field that carries the file. */
  readonly field: string;
  /** Bytes; a larger file arrives cut off, as `tooLarge`. */
  readonly limit: number;
}

export interface Upload {
  readonly bytes: Buffer;
  readonly tooLarge: boolean;
  /** As the sender's machine calls it: text to show, never a path. */
  readonly name: string;
}

/** Larger bodies are refused unread; people who pick a photograph by mistake are told so on the form. */
const LARGEST_BODY = 12 * 1024 * 1024;
const LIMITS = { fieldNameSize: 100, fieldSize: 64 * 1024, fields: 60, files: 1, parts: 61, headerPairs: 20 };

interface Rules {
  takesFile?: FileRule;
  ignoresForm?: true;
}

/** The handler takes one file in a form. */
export const TakesFile = (rule: FileRule) => RouteConfig({ takesFile: rule } satisfies Rules);

/** The handler takes forms of this kind and looks at nothing in them. */
export const IgnoresForm = () => RouteConfig({ ignoresForm: true } satisfies Rules);

/** Whether a field of a body is a file, as against text. No file was picked: an empty one. */
export function isUpload(value: unknown): value is Upload {
  return typeof value === 'object' && value !== null && 'bytes' in value && Buffer.isBuffer(value.bytes);
}

export async function readUploads(app: NestFastifyApplication): Promise<void> {
  await app.register(multipart, { limits: LIMITS, throwFileSizeLimit: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preValidation', (request, _reply, done) => {
      if (!request.isMultipart()) return done();
      const { takesFile, ignoresForm } = request.routeOptions.config as Rules;
      if (!takesFile && !ignoresForm) return done(errors.unsupported_media_type());
      if (!takesFile) {
        request.body = {};
        return done();
      }
      fieldsOf(request, takesFile).then((fields) => {
        request.body = fields;
        done();
      }, done);
    });
}

async function fieldsOf(request: FastifyRequest, rule: FileRule): Promise<Record<string, string | Upload>> {
  const length = Number(request.headers['content-length'] ?? Infinity);
  if (!(length <= LARGEST_BODY)) throw errors.body_too_large();
  const fields = new Map<string, string | Upload>();
  for await (const part of request.parts({ limits: { ...LIMITS, fileSize: rule.limit + 1 } })) {
    if (part.type === 'field') {
      const value = typeof part.value === 'string' ? part.value : '';
      if (part.fieldname === '_csrf') request.csrfToken = value;
      else fields.set(part.fieldname, value);
    } else {
      const bytes = await part.toBuffer();
      if (part.fieldname !== rule.field) throw errors.unsupported_media_type();
      const tooLarge = part.file.truncated || bytes.length > rule.limit;
      fields.set(part.fieldname, { bytes, tooLarge, name: part.filename });
    }
  }
  return Object.fromEntries(fields);
}
