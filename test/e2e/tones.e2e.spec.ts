/** An organization that says "vos" (or "tú") says it everywhere: in the mail and on every page behind its links. */
import PostalMime from 'postal-mime';
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { SettingsStore } from '../../src/platform/views';
import { DEFAULT_SURVEY_KEY, Surveys } from '../../src/surveys';
import { fromTemplate } from '../../src/surveys/templates';
import { bootApp, type SignedIn, type TestApp } from '../support';

const DAY = 86_400_000;
const words = (list: string) => new RegExp(String.raw`(?<!\p{L})(${list})(?!\p{L})`, 'iu');
/** "Su trabajo" is the employee's. */
const FORMAL = words(
  'usted|su|sus|le|les|elija|revise|llame|llámenos|escriba|cuéntenos|díganos|intente|espere|use|deje|puede|quiere|' +
    'prefiere|recibe|recibirá|responda|envíe|permitió|contó|pidió|tuvo|busca|piense',
);
const OTHERS = {
  tu: words('vos|querés|podés|preferís|elegí|pensá|contanos|llamá|dejá|revisá|recibís'),
  vos: words('tú|ti|contigo|quieres|puedes|prefieres|elige|piensa|cuéntanos|llama|deja|revisa|recibes'),
} as const;

/** What a reader sees, without markup. */
function wordsOf(html: string): string {
  return html
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('reconocer su trabajo', '');
}

describe.each(['tu', 'vos'] as const)('an organization that says %s', (tone) => {
  let test: TestApp;
  let admin: SignedIn;
  let contacts = 0;

  const expectTone = (text: string, where: string) => {
    const said = wordsOf(text);
    expect([where, FORMAL.exec(said)?.[0]]).toEqual([where, undefined]);
    expect([where, OTHERS[tone].exec(said)?.[0]]).toEqual([where, undefined]);
  };
  const asked = async () => {
    contacts += 1;
    await test.get(Interactions).intake(
      interactionInput.parse({
        externalId: `T-${contacts}`,
        touchpoint: 'phone',
        reason: 'billing',
        occurredAt: new Date(test.clock.now() - 3_600_000).toISOString(),
        customer: {
          externalId: `C-${contacts}`,
          name: 'Marta Ruiz',
          email: `m${contacts}@example.com`,
          locale: 'es',
        },
        participants: [{ employee: 'E-12' }],
      }),
    );
    // Still by day: mails rest at night.
    test.clock.advance(3_600_000);
    await test.work();
    const mailbox = await test.http.get('/dev/mailbox.json').expect(200);
    const [newest] = mailbox.body.items as { id: number }[];
    const mail = await PostalMime.parse((await test.http.get(`/dev/mailbox/${newest?.id}/raw`)).text);
    const path = (pattern: RegExp) => pattern.exec(mail.text ?? '')?.[0] ?? '';
    return { mail, answer: path(/\/s\/[\w-]{43}/), unsubscribe: path(/\/u\/[\w-]{43}/) };
  };

  beforeAll(async () => {
    test = await bootApp('sqlite');
    await test.get(Teams).upsert('T-1', { name: 'Telefónica' }, 'test');
    await test
      .get(Employees)
      .upsert('E-12', { name: 'Ana Beltrán', team: 'T-1', hiredOn: '2024-01-01' }, 'test');
    await test.get(Touchpoints).upsert('phone', { name: 'Teléfono', channel: 'phone' }, 'test');
    const store = test.get(SettingsStore);
    await store.set('organization', {
      ...(await store.get('organization')),
      name: 'Agua Clara',
      phone: '800 123 4567',
      tone,
    });
    const surveys = test.get(Surveys);
    const draft = await surveys.draft(
      { key: DEFAULT_SURVEY_KEY, name: 'Satisfacción' },
      fromTemplate('post_contact', tone),
    );
    await surveys.publish(draft, 'test');
    admin = await test.signIn([{ role: 'admin', scope: 'all' }]);
  });
  afterAll(() => test.close());

  it('says it in the mail: subject, look and text', async () => {
    const { mail } = await asked();
    expect(mail.subject).toMatch(/^¿Cómo te atendió Ana en tu llamada del /);
    expectTone(mail.html ?? '', 'html');
    expectTone(mail.text ?? '', 'text');
  });

  it('says it on the answer page, opened and with mistakes, on the thanks and on what comes after', async () => {
    const { answer } = await asked();
    const page = await test.http.get(`${answer}?r=1`).expect(200);
    expect(page.text).toContain('Tu llamada del');
    expectTone(page.text, 'page');
    const wrong = await test.http.post(answer).type('form').send({ rating: '9', comment: 'x' });
    expect(wrong.status).toBe(422);
    expectTone(wrong.text, 'mistakes');
    test.clock.advance(600_000);
    const sent = { rating: '1', mayContact: '1', contactWhen: 'morning' };
    const thanks = await test.http.post(answer).type('form').send(sent).expect(200);
    expect(thanks.text).toContain('Lamentamos');
    expectTone(thanks.text, 'thanks');
    expectTone((await test.http.get(answer).expect(200)).text, 'changeable');
    test.clock.advance(2 * DAY);
    expectTone((await test.http.get(answer).expect(200)).text, 'locked');
    const late = await asked();
    test.clock.advance(15 * DAY);
    expectTone((await test.http.get(late.answer).expect(410)).text, 'expired');
    expectTone((await test.http.get(`/s/${'x'.repeat(43)}`).expect(404)).text, 'unknown');
  });

  it('says it on the page of the wrong person and on the way out of further mails', async () => {
    test.clock.advance(40 * DAY);
    const { answer, unsubscribe } = await asked();
    const wrong = await test.http.get(`${answer}/wrong`).expect(200);
    expectTone(wrong.text, 'wrong person');
    expectTone((await test.http.get(unsubscribe).expect(200)).text, 'way out');
    expectTone((await test.http.post(unsubscribe).expect(200)).text, 'out');
    expectTone((await test.http.get(`/u/${'x'.repeat(43)}`).expect(404)).text, 'unknown way out');
    expectTone(
      (await test.http.get('/nothing').set('Accept', 'text/html').expect(404)).text,
      'nothing there',
    );
  });

  it('says usted to its own people, and nothing else to those who read English or Portuguese', async () => {
    admin = await test.signIn([{ role: 'admin', scope: 'all' }]);
    const staff = await admin.get('/settings/brand').expect(200);
    expect(staff.text).toContain('Así se presenta su organización');
    for (const [language, said] of [
      ['en', 'Would you rather talk to a person?'],
      ['pt-BR', 'Prefere falar com uma pessoa?'],
    ] as const) {
      const page = await admin.get(`/settings/brand/page?language=${language}`).expect(200);
      expect(page.text).toContain(said);
    }
  });
});
