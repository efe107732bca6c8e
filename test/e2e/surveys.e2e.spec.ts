/** A survey from the first click to the first answer: made, worded, translated, published, chosen, mailed, answered. */
import { Touchpoints } from '../../src/interactions';
import { Employees } from '../../src/organization';
import { decodeFlash, FLASH_COOKIE } from '../../src/platform/views/replies';
import { Surveys } from '../../src/surveys';
import { bootApp, type SignedIn, type TestApp } from '../support';

const MINUTE = 60_000;

describe('making a survey', () => {
  let test: TestApp;
  let hr: SignedIn;
  let lead: SignedIn;

  beforeAll(async () => {
    test = await bootApp('sqlite');
    hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    lead = await test.signIn([{ role: 'lead', scope: 'team' }]);
    await test
      .get(Touchpoints)
      .upsert('phone-support', { name: 'Telefónica', channel: 'phone', presence: 'remote' }, 'cli');
    await test.get(Employees).upsert('E-12', { name: 'Ana Beltrán', hiredOn: '2024-01-08' }, 'cli');
    // The clock of the sender starts to tick.
    await test.work();
  });
  afterAll(() => test.close());

  /** Follows a form to the page it leads to. */
  async function sent(path: string, form: Record<string, string>) {
    const reply = await hr.post(path, form).expect(303);
    const to = reply.headers['location'] as string;
    const page = await hr.get(to.split('#')[0] ?? to).expect(200);
    const cookies = reply.get('Set-Cookie') ?? [];
    const flash = cookies.find((cookie) => cookie.startsWith(`${FLASH_COOKIE}=`));
    return { to, text: page.text, said: decodeFlash(flash?.slice(FLASH_COOKIE.length + 1).split(';')[0]) };
  }
  const field = (page: string, name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const idIn = (address: string) => /^\/surveys\/(\d+)/.exec(address)?.[1] ?? '';
  const started = async (form: Record<string, string>) => {
    const { to, text } = await sent('/surveys', { tone: 'tu', author: 'es', ...form });
    return { id: idIn(to), text };
  };

  it('from a template to the answer of a customer', async () => {
    const { id, text } = await started({
      template: 'ces',
      name: 'Facilidad de trámite',
      'languages[]': 'en',
    });
    expect(text).toContain('¿Qué tan fácil fue resolver tu asunto?');
    expect(text).toContain('Todo listo para publicar.');
    const edit = `/surveys/${id}/edit`;

    // Another wording, and one question more.
    const worded = await sent(edit, {
      edits: field(text, 'edits'),
      panel: 'q-ease',
      kind: 'ces',
      subject: 'process',
      required: 'on',
      'texts.prompt.es': '¿Fue fácil tu trámite?',
      'texts.prompt.en': 'Was your request easy?',
      do: 'add:text',
    });
    expect(worded.to).toContain('?open=q-comment_2');
    expect(worded.said?.key).toBe('designer.said_added');
    expect(worded.text).toContain('Pregunta 4: falta el texto de la pregunta');
    expect(worded.text).toContain('Falta 1 texto en inglés');
    const written = await sent(edit, {
      edits: field(worded.text, 'edits'),
      panel: 'q-comment_2',
      kind: 'text',
      subject: 'company',
      'texts.prompt.es': '¿Algo más?',
    });

    // It cannot be published in a language it does not speak yet.
    const early = await hr.get(`/surveys/${id}/publish`).expect(200);
    expect(early.text).toContain('Falta 1 texto en inglés');
    expect(early.text).not.toContain('Publicar la versión 1');
    const edits = field(written.text, 'edits');
    await hr.post(`/surveys/${id}/publish`, { edits }).expect(400);
    const gaps = await hr.get(`/surveys/${id}/translate?language=en&show=missing`).expect(200);
    expect(gaps.text.match(/data-translate/g)).toHaveLength(1);
    const translated = await sent(`/surveys/${id}/translate`, {
      edits,
      panel: 'q-comment_2',
      language: 'en',
      show: 'missing',
      'texts.prompt.en': 'Anything else?',
    });
    expect(translated.text).toContain('No falta ninguna traducción');

    const ready = await hr.get(`/surveys/${id}/publish`).expect(200);
    expect(ready.text).toContain('Todavía no se pregunta en ningún punto de contacto.');
    const published = await sent(`/surveys/${id}/publish`, { edits: field(ready.text, 'edits') });
    expect(published.said).toMatchObject({ key: 'designer.said_published', params: { version: 1 } });

    // Chosen for a touchpoint, asked after a contact, answered.
    await sent('/touchpoints/phone-support/survey', { survey: 'facilidad-de-tramite' });
    const api = (path: string) => test.http.post(path).set('Authorization', `Bearer ${key}`);
    const key = await test.apiKey();
    const contact = await api('/api/v1/interactions')
      .send({
        source: 'crm',
        externalId: 'T-1',
        touchpoint: 'phone-support',
        channel: 'phone',
        reason: 'billing',
        occurredAt: new Date(test.clock.now() - 5 * MINUTE).toISOString(),
        customer: {
          externalId: 'C-1',
          name: 'Marta Ruiz',
          email: 'marta@example.com',
          locale: 'es',
          segment: 'repeat',
        },
        participants: [{ employee: 'E-12', role: 'agent', share: 1 }],
      })
      .expect(201);
    test.clock.set(contact.body.invitation.sendAt as string);
    await test.work();
    test.clock.advance(10 * MINUTE);
    const mailbox = await test.http.get('/dev/mailbox.json').expect(200);
    const mail = await test.http.get(`/dev/mailbox/${mailbox.body.items[0].id}.json`).expect(200);
    expect(mail.body.text).toMatch(/fue fácil tu trámite\?/i);
    const answer = /\/s\/[\w-]+/.exec(mail.body.text as string)?.[0] ?? '';
    const page = await test.http.get(answer).expect(200);
    expect(page.text).toContain('¿Algo más?');
    await test.http.post(answer).type('form').send({ rating: '6', comment: 'Rápido' }).expect(200);
    const list = await hr.get('/surveys').expect(200);
    expect(list.text).toMatch(/Facilidad de trámite[\s\S]*?data-label="Respuestas" class="end">1</);
  });

  it('the next version says what it changes before it starts, and afterwards', async () => {
    const { surveyId } = await test.get(Surveys).publishedFor('csat');
    const draft = await sent(`/surveys/${surveyId}/draft`, {});
    expect(draft.to).toBe(`/surveys/${surveyId}/edit`);
    const same = await hr.get(`/surveys/${surveyId}/publish`).expect(200);
    expect(same.text).toContain('Nada: las dos preguntan lo mismo.');
    const edited = await sent(`/surveys/${surveyId}/edit`, {
      edits: '0',
      panel: 'q-comment',
      kind: 'text',
      subject: 'company',
      'texts.prompt.es': '¿Qué más nos cuenta?',
      do: 'up:q-comment',
    });
    expect(edited.said).toMatchObject({ key: 'designer.said_moved', params: { place: 2, count: 3 } });
    const summary = await hr.get(`/surveys/${surveyId}/publish`).expect(200);
    for (const words of [
      '¿Qué quiere contarnos?',
      '¿Qué más nos cuenta?',
      'en otro orden',
      'Empieza la versión 2',
      'Las gráficas marcan',
    ]) {
      expect(summary.text).toContain(words);
    }
    await sent(`/surveys/${surveyId}/publish`, { edits: field(summary.text, 'edits') });
    const version = await lead.get(`/surveys/${surveyId}?version=2`).expect(200);
    expect(version.text).toContain('Qué cambia de la versión 1 a la 2');
    expect(version.text).not.toContain('Preparar una versión nueva');
  });

  it('what cannot be saved stays on the screen with the reason at its field', async () => {
    const { id, text } = await started({ template: 'none', name: 'Con errores' });
    const refused = await hr
      .post(`/surveys/${id}/edit`, {
        edits: field(text, 'edits'),
        panel: 'q-rating',
        kind: 'csat',
        subject: 'employee',
        'texts.prompt.es': '¿Cómo le fue, {cliente}?',
      })
      .expect(400);
    expect(refused.text).toContain('¿Cómo le fue, {cliente}?');
    expect(refused.text).toContain('href="#field-texts.prompt.es"');
    expect(refused.text).toMatch(/id="notes-texts\.prompt\.es"[^>]*>\s*<p class="error">/);
  });

  it('of two authors the second sees both what is kept and what they wrote', async () => {
    const { id, text } = await started({ template: 'nps', name: 'A cuatro manos' });
    const form = (words: string) => ({
      edits: field(text, 'edits'),
      panel: 'q-comment',
      kind: 'text',
      subject: 'company',
      'texts.prompt.es': words,
    });
    await sent(`/surveys/${id}/edit`, form('Primera'));
    const late = await hr.post(`/surveys/${id}/edit`, form('Segunda')).expect(409);
    expect(late.text).toContain('Otra persona guardó');
    expect(late.text).toContain('Segunda');
    const again = await sent(`/surveys/${id}/edit`, { ...form('Segunda'), edits: field(late.text, 'edits') });
    expect(again.text).toContain('Segunda');
  });

  it('an exported survey comes back, and a wrong file is refused with its faults', async () => {
    const { id } = await started({ template: 'servqual', name: 'Calidad' });
    const file = await hr.get(`/surveys/${id}/export.json`).expect(200);
    expect(file.headers['content-disposition']).toBe('attachment; filename="calidad-v1.json"');
    const { to, said } = await sent('/surveys/import', { file: file.text });
    expect(said?.key).toBe('designer.said_imported');
    expect(idIn(to)).not.toBe(id);
    const wrong = await hr
      .post('/surveys/import', { file: file.text.replace('"csat"', '"stars"') })
      .expect(400);
    expect(wrong.text).toContain('definition.questions.0.kind');
    await hr.post('/surveys/import', { file: 'nada' }).expect(400);
  });

  it('copied, retired and thrown away', async () => {
    const { id, text } = await started({ template: 'nps', name: 'De temporada' });
    await sent(`/surveys/${id}/publish`, { edits: field(text, 'edits') });
    const copy = await sent(`/surveys/${id}/copies`, {});
    expect(copy.text).toContain('De temporada (copia)');
    const gone = await sent(`/surveys/${idIn(copy.to)}/draft/discard`, {});
    expect(gone.to).toBe('/surveys');
    expect((await sent(`/surveys/${id}/retire`, {})).said?.key).toBe('designer.said_retired');
    const { surveyId } = await test.get(Surveys).publishedFor('csat');
    await hr.post(`/surveys/${surveyId}/retire`).expect(409);
    // Without a draft there is nothing to edit: the survey itself is shown.
    await hr.get(`/surveys/${id}/edit`).expect(303).expect('Location', `/surveys/${id}`);
  });
});
