import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Formats, Messages, negotiateLocale, toLocale } from './index';

const NBSP = '\u00a0';
const mexico = new Formats('es', 'MX', 'America/Mexico_City');
const spain = new Formats('es', 'ES', 'Europe/Madrid');
const english = new Formats('en', 'MX', 'America/Mexico_City');
const brazil = new Formats('pt-BR', 'MX', 'America/Sao_Paulo');

describe('numbers', () => {
  it('follow the language, and Spanish the region', () => {
    expect([mexico, spain, english, brazil].map((f) => f.number(1234.5, 2))).toEqual([
      '1,234.50',
      '1.234,50',
      '1,234.50',
      '1.234,50',
    ]);
    expect([mexico.tag, english.tag, brazil.tag]).toEqual(['es-MX', 'en', 'pt-BR']);
  });

  it('have the true minus sign and no sign on a zero', () => {
    expect(mexico.number(-1.1, 1)).toBe('\u22121.1');
    expect(mexico.signed(4, 1)).toBe('+4.0');
    expect(mexico.signed(-0.04, 1)).toBe('0.0');
    expect(mexico.number(-0.04, 1)).toBe('0.0');
  });

  it('percentages have a space in Spanish that does not break', () => {
    expect(mexico.percent(0.27)).toBe(`27${NBSP}%`);
    expect(english.percent(0.275, 1)).toBe('27.5%');
    expect(brazil.percent(-0.27)).toBe('\u221227%');
  });
});

describe('money', () => {
  it('shows every minor unit with its currency', () => {
    expect(mexico.money({ minor: 641230, currency: 'MXN' })).toBe('$6,412.30');
    expect(mexico.money({ minor: 641230, currency: 'MXN' }, { code: true })).toBe(`$6,412.30${NBSP}MXN`);
    expect(mexico.money({ minor: -15530, currency: 'MXN' })).toBe('\u2212$155.30');
    expect(english.money({ minor: 5, currency: 'USD' })).toBe('$0.05');
    expect(mexico.money({ minor: 1234, currency: 'JPY' })).toContain('1,234');
  });

  it('is exact up to the largest safe integer', () => {
    expect(english.money({ minor: Number.MAX_SAFE_INTEGER, currency: 'USD' })).toBe('$90,071,992,547,409.91');
    fc.assert(
      fc.property(fc.maxSafeInteger(), (minor) => {
        const digits = english.money({ minor, currency: 'USD' }).replace(/\D/g, '');
        expect(BigInt(digits)).toBe(BigInt(Math.abs(minor)));
      }),
    );
    expect(() => english.money({ minor: 0.5, currency: 'USD' })).toThrow(RangeError);
  });
});

describe('days and times', () => {
  it('a local day is shown as that day wherever the reader is', () => {
    expect(mexico.day('2026-11-03')).toBe('3 nov 2026');
    expect(mexico.day('2026-11-03', 'compact')).toBe('3 nov');
    expect(mexico.day('2026-11-03', 'long')).toBe('martes, 3 de noviembre de 2026');
    expect(mexico.day('2026-11', 'month')).toBe('noviembre de 2026');
    expect(() => mexico.day('soon')).toThrow(RangeError);
  });

  it('an instant is shown in the zone', () => {
    const at = Date.parse('2026-11-04T01:42:00Z');
    expect(mexico.instant(at, 'time')).toBe('19:42');
    expect(mexico.instant(at, 'short')).toContain('3 nov 2026');
    expect(english.instant(at, 'time').replace(/\s/g, ' ')).toBe('7:42 PM');
  });

  it('lists are joined with the right word', () => {
    expect(mexico.list(['Ana', 'Diego', 'Irene'])).toBe('Ana, Diego e Irene');
    expect(english.list(['Ana', 'Diego', 'Luz'])).toBe('Ana, Diego, and Luz');
  });
});

describe('messages', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aplauso-messages-'));
    const write = (locale: string, texts: object) => {
      mkdirSync(join(folder, locale));
      writeFileSync(join(folder, locale, 'a.json'), JSON.stringify(texts));
    };
    write('es', {
      'a.n': '{n, plural, one {# respuesta} many {# de respuestas} other {# respuestas}}',
      'a.b': '<b>{x}</b>',
    });
    write('en', { 'a.n': '{n, plural, one {# answer} other {# answers}}', 'a.b': '<b>{x}</b>' });
    write('pt-BR', {
      'a.n': '{n, plural, one {# resposta} many {# de respostas} other {# respostas}}',
      'a.b': '<b>{x}</b>',
    });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('count in the grammar and the digits of the reader', () => {
    const messages = new Messages(folder);
    expect(messages.format('es', 'a.n', { n: 1 })).toBe('1 respuesta');
    expect(messages.format('es', 'a.n', { n: 2148 })).toBe('2,148 respuestas');
    expect(messages.format('es', 'a.n', { n: 1_000_000 })).toBe('1,000,000 de respuestas');
    expect(messages.format('pt-BR', 'a.n', { n: 0 })).toBe('0 resposta');
    messages.follow('ES');
    expect(messages.format('es', 'a.n', { n: 12148 })).toBe('12.148 respuestas');
  });

  it('take markup as text', () => {
    expect(new Messages(folder).format('en', 'a.b', { x: '<i>' })).toBe('<b><i></b>');
  });

  it('a key without text is reported and shown as it is', () => {
    const missing: string[] = [];
    expect(new Messages(folder, (key) => missing.push(key)).format('es', 'a.nothing')).toBe('a.nothing');
    expect(missing).toEqual(['a.nothing']);
  });

  it('a key in two files is refused', () => {
    writeFileSync(join(folder, 'es', 'b.json'), JSON.stringify({ 'a.n': 'x' }));
    expect(() => new Messages(folder)).toThrow('two files');
  });
});

describe('the language of a reader', () => {
  it('is the first wish that we speak', () => {
    expect(negotiateLocale('fr-FR, pt;q=0.8, en;q=0.9', 'es')).toBe('en');
    expect(negotiateLocale('pt-PT', 'es')).toBe('pt-BR');
    expect(negotiateLocale('de, *;q=0.1', 'es')).toBe('es');
    expect(negotiateLocale('en;q=0', 'es')).toBe('es');
    expect(negotiateLocale(undefined, 'pt-BR')).toBe('pt-BR');
    expect(toLocale('es_AR')).toBe('es');
    expect(toLocale('')).toBeUndefined();
  });
});
