/** Plans over HTTP: designed by those who manage evaluations, read by everybody they concern, frozen once published. */
import { Plans } from '../../src/evaluations';
import { readPlanDefinition } from '../../src/evaluations/plan-definition';
import { typedFrom } from '../../src/evaluations/plan-form';
import { newPlan } from '../../src/evaluations/plan-starts';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

const form = (change: Record<string, string> = {}): Record<string, string> => ({
  ...typedFrom('service-2027', 'Atención 2027', readPlanDefinition(newPlan('MXN'))),
  ...change,
});

describeOnBothDatabases('plans', (kind) => {
  let test: TestApp;
  let hr: SignedIn;
  beforeAll(async () => {
    test = await bootApp(kind);
    hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
  });
  afterAll(() => test.close());

  const post = (change: Record<string, string>, action: string) =>
    hr.post('/evaluations/plans/draft', { ...form(change), action });

  it('a new plan starts with a sound example and can be saved as it is', async () => {
    const page = await hr.get('/evaluations/plans/new').expect(200);
    expect(page.text).toContain('Opinión del cliente');
    expect(page.text).toContain('class="payout-line"');
    await post({}, 'save').expect(303).expect('Location', '/evaluations/plans/service-2027/draft');
    const [draft] = await test.get(Plans).all('service-2027');
    expect(draft).toMatchObject({ version: 1, state: 'draft', planName: 'Atención 2027' });
    await post({ 'lines.0.weightBp': '20', 'lines.1.weightBp': '80' }, 'save').expect(303);
    expect(await test.get(Plans).all('service-2027')).toHaveLength(1);
  });

  it('weights that do not sum to 100 % come back with what was typed, and nothing is kept', async () => {
    const before = await test.get(Plans).all('service-2027');
    const reply = await post(
      { 'lines.0.weightBp': '12', 'lines.0.name.es': 'Lo que <dicen>' },
      'save',
    ).expect(422);
    expect(reply.text).toContain('82');
    expect(reply.text).toContain('value="12"');
    expect(reply.text).toContain('Lo que &lt;dicen&gt;');
    expect(await test.get(Plans).all('service-2027')).toEqual(before);
  });

  it('adding and removing lines changes the page and nothing on record', async () => {
    const before = await test.get(Plans).all('service-2027');
    const added = await post({ 'lines.0.weightBp': 'doce' }, 'add.lines.goal').expect(200);
    expect(added.text).toContain('name="lines.2.unit.es"');
    expect(added.text).toContain('value="doce"');
    const removed = await post({}, 'remove.lines.1').expect(200);
    expect(removed.text).not.toContain('name="lines.1.key"');
    expect(await test.get(Plans).all('service-2027')).toEqual(before);
  });

  it('published, everybody reads it in their language; a change is a new version', async () => {
    await post({}, 'publish').expect(303).expect('Location', '/evaluations/plans/service-2027/versions/1');
    for (const [locale, words] of [
      ['es', 'Lo que responden sus clientes'],
      ['en', 'What your customers answer'],
      ['pt-BR', 'O que seus clientes respondem'],
    ] as const) {
      const employee = await test.signIn([{ role: 'employee', scope: 'own' }], { locale });
      const page = await employee.get('/evaluations/plans/service-2027/versions/1').expect(200);
      expect(page.text).toContain(words);
      expect((await employee.get('/evaluations/plans').expect(200)).text).not.toContain(
        '/evaluations/plans/new',
      );
    }
    await post({ 'lines.0.weightBp': '25', 'lines.1.weightBp': '75' }, 'save').expect(303);
    const [second, first] = await test.get(Plans).all('service-2027');
    expect([second?.version, second?.state, first?.state]).toEqual([2, 'draft', 'published']);
    expect(first?.definition.lines[0]?.weightBp).toBe(3000);
  });

  it('a draft is nobody else’s to read, and only those who manage all evaluations design', async () => {
    const employee = await test.signIn([{ role: 'employee', scope: 'own' }]);
    await employee.get('/evaluations/plans/service-2027/versions/2').expect(404);
    await employee.get('/evaluations/plans/new').expect(403);
    const partial = await test.signIn([{ role: 'hr', scope: 'team' }]);
    await partial.get('/evaluations/plans/service-2027/draft').expect(403);
    await partial.post('/evaluations/plans/draft', { ...form(), action: 'publish' }).expect(403);
    await hr.get('/evaluations/plans/nothing/draft').expect(404);
  });
});
