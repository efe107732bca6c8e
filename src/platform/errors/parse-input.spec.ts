import fc from 'fast-check';
import { z } from 'zod';
import {
  DomainError,
  type Fault,
  defineErrors,
  errors,
  parseInput,
  registeredErrors,
  zCode,
  zDay,
  zEmail,
  zExternalId,
  zInstant,
  zLocale,
  zText,
} from './index';

function faultsOf(schema: z.ZodType, input: unknown): readonly Fault[] {
  try {
    parseInput(schema, input);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'validation_failed') return error.errors ?? [];
    throw error;
  }
  return [];
}
const codesOf = (schema: z.ZodType, input: unknown): string[] =>
  faultsOf(schema, input).map((fault) => fault.code);

describe('an input with several faults', () => {
  const schema = z.strictObject({
    name: zText(10),
    age: z.int().min(0).max(120),
    customer: z.strictObject({ email: zEmail }),
    tags: z.array(zCode).max(2),
    kind: z.enum(['a', 'b']),
  });

  it('is refused once, with the place and the reason of each', () => {
    const faults = faultsOf(schema, {
      name: 'much too long a name',
      age: 130,
      customer: { email: 'nobody', 'ro/le': 'admin' },
      tags: ['a', 'b', 'c'],
      kind: 'c',
      isAdmin: true,
    });
    expect(faults).toEqual(
      expect.arrayContaining([
        { pointer: '/name', code: 'field_too_long', params: { field: 'name', limit: 10 } },
        { pointer: '/age', code: 'field_too_large', params: { field: 'age', limit: 120 } },
        { pointer: '/customer/email', code: 'field_email', params: { field: 'customer.email' } },
        { pointer: '/customer/ro~1le', code: 'unknown_field', params: { field: 'customer.ro/le' } },
        { pointer: '/tags', code: 'field_too_many', params: { field: 'tags', limit: 2 } },
        { pointer: '/kind', code: 'field_choice', params: { field: 'kind', choices: 'a, b' } },
        { pointer: '/isAdmin', code: 'unknown_field', params: { field: 'isAdmin' } },
      ]),
    );
    expect(faults).toHaveLength(7);
  });

  it('tells what is absent from what is of the wrong kind', () => {
    const faults = faultsOf(schema, { name: 5, customer: {}, tags: [], kind: undefined });
    expect(Object.fromEntries(faults.map(({ pointer, code }) => [pointer, code]))).toEqual({
      '/name': 'field_type',
      '/age': 'field_required',
      '/customer/email': 'field_required',
      '/kind': 'field_required',
    });
  });

  it('any unknown key at all is refused by its name', () => {
    const one = z.strictObject({ known: z.string().optional() });
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (key) => {
        fc.pre(key !== 'known' && key !== '__proto__');
        expect(codesOf(one, { [key]: 1 })).toEqual(['unknown_field']);
      }),
    );
  });

  it('a module can give its own reason', () => {
    const even = z.number().refine((n) => n % 2 === 0, { params: { code: 'not_even', by: 2 } });
    expect(faultsOf(even, 3)).toEqual([{ pointer: '', code: 'not_even', params: { field: '', by: 2 } }]);
  });

  it('of the forms that would be allowed, the faults of the closest are named', () => {
    const shape = z.union([z.string(), z.strictObject({ a: z.strictObject({ b: z.number() }) })]);
    expect(faultsOf(shape, { a: { b: 'x' } })).toEqual([
      { pointer: '/a/b', code: 'field_type', params: { field: 'a.b', expected: 'number' } },
    ]);
  });
});

describe('text', () => {
  it('is trimmed, composed, and keeps its lines and tabs', () => {
    expect(parseInput(zText(50), '  Jose\u0301\r\nde\tla O  ')).toBe('José\nde\tla O');
  });

  it.each(['a\u0000b', 'a\u001bb', 'a\u0085b', 'a\u2028b', 'a\u007fb', 'a\ud800b'])(
    '%j is refused',
    (text) => {
      expect(codesOf(zText(50), text)).toEqual(['field_control_characters']);
    },
  );

  it('of spaces alone is absent', () => {
    expect(codesOf(zText(50), ' \n ')).toEqual(['field_required']);
  });
});

describe('the other kinds of text', () => {
  it('a day has to exist', () => {
    expect(parseInput(zDay, '2024-02-29')).toBe('2024-02-29');
    for (const wrong of ['2026-02-29', '2026-2-1', '20260201', '2026-02-01T00:00', '0001-01-01']) {
      expect(codesOf(zDay, wrong)).toEqual(['field_day']);
    }
  });

  it('an instant carries its offset and becomes UTC milliseconds', () => {
    expect(parseInput(zInstant, '2026-11-02T15:04:00Z')).toBe(Date.UTC(2026, 10, 2, 15, 4));
    expect(parseInput(zInstant, '2026-11-02T09:04:00.250-06:00')).toBe(Date.UTC(2026, 10, 2, 15, 4, 0, 250));
    for (const wrong of [
      '2026-11-02T15:04:00',
      '2026-11-02',
      '2026-02-30T00:00:00Z',
      'now',
      '2026-11-02 15:04:00Z',
    ]) {
      expect(codesOf(zInstant, wrong)).toEqual(['field_instant']);
    }
  });

  it('an e-mail address is one address', () => {
    expect(parseInput(zEmail, ' Marta@Example.COM ')).toBe('Marta@example.com');
    for (const wrong of ['a@x.mx, b@y.mx', 'x <a@x.mx>', 'a@x.mx\r\nBcc: z@z.mx', 'a@b', '@x.mx', '']) {
      expect(codesOf(zEmail, wrong)[0]).toBe('field_email');
    }
  });

  it('codes, external identifiers and languages have their form', () => {
    expect(parseInput(zCode, 'phone-support')).toBe('phone-support');
    expect(codesOf(zCode, 'Phone Support')).toEqual(['field_code']);
    expect(parseInput(zExternalId, 'T-1001/ä 7')).toBe('T-1001/ä 7');
    for (const wrong of ['', ' T', 'T\n1', 'x'.repeat(129)]) {
      expect(codesOf(zExternalId, wrong)).toEqual(['field_external_id']);
    }
    expect(parseInput(zLocale, 'pt-BR')).toBe('pt-BR');
    expect(codesOf(zLocale, 'fr')).toEqual(['field_choice']);
  });

  it('a megabyte made to be slow is judged at once', () => {
    const started = performance.now();
    for (const hostile of [
      'a'.repeat(1_000_000),
      ' '.repeat(1_000_000),
      `${'a-'.repeat(500_000)}!`,
      `${'a.'.repeat(500_000)}@`,
    ]) {
      for (const schema of [zText(100), zDay, zInstant, zCode, zExternalId, zEmail]) {
        expect(schema.safeParse(hostile).success).toBe(false);
      }
    }
    expect(performance.now() - started).toBeLessThan(2400);
  });
});

describe('coded errors', () => {
  it('carry code, status, parameters and place', () => {
    const error = errors.not_found({ id: 3 }, '/id');
    expect(error).toMatchObject({ code: 'not_found', status: 404, params: { id: 3 }, pointer: '/id' });
    expect(registeredErrors().get('body_too_large')).toBe(413);
  });

  it('cannot be defined twice or be named carelessly', () => {
    expect(() => defineErrors({ not_found: 404 })).toThrow('defined twice');
    expect(() => defineErrors({ NotFound: 404 })).toThrow('snake_case');
  });
});
