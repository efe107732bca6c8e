/**
 * A program between the customer and the mail opens everything it finds in it: every link, every picture, the address
 * of the unsubscribe header, and what stands on the pages behind them. Nothing of that answers, unsubscribes, or changes
 * a row of business data.
 */
import { createHash } from 'node:crypto';
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { DEFAULT_INVITATION_RULES, invitationRules } from '../../src/invitations';
import { Employees } from '../../src/organization';
import { parseInput } from '../../src/platform/errors';
import { SettingsStore } from '../../src/platform/views';
import { LinkWatch } from '../../src/responses/link-watch';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';
import { pngOf } from '../support/pictures';
import { type ReceivedMail, smtpSink, type SmtpSink } from '../support/smtp-sink';

const BASE = 'http://localhost:3000';
const MINUTE = 60_000;
const DAY = 86_400_000;
/**
 * The only tables a fetch may write to; everything else is compared row by row, jobs and sessions included.
 * - `machine_sign`: notes that a machine opened a link, so that what it may send is not taken for the customer's word.
 *   It is the very trace of these fetches; the test asks for it.
 * - `rate_counter`: how many requests came from an address in this hour; forgotten after it.
 */
const TRACES = ['machine_sign', 'rate_counter'];
const SCANNERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36',
  'Mozilla/5.0 (compatible; Barracuda Sentinel (EE))',
  'BingPreview/1.0b',
];

/** Every place of a mail that a program could fetch, once. */
function webAddresses({ mail, headers }: ReceivedMail): string[] {
  const html = (mail.html ?? '').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
  const inHtml = [...html.matchAll(/\b(?:href|src|action|background)\s*=\s*"([^"]+)"/gi)].map(([, href = '']) => href); // prettier-ignore
  const inText = (mail.text ?? '').match(/https?:\/\/\S+/g) ?? [];
  const inHeaders = headers.flatMap(({ value }) => value.match(/https?:\/\/[^>\s,]+/g) ?? []);
  return [...new Set([...inHtml, ...inText, ...inHeaders])].filter((href) => /^https?:/.test(href));
}

describeOnBothDatabases('everything in a mail is opened by a machine', (kind) => {
  let sink: SmtpSink;
  let test: TestApp;
  let admin: SignedIn;

  beforeAll(async () => {
    sink = await smtpSink();
    test = await bootApp(kind, {
      env: { BASE_URL: BASE, SMTP_URL: sink.url, MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>' },
    });
    const settings = test.get(SettingsStore);
    await settings.set('organization', { ...(await settings.get('organization')), name: 'Agua Clara' });
    await settings.set(invitationRules, {
      ...DEFAULT_INVITATION_RULES,
      reminders: { most: 1, afterDays: 4 },
    });
    // With a logo, so that the mail has a picture to load.
    admin = await test.signIn([{ role: 'admin', scope: 'all' }]);
    const brand = {
      accent: '#1F4E8C', tone: 'usted', mailFromName: 'Agua Clara', replyTo: '', phone: '', hoursEs: '', hoursEn: '',
      hoursPt: '', keptLogo: '',
    }; // prettier-ignore
    const logo = { field: 'logo', bytes: pngOf(200, 80), name: 'logo.png' };
    expect((await admin.upload('/settings/brand', brand, logo)).status).toBeLessThan(400);
    await test.get(Employees).upsert('E-1', { name: 'Ana Beltrán', hiredOn: '2020-01-01' }, 'system');
    await test
      .get(Touchpoints)
      .upsert('phone', { name: 'Teléfono', channel: 'phone', phone: '800 123 4567' }, 'system');
    await test.work();
    await test.get(Interactions).intake(
      parseInput(interactionInput, {
        source: 'crm',
        externalId: 'T-1',
        touchpoint: 'phone',
        reason: 'billing',
        occurredAt: new Date(test.clock.now()).toISOString(),
        customer: { externalId: 'C-77', name: 'Marta Ruiz', email: 'marta@example.com', locale: 'es' },
        participants: [{ employee: 'E-1' }],
      }),
    );
    test.clock.advance(30 * MINUTE);
    await test.work();
    test.clock.advance(4.1 * DAY);
    await test.work();
    expect(sink.received).toHaveLength(2);
  });
  afterAll(async () => {
    await test.close();
    await sink.close();
  });

  /** One digest per table over all its rows. */
  async function everyRow(): Promise<Record<string, string>> {
    const { database } = test;
    const tables = await database.all<{ name: string }>(
      database.dialect === 'sqlite'
        ? `SELECT name AS "name" FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
        : `SELECT table_name AS "name" FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables.filter((table) => !TRACES.includes(table.name))) {
      const rows = await database.all<Record<string, unknown>>(`SELECT * FROM ${name}`);
      const lines = rows.map((row) => JSON.stringify(row)).sort();
      digests[name] = `${lines.length} rows ${createHash('sha256').update(lines.join('\n')).digest('hex')}`;
    }
    return digests;
  }
  const count = async (table: string) =>
    Number((await test.database.get<{ n: number }>(`SELECT COUNT(*) AS "n" FROM ${table}`))?.n);
  /** Three times by each method, as three programs do; with the pages behind the links. */
  async function openEverything(addresses: readonly string[]): Promise<string[]> {
    const behind = new Set<string>();
    const statuses: string[] = [];
    for (const address of addresses) {
      expect(address.startsWith(BASE)).toBe(true);
      const path = address.slice(BASE.length);
      for (const agent of SCANNERS) {
        const got = await test.http.get(path).set('User-Agent', agent);
        const head = await test.http.head(path).set('User-Agent', agent);
        statuses.push(`${got.status} ${head.status}`);
        expect([got.get('Set-Cookie'), head.get('Set-Cookie')]).toEqual([undefined, undefined]);
        for (const [, href = ''] of (got.text ?? '').matchAll(/\b(?:href|src)="([^"#]+)"/g))
          behind.add(new URL(href.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'), address).href);
        test.clock.advance(1000);
      }
    }
    const further = [...behind].filter((href) => href.startsWith(BASE) && !addresses.includes(href));
    expect(further.length).toBeGreaterThan(3);
    for (const href of further) {
      const got = await test.http.get(href.slice(BASE.length));
      expect([href, got.status < 500]).toEqual([href, true]);
    }
    return statuses;
  }

  it.each([
    ['invitation', 0],
    ['reminder', 1],
  ])(
    'of the %s: no answer, no opt-out, no changed row',
    async (_name, index) => {
      const mail = sink.received[index]!;
      const addresses = webAddresses(mail);
      // Five ratings, the page, the way out, the logo.
      expect(addresses.filter((href) => /\/s\/[\w-]{43}\?r=[1-5]$/.test(href))).toHaveLength(5);
      expect(addresses.filter((href) => /\/s\/[\w-]{43}$/.test(href))).toHaveLength(1);
      expect(addresses.filter((href) => /\/u\/[\w-]{43}$/.test(href))).toHaveLength(1);
      expect(addresses.filter((href) => /\/brand\/[0-9a-f]{64}\.png$/.test(href))).toHaveLength(1);
      expect(addresses).toHaveLength(8);

      const before = await everyRow();
      expect(Object.keys(before).length).toBeGreaterThan(45);
      expect(Object.keys(before)).toEqual(expect.arrayContaining(['invitation', 'invitation_event', 'suppression', 'response', 'audit_entry', 'job'])); // prettier-ignore
      const statuses = await openEverything(addresses);
      expect(new Set(statuses)).toEqual(new Set(['200 200']));
      await test.get(LinkWatch).noted();
      expect(await everyRow()).toEqual(before);
      expect([await count('response'), await count('suppression')]).toEqual([0, 0]);
      // It was seen, all the same.
      expect(await count('machine_sign')).toBeGreaterThan(0);
    },
    60_000,
  );

  it('afterwards the links still do what they are for', async () => {
    const [, reminder] = sink.received;
    const addresses = webAddresses(reminder!);
    const way = (pattern: RegExp) => (addresses.find((href) => pattern.test(href)) ?? '').slice(BASE.length);
    expect((await test.http.post(way(/\/u\//)).type('form').send('List-Unsubscribe=One-Click')).status).toBe(200); // prettier-ignore
    expect(await count('suppression')).toBe(1);
    expect((await test.http.post(way(/\/s\/[\w-]{43}$/)).type('form').send({ rating: '5' })).status).toBeLessThan(400); // prettier-ignore
    expect(await count('response')).toBe(1);
  });
});
