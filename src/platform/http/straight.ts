/**
 * The straight way to a handler: Fastify calls it, past Nest's guards, interceptors and pipes.
 *
 * Only for what customers call in great numbers with a secret in the address: the guard has nothing to judge there, and
 * Nest's way costs as much as the answer itself. The handler stays a method of its controller, with its policy, its
 * route and its parameters; whatever this way does not know is refused when the server starts.
 */
import type { Type } from '@nestjs/common';
import {
  GUARDS_METADATA,
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { POLICY_KEY } from './policy';
import { outcomeOf } from './straight-outcomes';

const STRAIGHT_KEY = 'aplauso:straight';

/** Where a handler that is called straight lives. */
export interface StraightHandler {
  readonly controller: Type;
  readonly method: string;
}

/** Calls this handler the straight way. Its policy has to be one of a secret in the address (`token`). */
export const Straight = (): MethodDecorator => (target, method, descriptor) => {
  const handler: StraightHandler = { controller: target.constructor as Type, method: String(method) };
  Reflect.defineMetadata(STRAIGHT_KEY, handler, descriptor.value as object);
};

/** The handler behind a route Nest is about to register; undefined for those that go Nest's way. */
export function straightHandlerOf(registered: unknown): StraightHandler | undefined {
  return typeof registered === 'function'
    ? (Reflect.getMetadata(STRAIGHT_KEY, registered) as StraightHandler | undefined)
    : undefined;
}

type Argument = (request: FastifyRequest) => unknown;
type Sent = { readonly status: number | undefined; readonly headers: readonly (readonly [string, string])[] };

export interface StraightCall {
  /** What is said besides the body, unless the body says otherwise. */
  readonly sent: Sent;
  /** The handler's parameters for a request. */
  readonly parameters: (request: FastifyRequest) => unknown[];
}

/** How a handler is called. @throws Error for a handler that needs more than the straight way gives */
export function straightCall({ controller, method }: StraightHandler): StraightCall {
  const name = `${controller.name}.${method}`;
  const callback = (controller.prototype as Record<string, object>)[method] ?? {};
  const of = (key: string, target: object): unknown => Reflect.getMetadata(key, target);
  const policy = (of(POLICY_KEY, callback) ?? of(POLICY_KEY, controller)) as object | undefined;
  if (!policy || !('token' in policy)) throw new Error(`${name} is not reached by a secret in the address.`);
  for (const key of [GUARDS_METADATA, INTERCEPTORS_METADATA, PIPES_METADATA]) {
    if (of(key, callback) ?? of(key, controller))
      throw new Error(`${name} has a guard, an interceptor or a pipe.`);
  }
  const described = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { index: number; data?: unknown; pipes?: unknown[] }
  >;
  const given: Argument[] = [];
  for (const [key, { index, data, pipes }] of Object.entries(described)) {
    const argument = pipes?.length ? undefined : argumentOf(Number(key.split(':')[0]), data);
    if (!argument) throw new Error(`${name} has a parameter that the straight way does not know.`);
    given[index] = argument;
  }
  const headers = (of(HEADERS_METADATA, callback) ?? []) as { name: string; value: string }[];
  return {
    sent: {
      status: of(HTTP_CODE_METADATA, callback) as number | undefined,
      headers: headers.map((header) => [header.name, header.value] as const),
    },
    parameters: (request) => given.map((argument) => argument(request)),
  };
}

function argumentOf(kind: RouteParamtypes, name: unknown): Argument | undefined {
  const from = SOURCES[kind];
  if (!from || typeof name !== 'string') return name === undefined ? from : undefined;
  return (request) => (from(request) as Record<string, unknown>)[name];
}

/** Where the parameters of handlers come from. */
const SOURCES: { [kind in RouteParamtypes]?: Argument } = {
  [RouteParamtypes.REQUEST]: (request) => request,
  [RouteParamtypes.PARAM]: (request) => request.params,
  [RouteParamtypes.QUERY]: (request) => request.query,
  [RouteParamtypes.BODY]: (request) => request.body,
};

/** What a handler returned, or threw, becomes the reply. */
export interface Replies {
  succeed(reply: FastifyReply, body: unknown): void;
  fail(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/** The function Fastify calls. @param instance the controller, known when the application is ready */
export function straightRoute(
  handler: StraightHandler,
  instance: () => unknown,
  replies: () => Replies,
): (request: FastifyRequest, reply: FastifyReply) => void {
  const { sent, parameters } = straightCall(handler);
  const { method } = handler;
  return (request, reply) => {
    const fail = (error: unknown): void => void replies().fail(error, request, reply);
    if (sent.status !== undefined) void reply.status(sent.status);
    for (const [name, value] of sent.headers) void reply.header(name, value);
    const outcome = outcomeOf(request.raw);
    try {
      if (outcome && 'error' in outcome) throw outcome.error;
      const controller = instance() as Record<string, (...args: unknown[]) => unknown>;
      const returned = outcome ? outcome.body : controller[method]?.(...parameters(request));
      Promise.resolve(returned)
        .then((body) => replies().succeed(reply, body))
        .catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}
