import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadConfig, projectRoot } from '../config';
import { I18n, Messages } from '../i18n';
import { Navigation } from './navigation';
import { decodeFlash, encodeFlash } from './replies';
import { Templates } from './templates';

const config = loadConfig({ NODE_ENV: 'test', SECRET_KEY: 'x'.repeat(32) });
const i18n = new I18n(new Messages(join(projectRoot(), 'views/messages')), config);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aplauso-views-'));
  mkdirSync(join(folder, 'partials'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function render(source: string, model: object, extra: object = {}): string {
  writeFileSync(join(folder, 'page.hbs'), source);
  const data = { i18n, locale: 'es', formats: i18n.formatsFor('es'), assetUrl: (path: string) => `/a/${path}`, ...extra };
  return new Templates(folder, false).render('page', model, data);
}

describe('a template', () => {
  it('writes values the way the reader does', () => {
    const model = { score: 88, share: 0.27, pay: { minor: 641230, currency: 'MXN' }, on: '2026-11-03', at: Date.UTC(2026, 10, 3, 16, 42) };
    expect(render('{{num score digits=1}}|{{pct share}}|{{money pay}}|{{day on "compact"}}|{{instant at "time"}}|{{signed -1.1}}', model)).toBe(
      '88.0|27\u00a0%|$6,412.30|3 nov|10:42|\u22121.1',
    );
  });

  it('writes a dash where there is no value, and zero where it is zero', () => {
    expect(render('{{num a}}|{{pct a}}|{{money a}}|{{day a}}|{{instant a}}|{{num b}}', { a: null, b: 0 })).toBe('–|–|–|–|–|0');
  });

  it('escapes whatever a customer wrote', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const html = render('<p title="{{text}}">{{text}}</p>', { text: `<script>"'${text}` });
        expect(html).not.toContain('<script>');
        expect(html.split('"')).toHaveLength(3);
      }),
    );
  });

  it('data for scripts cannot end the script, and comes back unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        const data = { value, text: `</script><!--${text}\u2028` };
        const html = render('{{json data}}', { data });
        expect(html).not.toMatch(/[<>&\u2028]/);
        expect(JSON.parse(html)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  it('puts the protection token into forms, or nothing without one', () => {
    expect(render('{{csrf}}', {}, { csrfToken: 'a"b' })).toBe('<input type="hidden" name="_csrf" value="a&quot;b">');
    expect(render('{{csrf}}', {})).toBe('');
  });

  it('places a scale without leaving its ends', () => {
    expect(render('{{along 82 60 100}} {{span 84 92 60 100}} {{along 120 60 100}} {{anchor 60 60 100}} {{anchor 80 60 100}}', {})).toBe('55% 20% 100% start middle');
  });

  it('that does not exist is an error with its name', () => {
    expect(() => new Templates(folder, false).render('nothing', {}, {})).toThrow('views/nothing.hbs');
  });

  it('is read anew while developing', () => {
    writeFileSync(join(folder, 'page.hbs'), 'one');
    const templates = new Templates(folder, true);
    expect(templates.render('page', {}, {})).toBe('one');
    writeFileSync(join(folder, 'page.hbs'), 'two');
    expect(templates.render('page', {}, {})).toBe('two');
  });
});

describe('navigation', () => {
  const navigation = new Navigation();
  navigation.add({ key: 'b', labelKey: 'x', href: '/teams', permission: 'scores.view', order: 20 });
  navigation.add({ key: 'a', labelKey: 'x', href: '/', permission: 'home.view', order: 1 });
  navigation.add({ key: 'c', labelKey: 'x', href: '/teams/compare', permission: 'secret', order: 30 });

  it('shows what is open to the reader, in order, with the closest entry marked', () => {
    const all = navigation.for(() => true, '/teams/compare/2');
    expect(all.map(({ key, active }) => [key, active])).toEqual([['a', false], ['b', false], ['c', true]]);
    const some = navigation.for((permission) => permission !== 'secret', '/teams/compare/2');
    expect(some.map(({ key, active }) => [key, active])).toEqual([['a', false], ['b', true]]);
    expect(navigation.for(() => true, '/teamsters').some(({ active }) => active)).toBe(false);
    expect(() => navigation.add({ key: 'a', labelKey: 'x', href: '/', permission: 'x', order: 1 })).toThrow('already');
  });
});

describe('a message for the next page', () => {
  it('survives the way through the browser, and rubbish is ignored', () => {
    const flash = { kind: 'done' as const, key: 'platform.copied', params: { n: 3 } };
    expect(decodeFlash(encodeFlash(flash))).toEqual(flash);
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, value) => {
        expect(() => decodeFlash(text)).not.toThrow();
        expect(() => decodeFlash(Buffer.from(JSON.stringify(value)).toString('base64url'))).not.toThrow();
      }),
    );
  });
});
