/** The API's description of itself against the running application: what is served is described, and is as described. */
import type { Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { ZodType } from 'zod';
import { API_SCOPES } from '../../src/access';
import { Employees, PayBases } from '../../src/organization';
import { registeredErrors } from '../../src/platform/errors';
import type { ApiDocument, ApiOperationObject } from '../../src/platform/http/api-description';
import { API_OPERATION, type ApiOperationSpec } from '../../src/platform/http/api-operation';
import type { JsonSchema } from '../../src/platform/http/json-schemas';
import { Boards } from '../../src/recognition';
import { Responses } from '../../src/responses';
import { Surveys } from '../../src/surveys';
import { bootApp, type TestApp } from '../support';
import { handledRoutes, servedRoutes } from '../support/routes';

interface Described {
  route: string;
  operation: ApiOperationObject;
}

describe('the description of the API', () => {
  let test: TestApp;
  let key: string;
  let document: ApiDocument;
  let operations: Described[];

  beforeAll(async () => {
    test = await bootApp('sqlite');
    key = await test.apiKey();
    const reply = await test.http.get('/api/openapi.json');
    expect([reply.status, reply.type]).toEqual([200, 'application/json']);
    document = reply.body as ApiDocument;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        operation,
      })),
    );
  });
  afterAll(() => test.close());

  const as = (request: ReturnType<TestApp['http']['get']>) => request.set('Authorization', `Bearer ${key}`);
  const get = (path: string) => as(test.http.get(`/api/v1/${path}`));
  const operationOf = (route: string): ApiOperationObject => {
    const found = operations.find((one) => one.route === route);
    if (!found) throw new Error(`${route} is not described.`);
    return found.operation;
  };
  const exampleOf = (route: string): unknown =>
    operationOf(route).requestBody?.content['application/json']?.example;
  const schemaOf = (route: string, status = '200'): JsonSchema =>
    operationOf(route).responses[status]?.content['application/json']?.schema ?? {};
  const fieldsOf = (schema: JsonSchema | undefined): string[] => Object.keys(schema?.properties ?? {}).sort();

  it('lists every route under /api/v1, and no other', () => {
    const served = servedRoutes(test.app)
      .filter((route) => route.includes(' /api/v1'))
      .map((route) => route.replace(/:(\w+)/g, '{$1}'));
    expect(served.length).toBeGreaterThan(30);
    expect(operations.map(({ route }) => route).sort()).toEqual(served.sort());
  });

  it('names for every operation the scope that its handler asks for', () => {
    const asked = handledRoutes(test.app).flatMap(({ route, rule }) =>
      rule && 'api' in rule ? [`${route.replace(/:(\w+)/g, '{$1}')} ${rule.api}`] : [],
    );
    const named = operations.map(
      ({ route, operation }) => `${route} ${operation.security[0]?.['apiKey']?.join()}`,
    );
    expect(named.sort()).toEqual(asked.sort());
    for (const { operation } of operations) {
      expect(API_SCOPES).toContain(operation.security[0]?.['apiKey']?.[0]);
    }
  });

  it('names only error codes that exist, each under its own status', () => {
    for (const { route, operation } of operations) {
      const problems = Object.entries(operation.responses).flatMap(([status, { content }]) => {
        const codes = content['application/problem+json']?.schema.properties?.['code']?.enum ?? [];
        return codes.map((code) => ({ route, code, status: Number(status) }));
      });
      expect(problems.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['api_key_missing', 'api_key_invalid', 'api_scope_missing', 'unexpected']),
      );
      for (const problem of problems) {
        expect(problem).toEqual({ ...problem, status: registeredErrors().get(String(problem.code)) });
      }
    }
  });

  it('has the form OpenAPI 3.1 asks for', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Aplauso', version: expect.stringMatching(/\S/) });
    expect(document.servers).toEqual([{ url: 'http://localhost:3000' }]);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }) => name);
    expect(new Set(tags).size).toBe(tags.length);
    const schemes = Object.keys(document.components.securitySchemes);
    for (const { route, operation } of operations) {
      expect({ route, summary: operation.summary }).toEqual({
        route,
        summary: expect.stringMatching(/^[A-Z].*[^.]$/),
      });
      expect(tags).toEqual(expect.arrayContaining(operation.tags));
      for (const requirement of operation.security)
        expect(schemes).toEqual(expect.arrayContaining(Object.keys(requirement)));
      const placeholders = [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const inPath = operation.parameters.filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => name)).toEqual(placeholders);
      for (const one of operation.parameters) {
        expect(['path', 'query', 'header']).toContain(one.in);
        expect(one.schema).toBeInstanceOf(Object);
        if (one.in === 'path') expect(one.required).toBe(true);
      }
      const places = operation.parameters.map((one) => `${one.in} ${one.name}`);
      expect(new Set(places).size).toBe(places.length);
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
      for (const [status, reply] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[2345]\d\d$/);
        expect(reply.description).toMatch(/\S/);
      }
    }
    expect(unresolved(document, document)).toEqual([]);
  });

  it('shows examples that its own schemas accept', () => {
    const specs = describedHandlers(test);
    expect(specs.length).toBe(operations.length);
    const accepts = (schema: ZodType, value: unknown) => schema.safeParse(value).error?.issues ?? [];
    for (const { body, bodyExample, replies, summary } of specs) {
      if (body) expect({ summary, faults: accepts(body, bodyExample) }).toEqual({ summary, faults: [] });
      for (const { schema, example } of Object.values(replies)) {
        if (example !== undefined)
          expect({ summary, faults: accepts(schema, example) }).toEqual({ summary, faults: [] });
      }
    }
  });

  it('has examples the running API accepts, from the first team to the answer about the interaction', async () => {
    const put = async (route: string, path: string) => {
      const reply = await as(test.http.put(path)).send(exampleOf(route) as object);
      expect([route, reply.status]).toEqual([route, 201]);
      expect(Object.keys(reply.body).sort()).toEqual(fieldsOf(schemaOf(route, '201')));
    };
    await put('PUT /api/v1/teams/{externalId}', '/api/v1/teams/T-TEL');
    await put('PUT /api/v1/employees/{externalId}', '/api/v1/employees/E-12');
    await put('PUT /api/v1/touchpoints/{code}', '/api/v1/touchpoints/phone-support');
    const route = 'POST /api/v1/interactions';
    const created = await as(test.http.post('/api/v1/interactions')).send(exampleOf(route) as object);
    expect(created.status).toBe(201);
    expect(Object.keys(created.body).sort()).toEqual(fieldsOf(schemaOf(route, '201')));
    const again = await as(test.http.post('/api/v1/interactions')).send(exampleOf(route) as object);
    expect(again.status).toBe(200);
    expect(Object.keys(again.body).sort()).toEqual(fieldsOf(schemaOf(route, '200')));
    const batchRoute = 'POST /api/v1/interactions/batch';
    const batch = await as(test.http.post('/api/v1/interactions/batch')).send(
      exampleOf(batchRoute) as object,
    );
    expect(batch.body).toMatchObject({ unchanged: 1, errors: 0 });
    expect(Object.keys(batch.body).sort()).toEqual(fieldsOf(schemaOf(batchRoute)));
  });

  it('replies to the main reads have exactly the fields that are described', async () => {
    await fill(test);
    const plan = await as(test.http.post('/api/v1/evaluation-plans')).send(
      exampleOf('POST /api/v1/evaluation-plans') as object,
    );
    const cycle = await as(test.http.post('/api/v1/evaluation-cycles')).send(
      exampleOf('POST /api/v1/evaluation-cycles') as object,
    );
    expect([plan.status, cycle.status]).toEqual([201, 201]);
    expect(Object.keys(plan.body).sort()).toEqual(fieldsOf(schemaOf('POST /api/v1/evaluation-plans', '201')));
    const steps = `evaluation-cycles/${cycle.body.id}`;
    expect((await as(test.http.post(`/api/v1/${steps}/calculate`))).status).toBe(200);
    const interaction = (await get('interactions')).body.items[0].id as string;
    const response = (await get('responses')).body.items[0].id as string;
    const recovery = (await get('recovery-cases')).body.items[0].id as string;
    for (const [route, path] of [
      ['employees', 'employees'],
      ['employees/{externalId}', 'employees/E-12'],
      ['teams', 'teams'],
      ['teams/{externalId}', 'teams/T-TEL'],
      ['touchpoints', 'touchpoints'],
      ['touchpoints/{code}', 'touchpoints/phone-support'],
      ['interactions', 'interactions'],
      ['interactions/{id}', `interactions/${interaction}`],
      ['invitations', 'invitations'],
      ['responses', 'responses'],
      ['responses/{id}', `responses/${response}`],
      ['recovery-cases', 'recovery-cases'],
      ['recovery-cases/{id}', `recovery-cases/${recovery}`],
      ['scores', 'scores?period=2026-11'],
      ['employees/{externalId}/scorecard', 'employees/E-12/scorecard?period=2026-11'],
      ['evaluation-cycles', 'evaluation-cycles'],
      ['evaluation-cycles/{id}', steps],
      ['evaluation-cycles/{id}/statements', `${steps}/statements`],
      ['boards/{key}', 'boards/lobby'],
    ] as const) {
      const reply = await get(path);
      const schema = schemaOf(`GET /api/v1/${route}`);
      expect({ route, status: reply.status, fields: Object.keys(reply.body).sort() }).toEqual({
        route,
        status: 200,
        fields: fieldsOf(schema),
      });
      const inList = schema.properties?.['items']?.items;
      if (!inList) continue;
      expect({ route, fields: Object.keys(reply.body.items[0]).sort() }).toEqual({
        route,
        fields: fieldsOf(inList),
      });
    }
  });

  it('is a page too, in the frame of the reader’s language, with every operation and its place', async () => {
    const page = await test.http.get('/api/docs').set('Accept-Language', 'es').set('Accept', 'text/html');
    expect([page.status, page.type]).toEqual([200, 'text/html']);
    expect(page.text).toContain('Interfaz de programación');
    for (const { route, operation } of operations) {
      expect(page.text).toContain(`id="${operation.operationId}"`);
      expect(page.text).toContain(route.split(' ')[1]);
    }
    expect(page.text).toContain('customer.email');
  });
});

/** An answer that opens a case, a board, and somebody to be paid. */
async function fill(test: TestApp): Promise<void> {
  const interaction = await test.database.get<{ id: string }>('SELECT id AS "id" FROM interaction');
  const { versionId } = await test.get(Surveys).publishedFor(null);
  await test.get(Responses).record({
    interactionId: interaction?.id ?? '',
    surveyVersionId: versionId,
    source: 'import',
    locale: 'es',
    answeredAt: test.clock.now(),
    answers: { rating: 1, comment: 'Nadie me llamó.' },
  });
  await test.get(Boards).create({ key: 'lobby', name: 'Recepción', locale: 'es' }, 'cli');
  const employee = (await test.get(Employees).byExternalIds(['E-12'])).get('E-12');
  const pay = { fromDay: '2024-01-01', annualSalaryMinor: 1, targetBonusMinor: 520_000, currency: 'MXN' };
  await test.get(PayBases).set(employee?.id ?? 0, pay, 'cli');
}

/** References into the document that lead nowhere. */
function unresolved(node: unknown, document: ApiDocument): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => {
    if (name !== '$ref') return unresolved(value, document);
    const path = String(value).replace('#/', '').split('/');
    const target = path.reduce<unknown>(
      (at, part) => (at as Record<string, unknown> | undefined)?.[part],
      document,
    );
    return target === undefined ? [String(value)] : [];
  });
}

/** What the handlers say about themselves, with the schemas they really use. */
function describedHandlers(test: TestApp): ApiOperationSpec[] {
  const scanner = new MetadataScanner();
  const types = [...test.app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype as Type),
  );
  return [...new Set(types)].flatMap((type) => {
    const prototype = type.prototype as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const spec = Reflect.getMetadata(API_OPERATION, prototype[name] ?? {}) as ApiOperationSpec | undefined;
      return spec ? [spec] : [];
    });
  });
}
