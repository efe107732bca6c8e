import { join } from 'node:path';
import { canonicalJson, normaliseShares, parseMoney, parsePeriod } from '../../kernel';
import { type Config, LOCALES, projectRoot } from '../config';
import { errors } from '../errors';
import { I18n, Messages } from '../i18n';
import { problemOf, toDomainError } from './problem';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('a value that only the pure code refuses', () => {
  it.each([
    ['an amount that is no amount', () => parseMoney('12,5', 'MXN')],
    ['a currency that does not exist', () => parseMoney('12.50', 'ZZZ')],
    ['a period that ends before it begins', () => parsePeriod('2026-03-01..2026-02-01')],
    ['shares that do not add up', () => normaliseShares([0.5, 0.7])],
  ])('%s is a refusal with its reason, not a fault of ours', (_, work) => {
    const thrown = thrownBy(work);
    const error = toDomainError(thrown);
    expect(error).toMatchObject({ code: 'value_refused', status: 422 });
    expect(error.params).toEqual({ reason: (thrown as Error).message });
  });

  it('is told in the language of the caller', () => {
    const i18n = new I18n(new Messages(join(projectRoot(), 'views/messages')), { timezone: 'UTC' } as Config);
    const error = toDomainError(thrownBy(() => parsePeriod('someday')));
    const details = LOCALES.map((locale) => problemOf(error, i18n, locale, '/api/v1/scores'));
    expect(details.map(({ status, code, title }) => ({ status, code, title }))).toEqual(
      LOCALES.map(() => ({ status: 422, code: 'value_refused', title: 'Unprocessable Entity' })),
    );
    expect(new Set(details.map(({ detail }) => detail.split(':')[0]))).toEqual(
      new Set(['Un valor no se puede usar', 'A value cannot be used', 'Um valor não pode ser usado']),
    );
    for (const { detail } of details) expect(detail).toContain('someday');
  });
});

describe('what is not the caller’s doing', () => {
  it('stays unexpected: an error nobody foresaw, and a text of our own that cannot be written', () => {
    for (const thrown of [new Error('disk full'), 'text', undefined, thrownBy(() => canonicalJson(NaN))]) {
      expect(toDomainError(thrown)).toMatchObject({ code: 'unexpected', status: 500 });
    }
  });

  it('a coded refusal is passed on as it is', () => {
    const refusal = errors.conflict();
    expect(toDomainError(refusal)).toBe(refusal);
  });
});
