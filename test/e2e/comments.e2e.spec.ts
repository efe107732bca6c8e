/** The pages about what customers said, as each role sees them. */
import fc from 'fast-check';
import { fromTemplateSurvey } from './expectations.fixture';
import { describeOnBothDatabases, type SignedIn } from '../support';
import { commentsWorld, type CommentsWorld } from '../database/comments.fixture';
import { words } from './scores.fixture';

describeOnBothDatabases('the pages about comments', (kind) => {
  let world: CommentsWorld;
  let hr: SignedIn;
  let ana: SignedIn;
  const theirs = (html: string) =>
    [...html.matchAll(/<blockquote[^>]*>(.*?)<\/blockquote>/gs)].map(([, said]) => said);

  beforeAll(async () => {
    world = await commentsWorld(kind);
    await world.answer({ comment: 'Esperé <b>mucho</b> & nadie', rating: 1, customer: 'C-9' });
    await world.answer({ comment: 'La espera con Hugo fue corta', rating: 5, employee: 'E-07' });
    for (const rating of [1, 2, 3, 2, 2]) await world.answer({ comment: 'mucha fila', rating });
    for (const rating of [4, 5, 3, 4, 4]) await world.answer({ comment: 'todo bien', rating });
    hr = await world.test.signIn([{ role: 'hr', scope: 'all' }]);
    ana = await world.test.signIn([{ role: 'employee', scope: 'own' }], {
      employeeId: world.employees['E-12'],
    });
  });
  afterAll(() => world.close());

  it('what was searched for is marked, and what customers typed is never markup', async () => {
    const { text } = await hr.get('/comments?q=ESPERA').expect(200);
    expect(theirs(text)).toEqual([
      'La <mark>espera</mark> con Hugo fue corta',
      '<mark>Esperé</mark> &lt;b&gt;mucho&lt;/b&gt; &amp; nadie',
    ]);
    expect(words(text)).toContain('2 comentarios');
  });

  it('an employee sees answers to themselves only, nobody’s name, and no way to more', async () => {
    const { text } = await ana.get('/comments?q=espera').expect(200);
    expect(theirs(text)).toEqual(['<mark>Esperé</mark> &lt;b&gt;mucho&lt;/b&gt; &amp; nadie']);
    expect(text).not.toContain('Marta Ruiz');
    expect(text).not.toContain('Hugo');
    expect(text).not.toContain('href="/responses/');
    const all = await ana.get('/themes').expect(200);
    expect(words(all.text)).toContain('11 comentarios');
    expect(all.text).not.toContain('/themes/waiting"');
    await ana.get('/themes/waiting').expect(403);
    await ana.post('/themes/waiting', { do: 'save' }).expect(403);
  });

  it('pages go on where the one before ended, with everything that was chosen', async () => {
    for (let n = 0; n < 30; n += 1)
      await world.answer({ comment: `página ${n}`, rating: 4, answeredAt: world.clock.now() - n * 1000 });
    const first = await hr.get('/comments?q=p%C3%A1gina&rating=high').expect(200);
    const older = /href="([^"]*)" rel="next"/
      .exec(first.text)?.[1]
      ?.replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=');
    expect(older).toContain('rating=high');
    const second = await hr.get(older ?? '').expect(200);
    expect([theirs(first.text).length, theirs(second.text).length]).toEqual([25, 5]);
    expect(theirs(first.text).filter((said) => theirs(second.text).includes(said))).toEqual([]);
  });

  it('a theme in words: how much lower the rating is, from where to where', async () => {
    const { text } = await hr.get('/themes').expect(200);
    expect(words(text)).toMatch(
      /Cuando los clientes mencionan «Tiempo de espera», la calificación es \d\.\d más baja \(de \d\.\d a \d\.\d\)/,
    );
    expect(text).toContain('/comments?period&#x3D;2026-Q4&amp;theme&#x3D;waiting');
    const drill = await hr.get('/comments?period=2026-Q4&theme=waiting').expect(200);
    expect(words(drill.text)).toContain('7 comentarios');
  });

  it('a list is tried without being kept, then kept, and what was wrong is said beside what was typed', async () => {
    const form = {
      base: '0', 'names.es': 'Espera', 'names.en': 'Waiting', 'names.pt-BR': 'Espera',
      'phrases.es': 'fila\r\n\r\nfila\r\ntodo bien', 'phrases.en': 'wait', 'phrases.pt-BR': '',
    }; // prettier-ignore
    const tried = await hr.post('/themes/waiting', { ...form, do: 'try' });
    expect(tried.text).toContain('10 comentarios de');
    expect(words(tried.text)).toContain('Frente a la lista guardada: 5 más y 2 menos.');
    expect(await world.database.all('SELECT * FROM theme_version')).toEqual([]);
    const wrong = await hr
      .post('/themes/waiting', { ...form, 'phrases.es': 'fila\n???', do: 'save' })
      .expect(400);
    expect(wrong.text).toContain('href="#field-phrases.es"');
    expect(wrong.text).toContain('fila\n???');
    await hr.post('/themes/waiting', { ...form, do: 'save' }).expect(303);
    await hr.post('/themes/waiting', { ...form, do: 'save' }).expect(409);
    const { text } = await hr.get('/themes/waiting').expect(200);
    expect(words(text)).toContain('Versión 1');
    await hr.get('/themes/nobody').expect(404);
  });

  it('without a survey that asks for expectations the page names the next action; with one it tells the gap', async () => {
    expect((await hr.get('/expectations').expect(200)).text).toContain('href="/surveys/new"');
    const record = await fromTemplateSurvey(world);
    for (const [expected, perceived] of [
      [5, 3],
      [4, 3],
      [5, 4],
      [4, 3],
      [5, 5],
    ] as const)
      await record(expected, perceived);
    const { text } = await hr.get('/expectations').expect(200);
    const said = words(text);
    // Differences −2, −1, −1, −1, 0: mean −1, variance 0.5, standard error 0.316228, t(0.975; 4) = 2.776445: ±0.877989.
    expect(said).toContain('En 5 de 5 temas, los clientes recibieron claramente menos');
    expect(said).toContain('4.60 3.60 −1.00');
    expect(said).toMatch(/−1\.88.{1,5}−0\.12/);
    expect((await ana.get('/expectations').expect(200)).text).toContain('4.60');
    expect((await hr.get('/expectations?channel=chat').expect(200)).text).not.toContain('4.60');
  });

  it('whatever is typed into the address, nothing breaks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ maxLength: 20 }),
        async (typed, before) => {
          const q = encodeURIComponent(typed.replaceAll(/[\ud800-\udfff]/g, ''));
          const { status } = await hr.get(`/comments?q=${q}&before=${encodeURIComponent(before)}`);
          expect(status).toBe(200);
        },
      ),
      { numRuns: 40 },
    );
    for (const wrong of ['period=never', 'team=x', 'rating=6', 'nothing=1', 'language=fr'])
      await hr.get(`/comments?${wrong}`).expect(400);
  });
});
