/** A provider of messages on this machine that does what the test tells it to, and remembers what it was asked. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ProviderRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The body as JSON; undefined when it is none. */
  json: Record<string, string> | undefined;
}
/** Answers one request; without a reply the connection stays open. */
export type Behaviour = (
  request: ProviderRequest,
  response: ServerResponse,
  socket: Socket,
) => void | Promise<void>;

export interface FakeProvider {
  url: string;
  requests: ProviderRequest[];
  /** What the next requests meet, one after the other; then the usual again. */
  next(...behaviours: Behaviour[]): void;
  /** What every request meets. */
  always(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export const replies = (
  status: number,
  body: unknown = {},
  headers: Record<string, string> = {},
): Behaviour => {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
};
export const staysSilent: Behaviour = () => undefined;
export const breaksOff: Behaviour = (_request, _response, socket) => void socket.destroy();

export async function startFakeProvider(): Promise<FakeProvider> {
  const requests: ProviderRequest[] = [];
  const queue: Behaviour[] = [];
  let usual: Behaviour = (request, response) =>
    replies(201, { id: `msg-${requests.indexOf(request) + 1}` })(
      request,
      response,
      response.socket as Socket,
    );
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      let json: Record<string, string> | undefined;
      try {
        json = JSON.parse(body) as Record<string, string>;
      } catch {
        json = undefined;
      }
      const seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body,
        json,
      };
      requests.push(seen);
      void (queue.shift() ?? usual)(seen, response, request.socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`,
    requests,
    next: (...behaviours) => void queue.push(...behaviours),
    always: (behaviour) => (usual = behaviour),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
