/** Touchpoints made and changed by hand: what a form says is what mails and programs get, and what is wrong is said beside its field. */
import { InteractionsQueries } from '../../src/interactions';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';

describeOnBothDatabases('touchpoints by hand', (kind) => {
  let test: TestApp;
  let hr: SignedIn;

  beforeEach(async () => {
    test = await bootApp(kind);
    hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
  });
  afterEach(() => test.close());

  const filled = {
    code: 'mostrador-norte',
    'names.es': 'Mostrador Norte',
    'names.en': 'North counter',
    'names.pt-BR': '',
    channel: 'in_person',
    presence: 'present',
    phone: '800 123 4567',
    'hours.es': 'lunes a viernes de 8 a 18 h',
    'hours.en': '',
    'hours.pt-BR': '',
  };
  const facts = Object.fromEntries(Object.entries(filled).filter(([field]) => field !== 'code'));
  const stored = (code = 'mostrador-norte') => test.get(InteractionsQueries).touchpoint(code);

  it('a new one is there for programs at once, with every language filled', async () => {
    const made = await hr.post('/touchpoints', filled);
    expect(made.status).toBe(303);
    expect(await stored()).toMatchObject({
      names: { es: 'Mostrador Norte', en: 'North counter', 'pt-BR': 'Mostrador Norte' },
      channel: 'in_person',
      presence: 'present',
      phone: '800 123 4567',
      hours: { es: 'lunes a viernes de 8 a 18 h', 'pt-BR': 'lunes a viernes de 8 a 18 h' },
      retired: false,
    });
    expect((await hr.get('/touchpoints')).text).toContain('href="/touchpoints/mostrador-norte"');
  });

  it('a code that is taken is refused beside its field, and nothing is lost of either', async () => {
    await hr.post('/touchpoints', filled);
    const again = await hr.post('/touchpoints', { ...filled, 'names.es': 'Otro', phone: '55' });
    expect(again.status).toBe(409);
    expect(again.text).toContain('id="error-code"');
    expect(again.text).toContain('value="Otro"');
    expect(await stored()).toMatchObject({ phone: '800 123 4567' });
  });

  it('without a name in any language it is refused at the first', async () => {
    const nameless = await hr.post('/touchpoints', { ...filled, 'names.es': ' ', 'names.en': '' });
    expect(nameless.status).toBe(400);
    expect(nameless.text).toContain('id="error-names.es"');
    expect(await stored()).toBeUndefined();
  });

  it('is changed, put out of use and back; an emptied telephone is none', async () => {
    await hr.post('/touchpoints', filled);
    expect((await hr.get('/touchpoints/mostrador-norte')).text).toContain('value="North counter"');
    const changed = { ...facts, phone: '', 'hours.es': '', 'names.en': 'The north', retired: 'on' };
    expect((await hr.post('/touchpoints/mostrador-norte', changed)).status).toBe(303);
    expect(await stored()).toMatchObject({
      phone: null,
      hours: null,
      retired: true,
      names: { en: 'The north' },
    });
    await hr.post('/touchpoints/mostrador-norte', facts);
    expect(await stored()).toMatchObject({ phone: '800 123 4567', retired: false });
    const audited = await test.database.all<{ action: string }>(
      `SELECT action AS "action" FROM audit_entry WHERE action LIKE 'touchpoint.%' ORDER BY seq`,
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'touchpoint.created',
      'touchpoint.changed',
      'touchpoint.changed',
    ]);
  });

  it('one that is not there cannot be changed, and who may only look cannot open the form', async () => {
    expect((await hr.get('/touchpoints/nowhere')).status).toBe(404);
    expect((await hr.post('/touchpoints/nowhere', facts)).status).toBe(404);
    await hr.post('/touchpoints', filled);
    const recovery = await test.signIn([{ role: 'recovery', scope: 'all' }]);
    expect((await recovery.get('/touchpoints')).text).not.toContain('href="/touchpoints/mostrador-norte"');
    expect((await recovery.get('/touchpoints/mostrador-norte')).status).toBe(403);
  });
});
