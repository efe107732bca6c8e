/** The sending domain as the world sees it, asked of a real name server on this machine. */
import { generateKeyPairSync } from 'node:crypto';
import { startDns, type TestDns, type Zone } from '../../../test/support/dns-server';
import { checkDkim, publishedKeyOf } from './dkim';
import { checkDmarc, isAligned } from './dmarc';
import { SystemDns } from './dns';
import { checkMx } from './mx';
import { checkSpf } from './spf';

const DOMAIN = 'aguaclara.example';
const keyOf = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const PRIVATE = keyOf(2048);
const PUBLIC = publishedKeyOf(PRIVATE)?.base64 ?? '';

let server: TestDns;
const dns = new SystemDns();
beforeAll(async () => {
  server = await startDns({});
  dns.useServers([server.address]);
});
afterAll(() => server.close());
const published = (zone: Zone) => {
  server.zone = zone;
};

describe('SPF', () => {
  const spf = (
    record: string | readonly string[],
    more: Record<string, string[]> = {},
    host: string | null = null,
  ) => {
    published({ txt: { [DOMAIN]: [record].flat(), ...more } });
    return checkSpf(DOMAIN, host, dns);
  };

  it('that names who may send, and ends, is good', async () => {
    const found = await spf(['google-site-verification=x', 'v=spf1 ip4:192.0.2.0/24 a mx -all']);
    expect(found).toMatchObject({ verdict: 'good', code: 'spf_good', params: { lookups: 2 }, record: null });
  });

  it('that is missing is to be published, with our mail server in it', async () => {
    published({});
    expect(await checkSpf(DOMAIN, 'smtp.aguaclara.example', dns)).toMatchObject({
      verdict: 'bad',
      code: 'spf_missing',
      record: { type: 'TXT', name: DOMAIN, value: 'v=spf1 a:smtp.aguaclara.example mx ~all' },
    });
    expect(await checkSpf(DOMAIN, 'email-smtp.us-east-1.amazonaws.com', dns)).toMatchObject({
      record: { value: 'v=spf1 include:amazonses.com ~all' },
    });
  });

  it('that does not include the provider we send by gets it, before its end', async () => {
    const found = await spf('v=spf1 mx ~all', {}, 'smtp.sendgrid.net');
    expect(found).toMatchObject({
      verdict: 'bad',
      code: 'spf_provider',
      params: { provider: 'SendGrid' },
      record: { value: 'v=spf1 mx include:sendgrid.net ~all' },
    });
    expect(await spf('v=spf1 mx', {}, 'smtp.sendgrid.net')).toMatchObject({
      record: { value: 'v=spf1 mx include:sendgrid.net' },
    });
    const nested = {
      '_spf.example': ['v=spf1 include:sendgrid.net -all'],
      'sendgrid.net': ['v=spf1 ip4:192.0.2.1 -all'],
    };
    expect(await spf('v=spf1 include:_spf.example -all', nested, 'smtp.sendgrid.net')).toMatchObject({
      verdict: 'good',
    });
  });

  it('with more than ten questions in all is broken, wherever they stand', async () => {
    const five = 'v=spf1 a mx exists:x.example ptr include:leaf.example -all';
    const nested = { 'one.example': [five], 'two.example': [five], 'leaf.example': ['v=spf1 -all'] };
    const found = await spf('v=spf1 include:one.example include:two.example -all', nested);
    expect(found).toMatchObject({ verdict: 'bad', code: 'spf_lookups', params: { lookups: 12 } });
    const ten = await spf('v=spf1 include:one.example a mx exists:y.example a:z.example -all', nested);
    expect(ten).toMatchObject({ verdict: 'good', params: { lookups: 10 } });
  });

  it('that includes itself in a circle comes to an end', async () => {
    const circle = {
      'a.example': ['v=spf1 include:b.example -all'],
      'b.example': ['v=spf1 include:a.example -all'],
    };
    expect(await spf('v=spf1 include:a.example -all', circle)).toMatchObject({ params: { lookups: 3 } });
  });

  it('that includes a domain without a record is broken', async () => {
    expect(await spf('v=spf1 include:gone.example -all')).toMatchObject({
      verdict: 'bad',
      code: 'spf_include',
      params: { target: 'gone.example' },
    });
  });

  it.each([
    [['v=spf1 -all', 'v=spf1 mx -all'], 'spf_several'],
    [['v=spf1 mx ipv4:192.0.2.1 -all'], 'spf_unreadable'],
    [['v=spf1 mx all'], 'spf_everybody'],
    [['v=spf1 +all'], 'spf_everybody'],
  ])('%j is bad: %s', async (records, code) => {
    expect(await spf(records)).toMatchObject({ verdict: 'bad', code });
  });

  it.each([
    ['v=spf1 mx', 'v=spf1 mx ~all'],
    ['v=spf1 include:small.example ?all', 'v=spf1 include:small.example ~all'],
  ])('%s leaves open who else may send: %s', async (record, value) => {
    expect(await spf(record, { 'small.example': ['v=spf1 -all'] })).toMatchObject({
      verdict: 'care',
      code: 'spf_open',
      record: { value },
    });
  });

  it('that hands over to another record is as good as that one', async () => {
    const other = { 'other.example': ['v=spf1 mx -all'] };
    expect(await spf('v=spf1 redirect=other.example', other)).toMatchObject({
      verdict: 'good',
      params: { lookups: 2 },
    });
  });

  it('nobody answers for is unknown, neither good nor bad', async () => {
    published({ failing: [DOMAIN] });
    expect(await checkSpf(DOMAIN, null, dns)).toMatchObject({ verdict: 'unknown', record: null });
  });
});

describe('DKIM', () => {
  const dkim = { domain: DOMAIN, selector: 's1', privateKey: PRIVATE };
  const name = `s1._domainkey.${DOMAIN}`;

  it('whose published key is ours is good, in however many pieces it stands', async () => {
    published({ txt: { [name]: [`v=DKIM1; k=rsa; p=${PUBLIC.slice(0, 100)} ${PUBLIC.slice(100)}`] } });
    expect(await checkDkim(dkim, dns)).toMatchObject({ verdict: 'good', params: { bits: 2048 } });
  });

  it('that is not published comes with the record to copy, which then is good', async () => {
    published({});
    const { verdict, code, record } = await checkDkim(dkim, dns);
    expect({ verdict, code }).toEqual({ verdict: 'bad', code: 'dkim_missing' });
    expect(record?.name).toBe(name);
    published({ txt: { [name]: [record?.value ?? ''] } });
    expect(await checkDkim(dkim, dns)).toMatchObject({ verdict: 'good' });
  });

  it.each([
    [`v=DKIM1; p=${publishedKeyOf(keyOf(2048))?.base64}`, 'bad', 'dkim_differs'],
    ['v=DKIM1; p=', 'bad', 'dkim_revoked'],
    ['hello', 'bad', 'dkim_missing'],
    [`v=DKIM1; t=y:s; p=${PUBLIC}`, 'care', 'dkim_testing'],
  ])('%#: the published key decides', async (text, verdict, code) => {
    published({ txt: { [name]: [text] } });
    expect(await checkDkim(dkim, dns)).toMatchObject({ verdict, code });
  });

  it('without a key, or with one that is none, is bad', async () => {
    expect(await checkDkim(null, dns)).toMatchObject({ verdict: 'bad', code: 'dkim_off' });
    expect(await checkDkim({ ...dkim, privateKey: 'x' }, dns)).toMatchObject({ code: 'dkim_key_unreadable' });
  });

  it('with a short key should have a longer one', async () => {
    const privateKey = keyOf(1024);
    published({ txt: { [name]: [`v=DKIM1; p=${publishedKeyOf(privateKey)?.base64}`] } });
    expect(await checkDkim({ ...dkim, privateKey }, dns)).toMatchObject({
      verdict: 'care',
      code: 'dkim_short',
    });
  });
});

describe('DMARC', () => {
  const dmarc = (txt: Record<string, string[]>, signer: string | null = DOMAIN, domain = DOMAIN) => {
    published({ txt });
    return checkDmarc(domain, signer, dns);
  };

  it.each([
    ['none', 'dmarc_watching'],
    ['quarantine', 'dmarc_good'],
    ['reject', 'dmarc_good'],
  ])('p=%s is enough for large receivers', async (policy, code) => {
    const found = await dmarc({ [`_dmarc.${DOMAIN}`]: [`v=DMARC1; p=${policy}; rua=mailto:d@${DOMAIN}`] });
    expect(found).toMatchObject({ verdict: 'good', code });
  });

  it('of the domain above holds for one that has none', async () => {
    const above = { [`_dmarc.${DOMAIN}`]: [`v=DMARC1; p=reject; sp=quarantine; rua=mailto:d@${DOMAIN}`] };
    expect(await dmarc(above, DOMAIN, `correo.${DOMAIN}`)).toMatchObject({
      verdict: 'good',
      params: { policy: 'quarantine' },
    });
  });

  it('that is missing is to be published, watching first', async () => {
    expect(await dmarc({})).toMatchObject({
      verdict: 'bad',
      code: 'dmarc_missing',
      record: { name: `_dmarc.${DOMAIN}`, value: `v=DMARC1; p=none; rua=mailto:postmaster@${DOMAIN}` },
    });
  });

  it('without an address for reports is blind', async () => {
    expect(await dmarc({ [`_dmarc.${DOMAIN}`]: ['v=DMARC1; p=none;'] })).toMatchObject({
      verdict: 'care',
      record: { value: `v=DMARC1; p=none; rua=mailto:postmaster@${DOMAIN}` },
    });
  });

  it.each([
    [['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'dmarc_several'],
    [['v=DMARC1; p=perhaps'], 'dmarc_unreadable'],
  ])('%j is bad: %s', async (records, code) => {
    expect(await dmarc({ [`_dmarc.${DOMAIN}`]: records })).toMatchObject({ verdict: 'bad', code });
  });

  it('a signature for another domain proves nothing about ours', async () => {
    const record = { [`_dmarc.${DOMAIN}`]: [`v=DMARC1; p=none; rua=mailto:d@${DOMAIN}`] };
    expect(await dmarc(record, 'sendgrid.net')).toMatchObject({ verdict: 'bad', code: 'dmarc_unaligned' });
    expect(await dmarc(record, `mail.${DOMAIN}`)).toMatchObject({ verdict: 'good' });
    const strict = { [`_dmarc.${DOMAIN}`]: [`v=DMARC1; p=none; adkim=s; rua=mailto:d@${DOMAIN}`] };
    expect(await dmarc(strict, `mail.${DOMAIN}`)).toMatchObject({ code: 'dmarc_unaligned' });
  });

  it('domains that only look alike are not one', () => {
    expect(isAligned('a.example', 'evila.example', 'a.example', false)).toBe(false);
    expect(isAligned('x.a.example', 'y.a.example', 'a.example', false)).toBe(true);
    expect(isAligned('A.example', 'a.EXAMPLE', 'a.example', true)).toBe(true);
  });
});

describe('where bounces go', () => {
  it.each<[string, Zone, string, string]>([
    ['a mail server', { mx: { [DOMAIN]: ['mx1.example', 'mx2.example'] } }, 'good', 'mx_good'],
    ['"no mail, please" (RFC 7505)', { mx: { [DOMAIN]: [''] } }, 'bad', 'mx_null'],
    ['an address without a mail server', { a: { [DOMAIN]: ['192.0.2.1'] } }, 'care', 'mx_implicit'],
    ['nothing', {}, 'bad', 'mx_missing'],
    ['nobody answers', { failing: [DOMAIN] }, 'unknown', 'mx_unknown'],
  ])('%s', async (_, zone, verdict, code) => {
    published(zone);
    expect(await checkMx(DOMAIN, dns)).toMatchObject({ verdict, code });
  });

  it('a name server that stays silent is given up after seconds', async () => {
    published({ silent: [DOMAIN] });
    expect(await checkMx(DOMAIN, dns)).toMatchObject({ verdict: 'unknown' });
  }, 30_000);
});
