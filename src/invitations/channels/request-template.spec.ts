import fc from 'fast-check';
import { textAt, valueAt } from './json-pointer';
import { isTemplate, PLACEHOLDERS, renderBody, strangeNames, type Values } from './request-template';

const values = (change: Partial<Record<keyof Values, string>> = {}): Values => ({
  ...(Object.fromEntries(PLACEHOLDERS.map((name) => [name, `<${name}>`])) as Record<keyof Values, string>),
  ...change,
});

describe('the request to a provider', () => {
  it('as JSON keeps its shape whatever a value contains', () => {
    const template = '{"messages":[{"to":"{{to}}","body":"Hi: {{ text }}","n":1,"ok":true,"none":null}]}';
    const hostile = '","to":"+19995550100"}],"x":"\\\n\u2028{{credential}}';
    expect(JSON.parse(renderBody(template, 'json', values({ text: hostile })))).toEqual({
      messages: [{ to: '<to>', body: `Hi: ${hostile}`, n: 1, ok: true, none: null }],
    });
  });

  it('as a form keeps its fields whatever a value contains', () => {
    const hostile = '&To=%2B19995550100\r\nHost: evil {{to}} +😀';
    const sent = new URLSearchParams(
      renderBody('To={{to}}&\n  Body={{text}}&From=Agua%20Clara', 'form', values({ text: hostile })),
    );
    expect([...sent]).toEqual([
      ['To', '<to>'],
      ['Body', hostile],
      ['From', 'Agua Clara'],
    ]);
  });

  it('never lets a value fill another one in, nor become structure', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = renderBody('{"a":"{{text}}","b":["{{text}}!"]}', 'json', values({ text }));
        // A lone surrogate comes back as it went in: JSON writes it as an escape.
        expect(JSON.parse(json)).toEqual({ a: text, b: [`${text}!`] });
      }),
    );
  });

  it.each([
    ['{"a": {{to}}}', false],
    ['{"a": "{{to}}"', false],
    ['"{{to}}"', false],
    ['', false],
    ['{"a":"{{to}}"}', true],
  ])('the template %j as JSON: %s', (template, fit) => {
    expect(isTemplate(template, 'json')).toBe(fit);
  });

  it('names of its own only: no paths, no helpers, no code', () => {
    expect(strangeNames('{{to}} {{ text }}')).toEqual([]);
    expect(strangeNames('{{constructor}} {{this.to}} {{#if to}}x{{/if}} {{lookup this "a"}}')).toEqual([
      'constructor', 'this.to', '#if to', '/if', 'lookup this "a"',
    ]); // prettier-ignore
    expect(strangeNames('{{to')).toEqual(['{{']);
    expect(renderBody('{"a":"{{constructor}}{{__proto__}}"}', 'json', values())).toBe(
      '{"a":"{{constructor}}{{__proto__}}"}',
    );
  });
});

describe('a place in what a provider says', () => {
  const reply = { messages: [{ id: 'wamid.1' }], 'a/b': { '~': 7 }, empty: '', nothing: null };
  it.each([
    ['/messages/0/id', 'wamid.1'],
    ['/a~1b/~0', '7'],
    ['/messages/1/id', undefined],
    ['/messages/00/id', undefined],
    ['/empty', undefined],
    ['/nothing', undefined],
    ['/messages', undefined],
    ['/constructor/name', undefined],
    ['/__proto__/x', undefined],
    ['/messages/length', undefined],
  ])('%s is %j', (pointer, text) => {
    expect(textAt(reply, pointer)).toBe(text);
  });

  it('the empty pointer is the whole', () => {
    expect(valueAt(reply, '')).toBe(reply);
  });
});
