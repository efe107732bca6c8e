/**
 * The straight way from the socket: requests to straight handlers that look as browsers send them are answered before
 * Fastify sees them. Routing, hooks and reply objects cost more there than everything a customer's answer does.
 *
 * Only what succeeds with a page is answered here, with the very headers Fastify would send. Everything unusual (a
 * cookie, an unknown kind of body, a large one, a server that closes) is left to Fastify untouched; and what fails, or
 * leads elsewhere, is handed to Fastify with its outcome, so that errors have one way only.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import type { FastifyRequest } from 'fastify';
import type { RequestLine } from '../observability';
import { HtmlReply } from '../views/replies';
import { FORM, parseForm } from './body-parsers';
import type { StraightCall } from './straight';
import { keepOutcome, type Outcome } from './straight-outcomes';

/** A straight handler as it is reached: `prefix`, then the secret, and nothing behind it. */
export interface SocketRoute {
  readonly method: 'GET' | 'POST';
  /** `/s/` */
  readonly prefix: string;
  /** `/s/:token` */
  readonly template: string;
  /** Name of the parameter behind the prefix. */
  readonly parameter: string;
  readonly call: StraightCall;
  /** The handler, bound to its controller. */
  readonly handle: (...parameters: unknown[]) => unknown;
}

export interface SocketRules {
  /** What every reply carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** Addresses that proxies tell of have to be judged: Fastify does that. */
  readonly behindProxy: boolean;
  /** Told of every request that was answered here; absent when nobody wants to know. */
  readonly log?: ((line: RequestLine) => void) | undefined;
}

/** A secret and a query of plain characters: nothing to be decoded. */
const REST = /^([A-Za-z0-9_-]{1,400})(?:\?([A-Za-z0-9_=&-]{0,400}))?$/;
/** Bytes of a form; a survey's longest comments are larger and take Fastify's way. */
const MOST_BYTES = 16 * 1024;
const NO_QUERY: Readonly<Record<string, string | string[]>> = Object.freeze({});

/** The part of a Fastify request that straight handlers look at. */
class SocketRequest {
  private id_: string | undefined;

  constructor(
    readonly raw: IncomingMessage,
    readonly params: Record<string, string>,
    readonly query: Readonly<Record<string, unknown>>,
    readonly body: unknown,
  ) {}

  get id(): string {
    return (this.id_ ??= randomUUID());
  }
  get method(): string {
    return this.raw.method ?? '';
  }
  get url(): string {
    return this.raw.url ?? '';
  }
  get headers(): IncomingHttpHeaders {
    return this.raw.headers;
  }
  get ip(): string | undefined {
    return this.raw.socket.remoteAddress;
  }
}

/**
 * Puts the straight way in front of a server's own.
 * @param server whose requests Fastify answers
 * @param closing whether the server is being closed
 */
export function serveStraight(
  server: Server,
  routes: readonly SocketRoute[],
  rules: SocketRules,
  closing: () => boolean,
): void {
  const [onward] = server.listeners('request') as ((raw: IncomingMessage, reply: ServerResponse) => void)[];
  if (!onward) throw new Error('The server answers nothing yet.');
  const lanes = routes.map((route) => new Lane(route, rules, onward));
  server.removeAllListeners('request');
  server.on('request', (raw: IncomingMessage, reply: ServerResponse) => {
    if (!closing()) for (const lane of lanes) if (lane.takes(raw, reply)) return;
    onward(raw, reply);
  });
}

class Lane {
  private readonly headers: readonly string[];

  constructor(
    private readonly route: SocketRoute,
    private readonly rules: SocketRules,
    private readonly onward: (raw: IncomingMessage, reply: ServerResponse) => void,
  ) {
    const named = new Map<string, string>();
    const all = [
      ...Object.entries(rules.headers),
      ...route.call.sent.headers,
      ['content-type', 'text/html; charset=utf-8'] as const,
      ['referrer-policy', 'no-referrer'] as const,
    ];
    for (const [name, value] of all) named.set(name.toLowerCase(), value);
    if (!named.has('cache-control')) named.set('cache-control', 'no-store');
    this.headers = [...named].flat();
  }

  /** @returns whether the request is answered here */
  takes(raw: IncomingMessage, reply: ServerResponse): boolean {
    const { method, prefix, parameter } = this.route;
    const { url = '' } = raw;
    if (raw.method !== method || !url.startsWith(prefix)) return false;
    const rest = REST.exec(url.slice(prefix.length));
    if (!rest) return false;
    const { headers } = raw;
    if (headers.cookie !== undefined || raw.httpVersionMajor !== 1) return false;
    if (this.rules.behindProxy && headers['x-forwarded-for'] !== undefined) return false;
    const query = rest[2] ? parse(rest[2]) : NO_QUERY;
    const params = { [parameter]: rest[1] ?? '' };
    if (method === 'GET') {
      if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return false;
      this.answer(new SocketRequest(raw, params, query, undefined), reply);
      return true;
    }
    const length = Number(headers['content-length']);
    if (headers['content-type'] !== FORM || !(length > 0 && length <= MOST_BYTES)) return false;
    this.read(raw, length, (body) => {
      let fields;
      try {
        ({ fields } = parseForm(body));
      } catch (error) {
        this.hand({ error }, raw, reply);
        return;
      }
      this.answer(new SocketRequest(raw, params, query, fields), reply);
    });
    return true;
  }

  /** A form, which usually comes in one piece. Who goes away while sending it hears nothing. */
  private read(raw: IncomingMessage, length: number, done: (text: string) => void): void {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    raw.on('data', (chunk: Buffer) => {
      if (first) (more ??= [first]).push(chunk);
      else first = chunk;
    });
    raw.on('end', () => done((more ? Buffer.concat(more, length) : first)?.toString('utf8') ?? ''));
  }

  private answer(request: SocketRequest, reply: ServerResponse): void {
    const { call, handle } = this.route;
    const since = this.rules.log ? performance.now() : 0;
    const { raw } = request;
    let returned: unknown;
    try {
      returned = handle(...call.parameters(request as unknown as FastifyRequest));
    } catch (error) {
      this.hand({ error }, raw, reply);
      return;
    }
    if (!(returned instanceof Promise)) {
      this.send(request, returned, reply, since);
      return;
    }
    returned.then(
      (body: unknown) => this.send(request, body, reply, since),
      (error: unknown) => this.hand({ error }, raw, reply),
    );
  }

  private send(request: SocketRequest, body: unknown, reply: ServerResponse, since: number): void {
    if (!(body instanceof HtmlReply) || body.forgetFlash) {
      this.hand({ body }, request.raw, reply);
      return;
    }
    const { html, status } = body;
    reply.writeHead(status, [
      ...this.headers, 'x-request-id', request.id, 'content-length', String(Buffer.byteLength(html)),
    ]); // prettier-ignore
    reply.end(html);
    const { log } = this.rules;
    if (!log) return;
    reply.once('finish', () =>
      log({
        requestId: request.id,
        method: request.method,
        route: this.route.template,
        status,
        milliseconds: Math.round((performance.now() - since) * 10) / 10,
      }),
    );
  }

  /** Fastify answers with what the handler made of the request: the body was read, and is not looked for again. */
  private hand(outcome: Outcome, raw: IncomingMessage, reply: ServerResponse): void {
    keepOutcome(raw, outcome);
    delete raw.headers['content-type'];
    delete raw.headers['content-length'];
    this.onward(raw, reply);
  }
}
