/** What bodies are read: JSON and forms. A form's protection token is set aside, so that input schemas stay strict. */
import { parse } from 'node:querystring';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { errors } from '../errors';

declare module 'fastify' {
  interface FastifyRequest {
    /** The `_csrf` field of a form, taken out of its body. */
    csrfToken?: string;
  }
}

/** The largest body in bytes. */
export const BODY_LIMIT = 1024 * 1024;
export const FORM = 'application/x-www-form-urlencoded';
/** More fields than any form of ours; a body of a million empty fields is refused before it costs memory. */
const MOST_FIELDS = 2000;

/** What stands in a form. */
export interface Form {
  readonly fields: Record<string, string | string[]>;
  /** Its protection token, which is no field of its own. */
  readonly token: string | string[] | undefined;
}

/** `a=1&a=2` becomes a list; a name ending in `[]` is always one. @throws DomainError `body_too_large` */
export function parseForm(text: string): Form {
  const sent = parse(text, '&', '=', { maxKeys: MOST_FIELDS + 1 });
  // An ordinary object, as schemas expect; `__proto__` becomes an own key that a strict schema refuses.
  const fields: Record<string, string | string[]> = {};
  let count = 0;
  let token: Form['token'];
  for (const rawName in sent) {
    const value = sent[rawName] ?? '';
    count += typeof value === 'string' ? 1 : value.length;
    if (count > MOST_FIELDS) throw errors.body_too_large();
    const isList = rawName.endsWith('[]');
    const name = isList ? rawName.slice(0, -2) : rawName;
    const before = name === '_csrf' ? token : Object.hasOwn(fields, name) ? fields[name] : undefined;
    const all = before === undefined ? value : [before, value].flat();
    const listed = isList && typeof all === 'string' ? [all] : all;
    if (name === '_csrf') token = listed;
    else if (name === '__proto__') Object.defineProperty(fields, name, { value: listed, enumerable: true });
    else fields[name] = listed;
  }
  return { fields, token };
}

export function readBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  app.useBodyParser(FORM, { bodyLimit: BODY_LIMIT }, (request: FastifyRequest, body: Buffer, done) => {
    try {
      const { token, fields } = parseForm(body.toString('utf8'));
      if (typeof token === 'string') request.csrfToken = token;
      done(null, fields);
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT }, (_request, body: Buffer, done) => {
    const parse = fastify.getDefaultJsonParser('error', 'error');
    void parse(_request as FastifyRequest, body.toString('utf8'), (error, value) =>
      error ? done(errors.malformed_json(), undefined) : done(null, value),
    );
  });
}
