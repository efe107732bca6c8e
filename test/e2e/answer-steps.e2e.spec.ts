/** A survey of several pages, and every kind of question, answered over HTTP. */
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { fromTemplate, TEMPLATE_KEYS } from '../../src/surveys/templates';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { ONE_PAGE, publish, STEPS } from './questionnaires.fixture';
import { answeringWorld, type AnsweringWorld } from './responses.fixture';

const LOCALES = ['es', 'en', 'pt-BR'] as const;
type Form = Record<string, string | string[]>;

/** Every kind answered. */
const FULL: Form = {
  rating: '5',
  'answers[recommend]': '10',
  'answers[effort]': '6',
  'answers[solved]': '0',
  'answers[reason]': 'other',
  'answers[reason.other]': 'La línea "se cortó"',
  'answers[channels]': ['phone', 'elsewhere'],
  'answers[channels.other]': 'La plaza',
  'answers[promise.expected]': '6',
  'answers[promise.perceived]': '7',
  'answers[agree]': '4',
  'answers[each.1]': '5',
  'answers[each.2]': '3',
  'answers[manners.1]': '1',
  'answers[manners.2]': '0',
  comment: 'Muy bien',
};

describeOnBothDatabases('a survey of several pages', (kind) => {
  let world: AnsweringWorld;
  let steps: { surveyId: number; versionId: number };
  let onePage: { surveyId: number; versionId: number };

  beforeAll(async () => {
    world = await answeringWorld(kind);
    steps = await publish(world, 'steps', STEPS);
    onePage = await publish(world, 'one-page', ONE_PAGE);
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.set(TEST_NOW));

  const begin = async () => (await world.invite(world.ana, 'Marta Ruiz', { survey: steps })).token;
  const open = async (token: string, query = '') =>
    (await world.http.get(`/s/${token}${query}`).expect(200)).text;
  const answered = async () =>
    Number(
      (await world.database.get<{ n: number }>('SELECT COUNT(*) AS "n" FROM response_revision'))?.n ?? -1,
    );

  describe('page after page', () => {
    it('each is kept as it is sent, and the next has an address of its own', async () => {
      const token = await begin();
      const first = await open(token, '?r=4');
      expect(first).toContain('Paso 1<');
      expect(first).toContain('name="step" value="service"');
      expect(first).toContain('>Continuar</button>');
      expect(first).not.toContain('mayQuote');
      world.clock.advance(20_000);
      const sent = await world.send(token, { step: 'service', rating: '4' }).expect(303);
      expect(sent.headers['location']).toBe(`/s/${token}?step=outcome`);
      expect(sent.headers['set-cookie']).toBeUndefined();
      const second = await open(token, '?step=outcome');
      expect(second).toContain('<h1>El resultado</h1>');
      expect(second).toContain('Paso 2 de 3');
      expect(second).toContain('name="back" value="service"');
      await world.send(token, { step: 'outcome', 'answers[solved]': '1' }).expect(303);
      const last = await open(token);
      expect(last).toContain('Paso 3 de 3');
      expect(last).toContain('>Enviar mi respuesta</button>');
      expect(last).toContain('name="mayQuote"');
      const thanks = await world
        .send(token, { step: 'closing', consents: '1', 'answers[recommend]': '9', comment: 'Gracias' })
        .expect(200);
      expect(thanks.text).toContain('Gracias, Marta');
      expect(thanks.text).not.toContain('Lamentamos');
    });

    it('left in between, the link goes on where it was left, with what was given', async () => {
      const token = await begin();
      await world.send(token, { step: 'service', rating: '1' }).expect(303);
      const again = await open(token);
      expect(again).toContain('<h1>El resultado</h1>');
      // The rating leads through a page of its own: four in all.
      expect(again).toContain('Paso 2 de 4');
      const back = await open(token, '?step=service');
      expect(back).toMatch(/value="1" class="low" required checked/);
      expect(await open(token, '?step=closing')).toContain('<h1>El resultado</h1>');
      expect(await open(token, '?step=nothing')).toContain('<h1>El resultado</h1>');
    });

    it('a change of mind on an earlier page leads another way, and asks for what is missing there', async () => {
      const token = await begin();
      await world.send(token, { step: 'service', rating: '5' }).expect(303);
      await world.send(token, { step: 'outcome', 'answers[solved]': '1' }).expect(303);
      world.clock.advance(60_000);
      const changed = await world.send(token, { step: 'service', rating: '2' }).expect(303);
      expect(changed.headers['location']).toBe(`/s/${token}?step=repair`);
      expect(await open(token)).toContain('<h1>Cómo lo arreglamos</h1>');
    });

    it('what is missing on a page is said there, and the page before can still be reached', async () => {
      const token = await begin();
      await world.send(token, { step: 'service', rating: '5' }).expect(303);
      const page = await world.send(token, { step: 'outcome' }).expect(422);
      expect(page.text).toContain('href="#field-answers.solved"');
      expect(page.text).toContain('id="field-answers.solved"');
      expect(page.text).toContain('name="back" value="service"');
    });

    it('going back keeps what was typed, though it is unfinished, and the page still has to be sent', async () => {
      const token = await begin();
      await world.send(token, { step: 'service', rating: '5' }).expect(303);
      world.clock.advance(20_000);
      const back = { step: 'outcome', back: 'service', 'answers[solved]': '0' };
      const left = await world.send(token, back).expect(303);
      expect(left.headers['location']).toBe(`/s/${token}?step=service`);
      expect(await open(token, '?step=service')).toMatch(/value="5" class="high" required checked/);
      world.clock.advance(20_000);
      await world.send(token, { step: 'service', rating: '4' }).expect(303);
      const again = await open(token);
      expect(again).toContain('<h1>El resultado</h1>');
      expect(again).toMatch(/name="answers\[solved\]" value="0"[^>]* checked/);
      await world.send(token, { step: 'outcome', 'answers[solved]': '1' }).expect(303);
      // From the last page, too, nothing is finished by going back.
      const last = { step: 'closing', consents: '1', comment: 'Todavía pienso' };
      world.clock.advance(20_000);
      await world.send(token, { ...last, back: 'outcome' }).expect(303);
      const standing = await world.database.get(
        `SELECT c.complete AS "complete" FROM response_current c JOIN response r ON r.id = c.response_id
         JOIN invitation_token k ON k.invitation_id = r.invitation_id WHERE k.token_hash = ?`,
        [createHash('sha256').update(token).digest('hex')],
      );
      expect(standing).toEqual({ complete: 0 });
      world.clock.advance(20_000);
      await world.send(token, { step: 'outcome', 'answers[solved]': '1' }).expect(303);
      expect(await open(token)).toContain('Todavía pienso');
      await world.send(token, { ...last, 'answers[recommend]': '9' }).expect(200);
    });

    it('going back to a page that is none is refused by name', async () => {
      const token = await begin();
      await world.send(token, { step: 'service', rating: '5' }).expect(303);
      await world.send(token, { step: 'outcome', back: 'nowhere' }).expect(422);
    });

    it('after a low rating on the first page, the last one offers a call; the thanks repeat when', async () => {
      const token = await begin();
      await world.send(token, { step: 'service', rating: '1' }).expect(303);
      await world
        .send(token, { step: 'outcome', 'answers[solved]': '0', 'answers[reason]': 'waiting' })
        .expect(303);
      await world
        .send(token, { step: 'repair', 'answers[promise.expected]': '7', 'answers[promise.perceived]': '1' })
        .expect(303);
      const last = await open(token);
      expect(last).toMatch(/class="answer mood-low unhappy"/);
      const thanks = await world
        .send(token, {
          step: 'closing',
          consents: '1',
          'answers[recommend]': '0',
          mayContact: '1',
          contactWhen: 'evening',
        })
        .expect(200);
      expect(thanks.text).toContain('Lamentamos');
      expect(thanks.text).toContain('por la noche, de 18 a 21 h');
    });
  });

  describe('every kind on one page', () => {
    const CHOSEN = [
      ['rating', '5'],
      ['answers[recommend]', '10'],
      ['answers[effort]', '6'],
      ['answers[solved]', '0'],
      ['answers[reason]', 'other'],
      ['answers[channels]', 'phone'],
      ['answers[channels]', 'elsewhere'],
      ['answers[promise.expected]', '6'],
      ['answers[promise.perceived]', '7'],
      ['answers[agree]', '4'],
      ['answers[each.1]', '5'],
      ['answers[each.2]', '3'],
      ['answers[manners.1]', '1'],
      ['answers[manners.2]', '0'],
    ] as const;
    /** What is chosen on a page, as name and value. */
    const chosenOn = (html: string) =>
      [
        ...html.matchAll(
          /<input type="(?:radio|checkbox)" id="field-(?!may)[^>]*? name="([^"]*)" value="([^"]*)"[^>]* checked>/g,
        ),
      ].map(([, name, value]) => [name, value]);
    const order = (pairs: readonly (readonly (string | undefined)[])[]) => pairs.map(String).sort();

    it('is asked with a field for everybody who served, and shown again as it was answered', async () => {
      const { token } = await world.invite(world.ana, 'Marta Ruiz', {
        survey: onePage,
        others: [world.hugo],
      });
      const page = await open(token);
      expect(page).toContain('¿Qué tan claro fue Ana?');
      expect(page).toContain('¿Qué tan claro fue Hugo?');
      expect(page).toMatch(/<legend>Lo que esperaba<\/legend>/);
      expect(page).not.toContain('Paso');
      expect(page).toMatch(/class="q if-reason"/);
      await world.send(token, FULL).expect(200);
      const again = await open(token);
      expect(order(chosenOn(again))).toEqual(order(CHOSEN));
      expect(again).toContain('value="La línea &quot;se cortó&quot;"');
      expect(again).toContain('value="La plaza"');
      expect(again).toContain('Muy bien</textarea>');
    });

    it('one of two who share a first name is told from the other', async () => {
      const twin = await world.database.get<{ id: number }>(
        `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
           VALUES ('E-99', 'Ana Cruz', 'agent', '2020-01-01', 'full', 0, 0) RETURNING id AS "id"`,
      );
      const { token } = await world.invite(world.ana, 'Marta Ruiz', {
        survey: onePage,
        others: [{ id: twin?.id ?? 0, name: 'Ana Cruz' }],
      });
      const page = await open(token);
      expect(page).toContain('¿Qué tan claro fue Ana B.?');
      expect(page).toContain('¿Qué tan claro fue Ana C.?');
    });

    it('switched to another language, nothing chosen or typed is lost and nothing is kept', async () => {
      const { token } = await world.invite(world.ana, 'Marta Ruiz', {
        survey: onePage,
        others: [world.hugo],
      });
      const before = await answered();
      const page = await world
        .send(token, { ...FULL, lang: 'en', mayContact: '1', contactWhen: 'midday', quoteName: 'first' })
        .expect(200);
      expect(page.text).toContain('<html lang="en">');
      expect(page.text).toContain('How clear was Hugo?');
      expect(page.text).toContain('Your call on Tuesday, November 3');
      expect(page.text).toContain('every day from 7 am to 11 pm');
      expect(page.text).toContain(`action="/s/${token}?lang&#x3D;en"`);
      expect(page.headers['set-cookie']).toBeUndefined();
      expect(order(chosenOn(page.text))).toEqual(order(CHOSEN));
      expect(page.text).toContain('Muy bien</textarea>');
      expect(page.text).toMatch(/name="mayContact" value="1"[^>]* checked/);
      expect(page.text).toContain('value="midday" selected');
      expect(page.text).toContain('value="first" selected');
      expect(await answered()).toBe(before);
    });

    it('answers to a question that the other answers rule out are not kept', async () => {
      const { token } = await world.invite(world.ana, 'Marta Ruiz', {
        survey: onePage,
        others: [world.hugo],
      });
      await world.send(token, { ...FULL, 'answers[solved]': '1' }).expect(200);
      const again = await open(token);
      expect(chosenOn(again).map(([name]) => name)).not.toContain('answers[reason]');
      expect(again).not.toContain('se cortó');
    });

    it('the rules that hide it stand in a style sheet of the version, kept forever, and nowhere else', async () => {
      const { token } = await world.invite(world.ana, 'Marta Ruiz', { survey: onePage });
      const href = /href="(\/assets\/rules\/[^"]+)"/.exec(await open(token))?.[1] ?? '';
      const style = await world.http.get(href).expect(200);
      expect(style.headers['content-type']).toContain('text/css');
      expect(style.headers['cache-control']).toContain('immutable');
      expect(style.text).toContain('.if-reason{display:none}');
      await world.http.get(href.replace(/-\w{12}/, '-000000000000')).expect(404);
      await world.http.get('/assets/rules/9999-000000000000.css').expect(404);
      await world.http.get('/assets/rules/x.css').expect(404);
      const { token: plain } = await world.invite(world.ana);
      expect(await open(plain)).not.toContain('/assets/rules/');
    });
  });

  describe('light enough for a slow network', () => {
    const kept = new Map<string, number>();
    /** Bytes over the wire of a page and everything it loads; each style sheet once. */
    async function weightOf(html: string): Promise<number> {
      let bytes = brotliCompressSync(html).length;
      for (const [, href = ''] of html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)) {
        if (!kept.has(href)) {
          const style = await world.http.get(href).set('Accept-Encoding', 'identity').expect(200);
          kept.set(href, brotliCompressSync(style.text).length);
        }
        bytes += kept.get(href) ?? 0;
      }
      expect(html).not.toMatch(/<script|<img|url\(|https?:/);
      return bytes;
    }

    it('every kind at once, full of answers, with mistakes, in every language', async () => {
      const weights: number[] = [];
      for (const locale of LOCALES) {
        const more = { survey: onePage, others: [world.hugo], locale };
        const { token } = await world.invite(world.ana, 'Marta Ruiz', more);
        weights.push(await weightOf(await open(token)));
        const wrong = await world.send(token, { rating: '9', comment: 'palabra '.repeat(20) }).expect(422);
        weights.push(await weightOf(wrong.text));
      }
      expect(Math.max(...weights)).toBeLessThanOrEqual(14 * 1024);
    });

    it.each(TEMPLATE_KEYS)('the template %s, page after page', async (key) => {
      const survey = await publish(world, `light-${key}`, fromTemplate(key, 'usted'));
      for (const locale of LOCALES) {
        const { token } = await world.invite(world.ana, 'Marta Ruiz', {
          survey,
          others: [world.hugo],
          locale,
        });
        for (const { key: step } of survey.sections) {
          const page = await world.send(token, { lang: locale, step }).expect(200);
          expect(await weightOf(page.text)).toBeLessThanOrEqual(14 * 1024);
        }
      }
    });
  });

  describe('whatever is typed', () => {
    const HOSTILE: readonly (readonly [string, string])[] = [
      ['markup', `"><script>alert(1)</script><img src=x onerror=alert(1)>'`],
      ['an end of the field', '</textarea></form></main><h1>'],
      ['a template', '{{constructor}} {{#each this}} ${1}'],
      ['over any length', 'ñ'.repeat(60_000)],
      ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈👍🏽'.repeat(50)],
      ['right to left', 'شكرا جزيلا \u202e\u202d\u2066'],
      ['zero width', '\u200b\u200c\u200d\u2060\ufeff'],
      ['NUL and other controls', '\u0000\u0007\u001b[31m\u0085\u2028'],
      ['half a character', 'a\ud83db'],
      ['many marks', `e${'\u0301'.repeat(5000)}`],
      ['numbers that are none', '1e309'],
    ];
    const FIELDS = [
      'rating', 'comment', 'answers[recommend]', 'answers[solved]', 'answers[reason]', 'answers[reason.other]',
      'answers[channels]', 'answers[channels.other]', 'answers[promise.expected]', 'answers[each.2]', 'answers[manners.1]',
      'answers[nothing]', 'answers[__proto__]', '__proto__', 'constructor', 'step', 'lang', 'opened', 'website',
      'contactWhen', 'quoteName', 'mayContact', 'mayQuote', 'consents',
    ]; // prettier-ignore

    it.each(HOSTILE)('%s, in any field, breaks no page', async (_, text) => {
      const { token } = await world.invite(world.ana, 'Marta Ruiz', {
        survey: onePage,
        others: [world.hugo],
      });
      for (const field of FIELDS) {
        for (const form of [
          { rating: '4', [field]: text },
          { lang: 'en', [field]: [text, text] },
        ]) {
          const page = await world.send(token, form);
          const taken = [200, 303, 400, 422].includes(page.status);
          expect({ field, status: page.status, taken }).toEqual({ field, status: page.status, taken: true });
          expect(page.text).not.toMatch(/<script>|<img src=x|<\/textarea><\/form><\/main>/);
          expect(page.text).not.toContain('\u0000');
          if (page.status !== 303) expect(page.text).toMatch(/<\/main>\s*<\/body>\s*<\/html>\s*$/);
        }
      }
    });

    it('in the address, too', async () => {
      const { token } = await world.invite(world.ana, 'Marta Ruiz', { survey: steps });
      for (const [, text] of HOSTILE) {
        const value = encodeURIComponent(text.slice(0, 500).replace(/[\ud800-\udfff]/g, '%'));
        for (const name of ['r', 'step', 'lang', 'constructor', '__proto__']) {
          const page = await world.http.get(`/s/${token}?${name}=${value}&${name}=2`).expect(200);
          expect(page.text).not.toMatch(/<script>|<img src=x/);
          await world.http.get(`/s/${token}?${name}=${value}`).expect(200);
        }
      }
    });

    it('names are only names, of customers and of those who served', async () => {
      // What a database cannot keep never becomes a name.
      const names = HOSTILE.map(([, text]) =>
        text
          .replaceAll('\u0000', '')
          .replace(/[\ud800-\udfff]/g, '')
          .slice(0, 200),
      );
      for (const [index, name] of names.entries()) {
        const row = await world.database.get<{ id: number }>(
          `INSERT INTO employee (external_id, name, job_family, hired_on, public_name, created_at, updated_at)
             VALUES (?, ?, 'agent', '2020-01-01', 'full', 0, 0) RETURNING id AS "id"`,
          [`E-hostile-${index}`, name || 'x'],
        );
        const employee = { id: row?.id ?? 0, name };
        const { token } = await world.invite(employee, name || null, {
          survey: onePage,
          others: [world.hugo],
        });
        const pages = [
          await world.http.get(`/s/${token}?r=5`).expect(200),
          await world.http.get(`/s/${token}/wrong`).expect(200),
          await world.send(token, { rating: '3' }).expect(422),
          await world.send(token, { ...FULL, comment: name }).expect(200),
          await world.http.get(`/s/${token}?lang=en`).expect(200),
        ];
        for (const { text } of pages) {
          expect(text).not.toMatch(/<script>|<img src=x|<\/textarea><\/form><\/main>/);
          expect(text).toMatch(/<\/main>\s*<\/body>\s*<\/html>\s*$/);
        }
      }
    });

    it('what was typed comes back as it was typed', async () => {
      const { token } = await world.invite(world.ana, 'Marta Ruiz', {
        survey: onePage,
        others: [world.hugo],
      });
      const comment = `\n  "Línea 1"\r\nشكرا 👍🏽 </textarea>`;
      const page = await world
        .send(token, { comment, 'answers[channels]': 'elsewhere', 'answers[channels.other]': '<b>' })
        .expect(422);
      expect(page.text).toContain('>\n\n  &quot;Línea 1&quot;\r\nشكرا 👍🏽 &lt;/textarea&gt;</textarea>');
      expect(page.text).toContain('name="answers[channels.other]" value="&lt;b&gt;"');
    });
  });
});
