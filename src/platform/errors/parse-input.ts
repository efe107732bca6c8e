/** The one way input from outside is validated: a strict schema, and every fault named with its place. */
import type { ZodType, core } from 'zod';
import { DomainError, type Fault } from './domain-error';

type Issue = core.$ZodIssue;

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const nameOf = (path: readonly PropertyKey[]): string => path.map(String).join('.');

function fault(path: readonly PropertyKey[], code: string, params: Fault['params'] = {}): Fault {
  return { pointer: pointerTo(path), code, params: { field: nameOf(path), ...params } };
}

function sizeFault(issue: Issue & { code: 'too_small' | 'too_big' }): Fault {
  const { path } = issue;
  const small = issue.code === 'too_small';
  const limit = Number(small ? issue.minimum : issue.maximum);
  if (small && issue.origin === 'string' && limit === 1) return fault(path, 'field_required');
  if (issue.origin === 'string') return fault(path, small ? 'field_too_short' : 'field_too_long', { limit });
  if (issue.origin === 'array' || issue.origin === 'set' || issue.origin === 'map') {
    return fault(path, small ? 'field_too_few' : 'field_too_many', { limit });
  }
  return fault(path, small ? 'field_too_small' : 'field_too_large', { limit });
}

function faultsOf(issue: Issue, input: unknown): Fault[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => fault([...path, key], 'unknown_field'));
    case 'invalid_type':
      return [
        valueAt(input, path) === undefined
          ? fault(path, 'field_required')
          : fault(path, 'field_type', { expected: issue.expected }),
      ];
    case 'too_small':
    case 'too_big':
      return [sizeFault(issue)];
    case 'invalid_value':
      return [
        valueAt(input, path) === undefined
          ? fault(path, 'field_required')
          : fault(path, 'field_choice', { choices: issue.values.map(String).join(', ') }),
      ];
    case 'invalid_format':
      return [fault(path, issue.format === 'email' ? 'field_email' : 'field_invalid')];
    case 'invalid_union': {
      const alternatives = issue.errors.filter((branch) => branch.length > 0);
      const closest = alternatives.sort((a, b) => depth(b) - depth(a))[0] ?? [];
      if (closest.length === 0) return [fault(path, 'field_invalid')];
      return closest.flatMap((inner) => faultsOf({ ...inner, path: [...path, ...inner.path] }, input));
    }
    case 'custom': {
      const { code, ...params } = (issue.params ?? {}) as { code?: string } & Fault['params'];
      return [fault(path, code ?? 'field_invalid', params)];
    }
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return [fault(path, 'field_invalid')];
  }
}

const depth = (issues: readonly Issue[]): number => Math.max(...issues.map((issue) => issue.path.length));

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/**
 * The input as the schema says, or a refusal that names every fault. A schema adds its own reasons with
 * `refine(…, { params: { code: 'my_error_code', …params } })`.
 * @throws DomainError `validation_failed` with one entry per fault
 */
export function parseInput<T>(schema: ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, input));
  throw new DomainError('validation_failed', 400, { count: faults.length }, undefined, faults);
}
