/** Every route of a running application with what its handler says about who may call it. */
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PolicyRule } from '../../src/access';
import { POLICY_KEY } from '../../src/platform/http';

export interface HandledRoute {
  /** `GET /teams/:id` */
  route: string;
  /** `ScoresPagesController.team` */
  handler: string;
  rule: PolicyRule | undefined;
}

type Handler = (...args: never[]) => unknown;

const listOf = (paths: unknown): string[] =>
  (Array.isArray(paths) ? paths : [paths]).map((path) => String(path ?? ''));
const joined = (...parts: string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;

/** The routes as the controllers declare them. */
export function handledRoutes(app: NestFastifyApplication): HandledRoute[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    if (!metatype) return [];
    const prototype = metatype.prototype as Record<string, Handler>;
    return scanner.getAllMethodNames(prototype).flatMap((name): HandledRoute[] => {
      const handler = prototype[name];
      if (!handler || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      const rule = (Reflect.getMetadata(POLICY_KEY, handler) ?? Reflect.getMetadata(POLICY_KEY, metatype)) as
        PolicyRule | undefined;
      return listOf(Reflect.getMetadata(PATH_METADATA, metatype)).flatMap((base) =>
        listOf(Reflect.getMetadata(PATH_METADATA, handler)).map((path) => ({
          route: `${method} ${joined(base, path)}`,
          handler: `${metatype.name}.${name}`,
          rule,
        })),
      );
    });
  });
}

/** The routes as the HTTP server knows them, whoever put them there; HEAD goes with its GET. */
export function servedRoutes(app: NestFastifyApplication): string[] {
  const server = app.getHttpAdapter().getInstance();
  const segments: string[] = [];
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', segment = '', methods = ''] =
        /^((?:[│ ] {3})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
      const depth = indent.length / 4;
      segments.splice(depth, segments.length, segment);
      return methods
        .split(', ')
        .filter((method) => method !== '' && method !== 'HEAD')
        .map((method) => `${method} ${joined(segments.join(''))}`);
    });
}

/** The rule in one word, as the route matrix writes it: `scores.view`, `api interactions:write`, `token answer`. */
export function ruleText(rule: PolicyRule | undefined): string {
  if (!rule) return '(none)';
  if ('permission' in rule) return rule.permission;
  if ('api' in rule) return `api ${rule.api}`;
  if ('token' in rule) return `token ${rule.token}`;
  return 'public' in rule ? 'public' : 'signed in';
}
