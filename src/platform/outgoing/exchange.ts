/**
 * One HTTP request to a host that somebody configured, on a connection of its own, no redirect followed: so that it is
 * known whether the request left, and that it went to the address that was looked at.
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { objectionTo, PrivateHost, publicLookup, type SystemLookup } from './reachable-host';

/** More than anybody has to say in reply. */
const LARGEST_REPLY = 64 * 1024;
const CODE = /[^A-Za-z0-9_.:-]/g;

export interface Asked {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  /** Besides `Content-Length` and `Connection`, which are set here. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Until the last byte of the reply. */
  readonly timeoutMs: number;
  /** Hosts that may be reached although they are not public. */
  readonly privateHosts: readonly string[];
  /** The system's unless given. */
  readonly resolve?: SystemLookup;
}

export interface Reply {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Undefined when it was longer than a reply is. */
  readonly body: string | undefined;
}

/** The request did not get through; `left` says whether the receiver may have read it. */
export class NoReply extends Error {
  constructor(
    readonly left: boolean,
    /** `timeout`, `private_host`, `econnrefused`…: fit to be shown. */
    readonly code: string,
  ) {
    super(code);
    this.name = 'NoReply';
  }
}

/** @throws NoReply */
export function exchange({
  url,
  method,
  headers,
  body,
  timeoutMs,
  privateHosts,
  resolve: names,
}: Asked): Promise<Reply> {
  const target = new URL(url);
  // Looked at again when sending: what the installation allows may have changed since it was saved.
  if (objectionTo(url, privateHosts) !== null) return Promise.reject(new NoReply(false, 'private_host'));
  const options: RequestOptions = {
    method,
    agent: false,
    headers: { ...headers, 'Content-Length': body.length, Connection: 'close' },
    ...(!privateHosts.includes(target.hostname) && { lookup: publicLookup(names) }),
  };
  const secure = target.protocol === 'https:';
  return new Promise<Reply>((resolve, reject) => {
    let left = false;
    const request = (secure ? httpsRequest : httpRequest)(target, options);
    const fail = (code: string) => {
      clearTimeout(timer);
      reject(new NoReply(left, code));
      request.destroy();
    };
    const timer = setTimeout(() => fail('timeout'), timeoutMs);
    request.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => (left = true)));
    request.on('error', (error) => fail(connectionCode(error)));
    request.on('response', (response) => {
      left = true;
      readAll(response).then(
        (text) => {
          clearTimeout(timer);
          const { statusCode: status = 0, headers: said } = response;
          resolve({ status, retryAfter: said['retry-after'], body: text });
        },
        () => fail('connection_broken'),
      );
    });
    request.end(body);
  });
}

async function readAll(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_REPLY) {
      response.destroy();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What somebody else says is wrong, as it may stand on pages and in the timeline. */
export function shortCode(text: string): string {
  return text.replace(CODE, '_').slice(0, 40);
}

/** The code of a connection that failed, for pages. */
function connectionCode(error: NodeJS.ErrnoException): string {
  if (error instanceof PrivateHost) return 'private_host';
  return error.code === undefined ? 'connection_broken' : shortCode(error.code.toLowerCase());
}
