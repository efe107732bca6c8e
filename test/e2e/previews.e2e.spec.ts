/** Previews of pages and mails over HTTP: any version as a customer sees it, framed by us alone, and nothing kept. */
import { randomBytes } from 'node:crypto';
import PostalMime from 'postal-mime';
import { Audit } from '../../src/platform/audit';
import { SettingsStore } from '../../src/platform/views';
import { Surveys } from '../../src/surveys';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

const DAY = 86_400_000;
const ANSWER_TABLES = [
  'invitation',
  'invitation_token',
  'response',
  'response_revision',
  'answer',
  'interaction',
];

/** A survey of two pages: the second one depends on the first, and a question of it on its neighbour. */
const TWO_PAGES = {
  languages: ['es', 'en'],
  sections: [{ key: 'first' }, { key: 'second', title: { es: 'Un poco más', en: 'A little more' } }],
  questions: [
    {
      key: 'recommend',
      kind: 'nps',
      subject: 'company',
      required: true,
      section: 'first',
      scale: { min: 0, max: 10 },
      texts: {
        prompt: { es: '¿Nos recomendaría?', en: 'Would you recommend us?' },
        labels: { '0': { es: 'Nada', en: 'Not at all' }, '10': { es: 'Mucho', en: 'Very much' } },
      },
    },
    {
      key: 'solved',
      kind: 'thumbs',
      subject: 'process',
      required: true,
      section: 'second',
      scale: { min: 0, max: 1 },
      texts: {
        prompt: { es: '¿Quedó resuelto?', en: 'Is it settled?' },
        labels: { '0': { es: 'No', en: 'No' }, '1': { es: 'Sí', en: 'Yes' } },
      },
    },
    {
      key: 'missing',
      kind: 'text',
      subject: 'process',
      required: false,
      section: 'second',
      showIf: { match: 'all', conditions: [{ question: 'solved', test: 'is_any', values: ['0'] }] },
      texts: { prompt: { es: '¿Qué falta?', en: 'What is missing?' } },
    },
  ],
};

const readable = (html: string): string => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');

describeOnBothDatabases('previews', (kind) => {
  let test: TestApp;
  let admin: SignedIn;
  let lead: SignedIn;
  let surveyId: number;

  const rows = async () =>
    JSON.stringify(
      await Promise.all(ANSWER_TABLES.map((table) => test.database.all(`SELECT * FROM ${table} ORDER BY 1`))),
    );
  const mailbox = async () =>
    (await test.http.get('/dev/mailbox.json').expect(200)).body.items as { id: number; envelopeTo: string }[];
  const newest = async () => {
    const [mail] = await mailbox();
    return PostalMime.parse((await test.http.get(`/dev/mailbox/${mail?.id}/raw`).expect(200)).text);
  };
  const formOf = (html: string) => ({
    action: readable(/<form id="answer"[^>]* action="([^"]+)"/.exec(html)?.[1] ?? ''),
    step: /name="step" value="([^"]*)"/.exec(html)?.[1],
    earlier: /name="earlier" value="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"'),
  });

  beforeAll(async () => {
    test = await bootApp(kind);
    admin = await test.signIn([{ role: 'admin', scope: 'all' }]);
    lead = await test.signIn([{ role: 'lead', scope: 'team' }]);
    const settings = test.get(SettingsStore);
    await settings.set('organization', {
      ...(await settings.get('organization')),
      name: 'Agua Clara',
      replyTo: 'clientes@aguaclara.example',
    });
    const versionId = await test.get(Surveys).draft({ key: 'two-pages', name: 'Dos páginas' }, TWO_PAGES);
    const row = await test.database.get<{ id: number }>(
      `SELECT survey_id AS "id" FROM survey_version WHERE id = ?`,
      [versionId],
    );
    surveyId = row?.id ?? 0;
  });
  afterAll(() => test.close());

  it('a draft is shown as a customer would see it, in a frame of ours and of nobody else', async () => {
    const page = await lead.get(`/surveys/${surveyId}/preview?language=es`).expect(200);
    expect(page.text).toContain('¿Nos recomendaría?');
    expect(page.text).toContain('Agua Clara');
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'self'");
    expect(page.headers['x-frame-options']).toBe('SAMEORIGIN');
    const around = await lead.get(`/surveys/${surveyId}/preview?language=es&device=phone`).expect(200);
    expect(around.headers['content-security-policy']).toContain("frame-src 'self'");
    expect(around.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(readable(around.text)).toMatch(
      new RegExp(`<iframe[^>]* src="/surveys/${surveyId}/preview\\?version=1&language=es"`),
    );
    expect(around.text).toContain('Borrador');
    const elsewhere = await lead.get('/surveys').expect(200);
    expect(elsewhere.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(elsewhere.headers['x-frame-options']).toBe('DENY');
  });

  it('is played through page by page, with what is wrong and with thanks, and nothing is kept', async () => {
    const before = await rows();
    const { text } = await lead.get(`/surveys/${surveyId}/preview?language=es`);
    const first = formOf(text);
    expect(first.action).toMatch(/^\/p\/[\w~-]+$/);
    const send = (fields: Record<string, string>) => test.http.post(first.action).type('form').send(fields);

    const missing = await send({ step: 'first' });
    expect(missing.status).toBe(422);
    expect(missing.text).toContain('id="problems"');

    const second = await send({ step: 'first', rating: '9' }).expect(200);
    expect(second.headers['content-security-policy']).toContain("frame-ancestors 'self'");
    expect(second.text).toContain('¿Quedó resuelto?');
    expect(formOf(second.text).step).toBe('second');
    const { earlier = '' } = formOf(second.text);
    expect(JSON.parse(earlier)).toEqual({ pages: [{ step: 'first', rating: '9' }] });

    const inEnglish = await send({ step: 'second', earlier, lang: 'en', 'answers[solved]': '0' }).expect(200);
    expect(inEnglish.text).toContain('Is it settled?');
    expect(inEnglish.text).toMatch(/name="answers\[solved\]" value="0"[^>]* checked/);

    const thanks = await send({ step: 'second', earlier, 'answers[solved]': '0' }).expect(200);
    expect(thanks.text).toContain('Gracias, Marta');
    expect(thanks.text).toContain('Lamentamos');
    expect(await rows()).toBe(before);
  });

  it('a later section is shown by itself, with the rules of its questions', async () => {
    const { text } = await lead.get(`/surveys/${surveyId}/preview?language=es&step=second`).expect(200);
    expect(text).toContain('¿Quedó resuelto?');
    const rules = readable(/<link rel="stylesheet" href="(\/p\/[^"]+\/rules\.css)"/.exec(text)?.[1] ?? '');
    const css = await test.http.get(rules).expect(200);
    expect(css.headers['content-type']).toContain('text/css');
    expect(css.text).toContain('display:none');
    const { action, step = '', earlier = '' } = formOf(text);
    const done = await test.http
      .post(action)
      .type('form')
      .send({ step, earlier, 'answers[solved]': '1' })
      .expect(200);
    expect(done.text).toContain('Gracias, Marta');
  });

  it('the survey of an empty installation is shown in any of its languages, as opened from a rating in the mail', async () => {
    const { surveyId: first } = await test.get(Surveys).publishedFor(null);
    const page = await lead.get(`/surveys/${first}/preview?language=pt-BR&rating=5`).expect(200);
    expect(page.text).toContain('Como foi o atendimento de Ana?');
    expect(page.text).toContain('O que Ana fez de que você gostou?');
    expect(page.text).toMatch(/name="rating" value="5"[^>]* checked/);
  });

  it('a draft with texts still to be written shows where they are missing', async () => {
    await test.get(Surveys).draft(
      { key: 'gaps', name: 'A medias' },
      {
        languages: ['es'],
        questions: [
          { key: 'rating', kind: 'csat', subject: 'employee', required: true, texts: { prompt: {} } },
          {
            key: 'pick',
            kind: 'choice',
            subject: 'process',
            required: false,
            texts: { prompt: { es: '¿Cuál?' } },
          },
        ],
      },
    );
    const { id = 0 } =
      (await test.database.get<{ id: number }>(`SELECT id AS "id" FROM survey WHERE key = 'gaps'`)) ?? {};
    expect((await lead.get(`/surveys/${id}/preview?language=es`).expect(200)).text).toContain('…');
    await lead.get(`/surveys/${id}/mail-preview/html?language=es`).expect(200);
  });

  it('the mail is shown whole: who it comes from, its subject, its look and its text', async () => {
    const page = await lead.get(`/surveys/${surveyId}/mail-preview?language=es`).expect(200);
    expect(page.headers['content-security-policy']).toContain("frame-src 'self'");
    const words = readable(page.text);
    expect(words).toContain('Agua Clara &lt;');
    expect(words).toContain('clientes@aguaclara.example');
    expect(words).toContain('Su opinión sobre su llamada del lunes con Ana');
    expect(words).toContain('0 = Nada');
    expect(words).not.toContain('/test-mail');
    const html = await lead.get(`/surveys/${surveyId}/mail-preview/html?language=es`).expect(200);
    const policy = String(html.headers['content-security-policy']);
    expect(policy).toMatch(/sandbox$/);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain('script-src');
    const links = [...readable(html.text).matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '');
    expect(links.filter((href) => /\/p\/[\w~-]+\?r=\d+$/.test(href))).toHaveLength(11);
    expect(links.filter((href) => !/\/p\/|^tel:/.test(href))).toEqual([]);
  });

  it('a test mail reaches the one who asks for it, marked, and without a way out for anybody', async () => {
    const before = await rows();
    const reply = await admin.post(`/surveys/${surveyId}/test-mail`, { version: '1', language: 'es' });
    expect(reply.status).toBe(303);
    expect(reply.headers['location']).toContain(`/surveys/${surveyId}/mail-preview`);
    const [captured] = await mailbox();
    const user = await test.database.get<{ email: string }>(
      `SELECT email AS "email" FROM user_account WHERE id = ?`,
      [admin.userId],
    );
    expect(captured?.envelopeTo).toBe(user?.email);
    const mail = await newest();
    expect(mail.subject).toBe('[Prueba] Su opinión sobre su llamada del lunes con Ana');
    expect(mail.from?.name).toBe('Agua Clara');
    expect(mail.replyTo?.[0]?.address).toBe('clientes@aguaclara.example');
    const names = mail.headers.map(({ key }) => key);
    expect(names).not.toContain('list-unsubscribe');
    expect(names).not.toContain('list-id');
    expect(mail.text).toMatch(/\n0 = Nada\n/);
    const entries = await test.get(Audit).about(`survey:${surveyId}`);
    expect(entries.map(({ action }) => action)).toContain('survey.test_mail_sent');
    expect(await rows()).toBe(before);
  });

  it('an address that nobody signed leads nowhere, whatever it is like', async () => {
    const { text } = await lead.get(`/surveys/${surveyId}/preview?language=es`);
    const { action } = formOf(text);
    const seal = action.slice(action.lastIndexOf('~') + 1);
    const forged = [
      action.replace('~es~', '~en~'),
      action.replace('~f~', '~m~'),
      `${action.slice(0, -1)}${action.endsWith('A') ? 'B' : 'A'}`,
      `/p/1~es~m~zzzzzz~${seal}`,
      `/p/${randomBytes(32).toString('base64url')}`,
      '/p/%00',
      `/p/${'a'.repeat(300)}`,
    ];
    for (const path of forged) {
      const reply = await test.http.get(path).set('Accept-Language', 'pt');
      expect([path, reply.status]).toEqual([path, 404]);
    }
  });

  it('what the hidden field carries may be anything: it is read as carefully as the form', async () => {
    const { action } = formOf((await lead.get(`/surveys/${surveyId}/preview?language=es`)).text);
    const nested = JSON.stringify({ pages: [{ step: 'first', rating: ['9', '8'] }] });
    for (const earlier of [
      '{',
      '[]',
      '{"pages":[{"a":{}}]}',
      nested,
      'x'.repeat(200_000),
      '{"pages":null}',
    ]) {
      const reply = await test.http
        .post(action)
        .type('form')
        .send({ step: 'second', earlier, 'answers[solved]': '1' });
      expect([earlier.slice(0, 40), reply.status]).toEqual([earlier.slice(0, 40), 200]);
    }
    const strange = await test.http
      .post(action)
      .type('form')
      .send({ step: 'first', rating: '9', extra: 'x' });
    expect(strange.status).toBe(422);
  });

  it('who may not write surveys sends no tests; nobody sends without end', async () => {
    expect((await lead.post(`/surveys/${surveyId}/test-mail`, { version: '1', language: 'es' })).status).toBe(
      403,
    );
    const statuses: number[] = [];
    for (let sent = 0; sent < 21; sent += 1) {
      const reply = await admin.post(`/surveys/${surveyId}/test-mail`, { version: '1', language: 'es' });
      statuses.push(reply.status);
    }
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 303).length).toBeGreaterThan(15);
  });

  it('a version that is not there is not found', async () => {
    await lead.get(`/surveys/${surveyId}/preview?version=99`).expect(404);
    await lead.get(`/surveys/999999/mail-preview`).expect(404);
    await lead.get(`/surveys/${surveyId}/preview?language=fr`).expect(400);
  });

  // Signs everybody out by the passing of days: the last of all.
  it('its links open on any phone for seven days, say that they are a preview, and keep nothing', async () => {
    test.clock.advance(61 * 60_000);
    await admin.post(`/surveys/${surveyId}/test-mail`, { version: '1', language: 'en' }).expect(303);
    const { text = '' } = await newest();
    const [link = ''] = /\/p\/[\w~-]+\?r=9/.exec(text) ?? [];
    const before = await rows();
    const page = await test.http.get(link).expect(200);
    expect(page.text).toContain('Nothing you send here is kept.');
    expect(page.text).toMatch(/name="rating" value="9"[^>]* checked/);
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    });
    expect(page.headers['set-cookie']).toBeUndefined();
    await test.http.head(link).expect(200);
    const [path = ''] = link.split('?');
    await test.http.post(path).type('form').send({ step: 'first', rating: '9' }).expect(200);
    expect(await rows()).toBe(before);
    test.clock.advance(7 * DAY - 60_000);
    await test.http.get(path).expect(200);
    test.clock.advance(120_000);
    await test.http.get(path).expect(404);
    await test.http.post(path).type('form').send({ step: 'first', rating: '9' }).expect(404);
  });
});
