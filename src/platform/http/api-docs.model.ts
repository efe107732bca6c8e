/** What the page about the API shows: the document's operations, with schemas laid out as lists of fields. */
import type { ApiDocument, ApiOperationObject } from './api-description';
import { fieldsOf, type JsonSchema } from './json-schemas';

/** A piece of a sentence; what stands between backticks is code. */
export interface Words {
  text: string;
  code: boolean;
}

export interface FieldRow {
  /** With its place: `customer.email`, `participants[].share`. */
  name: string;
  type: string;
  required: boolean;
  description: Words[];
}

export interface OperationPage {
  id: string;
  method: string;
  path: string;
  scope: string;
  summary: string;
  description: Words[];
  /** By where they stand: `path`, `query`, `header`. */
  parameters: (FieldRow & { in: string })[];
  body:
    { fields: FieldRow[]; example: string | undefined; others: { type: string; text: string }[] } | undefined;
  replies: { status: string; text: Words[]; fields: FieldRow[]; example: string | undefined }[];
  refusals: { status: string; codes: string[] }[];
}

export interface ApiDocsPage {
  /** Where every path begins. */
  address: string;
  /** How a program says who it is. */
  header: string;
  sections: { id: string; name: string; text: string; operations: OperationPage[] }[];
}

const DEEPEST = 4;
const PROBLEM = 'application/problem+json';

export function apiDocsPage({ servers, tags, paths }: ApiDocument): ApiDocsPage {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  return {
    address: `${servers[0]?.url ?? ''}/api/v1`,
    header: 'Authorization: Bearer apl_…',
    sections: tags.map(({ name, description }) => ({
      id: name.toLowerCase().replace(/\W+/g, '-'),
      name,
      text: description,
      operations: operations
        .filter(({ operation }) => operation.tags.includes(name))
        .map(({ method, path, operation }) => operationPage(method, path, operation)),
    })),
  };
}

function operationPage(method: string, path: string, operation: ApiOperationObject): OperationPage {
  const { operationId, summary, description, security, parameters, requestBody, responses } = operation;
  const answers = Object.entries(responses).map(([status, { description: text, content }]) => {
    const [type = '', { schema, example } = { schema: {} }] = Object.entries(content)[0] ?? [];
    return { status, text, type, schema, example };
  });
  const { 'application/json': json, ...others } = requestBody?.content ?? {};
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    scope: security[0]?.['apiKey']?.[0] ?? '',
    summary,
    description: worded(description ?? ''),
    parameters: parameters.map((one) => ({
      in: one.in,
      ...rowOf(one.name, { ...one.schema, description: one.description ?? '' }, one.required),
    })),
    body: requestBody && {
      fields: json ? rowsOf(json.schema) : [],
      example: printed(json?.example),
      others: Object.entries(others).map(([type, { schema }]) => ({ type, text: schema.description ?? '' })),
    },
    replies: answers
      .filter(({ type }) => type !== PROBLEM)
      .map(({ status, text, schema, example }) => ({
        status,
        text: worded(text),
        fields: rowsOf(schema),
        example: printed(example),
      })),
    refusals: answers
      .filter(({ type }) => type === PROBLEM)
      .map(({ status, schema }) => ({
        status,
        codes: (schema.properties?.['code']?.enum ?? []).map(String),
      })),
  };
}

function worded(text: string): Words[] {
  return text
    .split('`')
    .map((part, index) => ({ text: part, code: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

function printed(example: unknown): string | undefined {
  if (example === undefined) return undefined;
  return typeof example === 'string' ? example : JSON.stringify(example, null, 2);
}

function rowOf(name: string, schema: JsonSchema, required: boolean): FieldRow {
  return { name, type: typeOf(schema), required, description: worded(aboutField(schema)) };
}

/** Every field with those inside it, in their order. */
function rowsOf(schema: JsonSchema, prefix = '', depth = 0): FieldRow[] {
  if (schema.type === 'array' && schema.items && prefix === '') return rowsOf(schema.items, '[].', depth);
  const { properties, required } = fieldsOf(schema);
  return Object.entries(properties).flatMap(([name, field]) => {
    const place = `${prefix}${name}`;
    const row = rowOf(place, field, required.includes(name));
    return depth + 1 < DEEPEST ? [row, ...inside(field, place, depth + 1)] : [row];
  });
}

function inside(schema: JsonSchema, place: string, depth: number): FieldRow[] {
  const list = [schema, ...(schema.anyOf ?? [])].find(({ items }) => items !== undefined);
  return list?.items ? rowsOf(list.items, `${place}[].`, depth) : rowsOf(schema, `${place}.`, depth);
}

/** `string (email) or null`, `"phone" or "chat"`, `list of objects` */
function typeOf(schema: JsonSchema): string {
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) return [...new Set(forms.map(typeOf))].join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'any value');
  if (type === 'array') return schema.items?.type ? `list of ${typeOf(schema.items)}s` : 'list';
  return schema.format ? `${type} (${schema.format})` : type;
}

/** What is said about the field, with its limits and default. */
function aboutField(schema: JsonSchema): string {
  const own = [schema, ...(schema.anyOf ?? [])];
  const find = <K extends keyof JsonSchema>(key: K): JsonSchema[K] =>
    own.map((form) => form[key]).find((value) => value !== undefined);
  const safe = (limit: number | undefined) =>
    limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined;
  const [low, high] = [safe(find('minimum')), safe(find('maximum'))];
  const [minItems, maxItems] = [find('minItems'), find('maxItems')];
  const range = (from: number | undefined, to: number | undefined) =>
    from === undefined ? `at most ${to}` : to === undefined ? `at least ${from}` : `${from} to ${to}`;
  const fallback = find('default');
  const notes = [
    find('maxLength') !== undefined && `at most ${find('maxLength')} characters`,
    (low !== undefined || high !== undefined) && range(low, high),
    (minItems !== undefined || maxItems !== undefined) && `${range(minItems, maxItems)} entries`,
    fallback !== undefined && `default ${JSON.stringify(fallback)}`,
  ].filter((note) => note !== false);
  const limits = notes.join(', ');
  const sentence = limits === '' ? '' : `${limits.charAt(0).toUpperCase()}${limits.slice(1)}.`;
  return [find('description'), sentence].filter(Boolean).join(' ');
}
