/**
 * The API's description of itself, OpenAPI 3.1: every handler that carries an `@ApiOperation`, with its route, the
 * scope its policy asks for, and the schemas it reads its input with. Nothing is written twice, so nothing drifts.
 */
import { Injectable, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { Config } from '../config';
import { registeredErrors } from '../errors';
import { API_OPERATION, API_SECTION, type ApiOperationSpec, type ApiSectionSpec } from './api-operation';
import { fieldsOf, type JsonSchema, jsonSchemaOf } from './json-schemas';
import { POLICY_KEY } from './policy';

export interface ApiParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}
type Content = Record<string, { schema: JsonSchema; example?: unknown }>;
export interface ApiOperationObject {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters: ApiParameter[];
  requestBody?: { required: true; content: Content };
  responses: Record<string, { description: string; content: Content }>;
}
export interface ApiDocument {
  openapi: '3.1.0';
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, ApiOperationObject>>;
  components: { securitySchemes: Record<string, object>; schemas: Record<string, JsonSchema> };
}

/** What a module sees to for every operation of some methods. */
export interface EverywhereRule {
  methods: readonly ('get' | 'post' | 'put' | 'patch' | 'delete')[];
  errors: readonly string[];
  header?: { name: string; description: string; schema: JsonSchema };
}

const READS_BODY = ['malformed_json', 'unsupported_media_type', 'body_too_large'];
const ALWAYS = ['unexpected', 'unavailable'];
const PROBLEM: JsonSchema = {
  description: 'Problem details, RFC 9457.',
  type: 'object',
  properties: {
    type: { type: 'string', description: '`urn:aplauso:error:` and the code.' },
    title: { type: 'string', description: 'The name of the status.' },
    status: { type: 'integer' },
    detail: {
      type: 'string',
      description: 'What is wrong and what to do, in the language of Accept-Language.',
    },
    code: { type: 'string', description: 'Stable; decide by it.' },
    instance: { type: 'string', description: 'The path that was asked for.' },
    errors: {
      type: 'array',
      description: 'One entry per fault of the input.',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body, RFC 6901.' },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
        required: ['pointer', 'code', 'detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
};

interface Described {
  method: string;
  path: string;
  scope: string;
  section: ApiSectionSpec;
  spec: ApiOperationSpec;
}

@Injectable()
export class ApiDescription {
  private readonly rules: EverywhereRule[] = [];
  private built: ApiDocument | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly config: Config,
  ) {}

  /** Adds what holds for every operation of these methods; to be told while the modules start. */
  everywhere(rule: EverywhereRule): void {
    this.rules.push(rule);
  }

  /**
   * The document; built once.
   * @throws Error when a handler's words and its route do not fit together, or name an error nobody declared
   */
  document(): ApiDocument {
    return (this.built ??= this.build());
  }

  private build(): ApiDocument {
    const described = this.operations();
    const sections = new Map(described.map(({ section }) => [section.name, section]));
    const paths: ApiDocument['paths'] = {};
    for (const one of described) (paths[one.path] ??= {})[one.method] = this.operation(one);
    return {
      openapi: '3.1.0',
      info: {
        title: 'Aplauso',
        version: '1',
        description:
          'Report contacts with customers, keep teams and touchpoints, read answers, scores and evaluations. Every refusal is a problem with a stable code. Lists are read page by page with `cursor`. Times are RFC 3339 in UTC.',
        license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
      },
      servers: [{ url: this.config.baseUrl }],
      tags: [...sections.values()].map(({ name, text }) => ({ name, description: text })),
      paths,
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key with the scope the operation asks for.',
          },
        },
        schemas: { Problem: PROBLEM },
      },
    };
  }

  private operations(): Described[] {
    const scanner = new MetadataScanner();
    const types = new Set<Type>();
    for (const module of this.modules.values()) {
      for (const { metatype } of module.controllers.values()) if (metatype) types.add(metatype as Type);
    }
    const described = [...types].flatMap((type) => {
      const prototype = type.prototype as Record<string, object>;
      return scanner.getAllMethodNames(prototype).flatMap((name) => describedBy(type, prototype[name], name));
    });
    return described.sort((a, b) => a.section.order - b.section.order);
  }

  private operation({ method, path, scope, section, spec }: Described): ApiOperationObject {
    const rules = this.rules.filter(({ methods }) => methods.some((one) => one === method));
    const { description } = spec;
    return {
      operationId: operationIdOf(method, path),
      tags: [section.name],
      summary: spec.summary,
      ...(description !== undefined && { description }),
      security: [{ apiKey: [scope] }],
      parameters: [
        ...pathParameters(path, spec),
        ...queryParameters(spec),
        ...rules.flatMap(({ header }) =>
          header ? [{ ...header, in: 'header' as const, required: false }] : [],
        ),
      ],
      ...(spec.body && { requestBody: { required: true as const, content: bodyContent(spec) } }),
      responses: {
        ...replies(spec),
        ...refusals(path, [
          ...rules.flatMap(({ errors }) => errors),
          ...(spec.body ? READS_BODY : []),
          ...(spec.body || spec.query ? ['validation_failed'] : []),
          ...(spec.errors ?? []),
          ...ALWAYS,
        ]),
      },
    };
  }
}

function describedBy(type: Type, handler: object | undefined, name: string): Described[] {
  if (!handler) return [];
  const read = (key: string, target: object): unknown => Reflect.getMetadata(key, target);
  const spec = read(API_OPERATION, handler) as ApiOperationSpec | undefined;
  if (!spec) return [];
  const section = read(API_SECTION, type) as ApiSectionSpec | undefined;
  const policy = (read(POLICY_KEY, handler) ?? read(POLICY_KEY, type)) as { api?: string } | undefined;
  if (!section || policy?.api === undefined) {
    throw new Error(`${type.name}.${name} describes itself and lacks a section or the scope of its key.`);
  }
  const method = RequestMethod[read(METHOD_METADATA, handler) as RequestMethod].toLowerCase();
  const parts = [read(PATH_METADATA, type), read(PATH_METADATA, handler)].map((part) =>
    typeof part === 'string' ? part : '',
  );
  const path = `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
  return [{ method, path: path.replace(/:(\w+)/g, '{$1}'), scope: policy.api, section, spec }];
}

/** `getEmployeesByExternalIdScorecard` */
function operationIdOf(method: string, path: string): string {
  const words = path
    .replace('/api/v1/', '')
    .replace(/\{(\w+)\}/g, 'by-$1')
    .split(/[/-]/);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function parameter(
  name: string,
  place: 'path' | 'query',
  required: boolean,
  given: JsonSchema,
): ApiParameter {
  const { description, ...schema } = given;
  return { name, in: place, required, ...(description !== undefined && { description }), schema };
}

function pathParameters(path: string, { params = {} }: ApiOperationSpec): ApiParameter[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  if (names.join() !== Object.keys(params).join()) {
    throw new Error(
      `${path} has the placeholders ${names.join()}, described are ${Object.keys(params).join()}.`,
    );
  }
  return Object.entries(params).map(([name, schema]) => parameter(name, 'path', true, jsonSchemaOf(schema)));
}

function queryParameters({ query }: ApiOperationSpec): ApiParameter[] {
  if (!query) return [];
  const { properties, required } = fieldsOf(jsonSchemaOf(query));
  return Object.entries(properties).map(([name, schema]) =>
    parameter(name, 'query', required.includes(name), schema),
  );
}

function bodyContent({ body, bodyExample, otherBodies = {} }: ApiOperationSpec): Content {
  const content: Content = {};
  if (body) {
    content['application/json'] = {
      schema: jsonSchemaOf(body),
      ...(bodyExample !== undefined && { example: bodyExample }),
    };
  }
  return { ...content, ...otherForms(otherBodies) };
}

function otherForms(forms: Readonly<Record<string, string>> = {}): Content {
  return Object.fromEntries(
    Object.entries(forms).map(([type, description]) => [type, { schema: { type: 'string', description } }]),
  );
}

function replies({ replies: given }: ApiOperationSpec): ApiOperationObject['responses'] {
  return Object.fromEntries(
    Object.entries(given).map(([status, { text, schema, example, otherForms: forms }]) => {
      const json = { schema: jsonSchemaOf(schema), ...(example !== undefined && { example }) };
      return [status, { description: text, content: { 'application/json': json, ...otherForms(forms) } }];
    }),
  );
}

/** One reply per status; the codes it may carry are listed in its schema. */
function refusals(path: string, codes: readonly string[]): ApiOperationObject['responses'] {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set(codes)) {
    const status = registeredErrors().get(code);
    if (status === undefined) throw new Error(`${path} names the error ${code}, which nobody declared.`);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const entries = [...byStatus].map(([status, listed]) => {
    const schema: JsonSchema = {
      allOf: [{ $ref: '#/components/schemas/Problem' }],
      properties: { code: { enum: listed } },
    };
    return [
      String(status),
      {
        description: `Refused, with one of these codes: ${listed.join(', ')}.`,
        content: { 'application/problem+json': { schema } },
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}
