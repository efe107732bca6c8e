/** The brand over HTTP: what is accepted, what customers then see, and what is refused. */
import { Audit } from '../../src/platform/audit';
import { SettingsStore } from '../../src/platform/views';
import { bootApp, describeOnBothDatabases, type SignedIn, type TestApp } from '../support';
import { jpegOf, pngOf } from '../support/pictures';

const good = {
  accent: '#1F4E8C',
  tone: 'tu',
  mailFromName: 'Agua Clara',
  replyTo: 'clientes@aguaclara.example',
  phone: '800 123 4567',
  hoursEs: 'todos los días de 7:00 a 23:00',
  hoursEn: 'every day, 7 am to 11 pm',
  hoursPt: '',
  keptLogo: '',
};
const SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><script>1</script></svg>',
);
const file = (bytes: Buffer, name = 'logo.png') => ({ field: 'logo', bytes, name });
const readable = (html: string): string => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');

describeOnBothDatabases('the brand', (kind) => {
  let test: TestApp;
  let admin: SignedIn;

  const settled = () => test.get(SettingsStore).get('organization');
  const entries = () => test.get(Audit).about('setting:organization');

  beforeAll(async () => {
    test = await bootApp(kind);
    admin = await test.signIn([{ role: 'admin', scope: 'all' }]);
    const store = test.get(SettingsStore);
    await store.set('organization', { ...(await store.get('organization')), name: 'Agua Clara' });
  });
  afterAll(() => test.close());

  it('is open to administrators only', async () => {
    const hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    for (const path of ['', '/page', '/mail']) {
      expect((await admin.get(`/settings/brand${path}`)).status).toBe(200);
      expect((await hr.get(`/settings/brand${path}`)).status).toBe(403);
    }
    expect((await hr.post('/settings/brand', good)).status).toBe(403);
    expect((await hr.upload('/settings/brand', good, file(pngOf(200, 80)))).status).toBe(403);
  });

  it('a form without its token is refused, with a file as without', async () => {
    const reply = await admin.upload('/settings/brand', { ...good, _csrf: 'wrong' }, file(pngOf(200, 80)));
    expect(reply.status).toBe(403);
    expect((await settled()).logo).toBeNull();
  });

  it('a colour too pale to read is refused at its field, and nothing typed is lost, not even the picture', async () => {
    const reply = await admin.upload(
      '/settings/brand',
      { ...good, accent: '#ffcc00', mailFromName: 'Otro <nombre>' },
      file(pngOf(320, 80)),
    );
    expect(reply.status).toBe(400);
    expect(reply.text).toMatch(/role="alert"[\s\S]*href="#field-accent">El color #ffcc00 no se lee bien/);
    expect(reply.text).toMatch(/id="error-accent">[\s\S]*?su contraste es 1\.\d y hace falta 4\.5/);
    expect(reply.text).toContain('value="Otro &lt;nombre&gt;"');
    expect(reply.text).toContain('value="#ffcc00"');
    const hash = /name="keptLogo" value="([0-9a-f]{64})"/.exec(reply.text)?.[1] ?? '';
    await test.http.get(`/brand/${hash}.png`).expect(200);
    expect(await settled()).toMatchObject({ accent: '#0f5c57', logo: null });
    expect(await entries()).toEqual([]);
    // Sent again with the colour put right, the picture is used.
    expect((await admin.post('/settings/brand', { ...good, keptLogo: hash })).status).toBe(303);
    expect(await settled()).toMatchObject({
      accent: '#1f4e8c',
      tone: 'tu',
      replyTo: 'clientes@aguaclara.example',
      logo: { hash, type: 'png', width: 320, height: 80 },
    });
    const [entry] = await entries();
    expect(JSON.parse(entry?.details ?? '')).toMatchObject({
      from: { accent: '#0f5c57', tone: 'usted', logo: null },
      to: { accent: '#1f4e8c', tone: 'tu', logo: { hash } },
    });
    expect(entry?.details).not.toContain('800 123');
    expect(entry?.details).not.toContain('clientes@');
  });

  it('the picture is kept for good under its hash, and is nothing but a picture', async () => {
    const { logo } = await settled();
    const reply = await test.http.get(`/brand/${logo?.hash}.png`).expect(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect(reply.headers['content-security-policy']).toContain("default-src 'none'");
    expect(Buffer.compare(reply.body as Buffer, pngOf(320, 80))).toBe(0);
    for (const path of [
      `${logo?.hash}.jpg`,
      `${logo?.hash}.svg`,
      `${'0'.repeat(64)}.png`,
      'x.png',
      '..%2Fx.png',
    ])
      expect([path, (await test.http.get(`/brand/${path}`)).status]).toEqual([path, 404]);
  });

  it('customers see it: on the page with its size and the name in words, in the mail by its full address', async () => {
    const { logo } = await settled();
    const page = readable((await admin.get('/settings/brand/page?language=es')).text);
    expect(page).toContain(`<img src="/brand/${logo?.hash}.png" width="160" height="40" alt="Agua Clara">`);
    expect(page).toContain('/assets/brand/1f4e8c.css');
    const mail = readable((await admin.get('/settings/brand/mail?language=es')).text);
    expect(mail).toContain(`src="http://localhost:3000/brand/${logo?.hash}.png"`);
    expect(mail).toMatch(/alt="Agua Clara" width="160" height="40"/);
  });

  it('the frames show what is typed so far, and what cannot be read yet as it is settled', async () => {
    const typed = new URLSearchParams({ ...good, accent: '#8a1c4a', tone: 'vos', phone: '5555' }).toString();
    const page = await admin.get(`/settings/brand/page?language=es&${typed}`).expect(200);
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'self'");
    expect(page.text).toContain('/assets/brand/8a1c4a.css');
    expect(page.text).toContain('5555');
    expect(page.text).not.toContain('/brand/1');
    const pale = await admin
      .get('/settings/brand/page?language=es&accent=%23ffcc00&tone=thou&replyTo=x')
      .expect(200);
    expect(pale.text).toContain('/assets/brand/1f4e8c.css');
    await admin.get('/settings/brand/mail?accent=%00&keptLogo=zz&hoursEs=%F0%9F%98%80').expect(200);
    expect(await settled()).toMatchObject({ accent: '#1f4e8c', tone: 'tu' });
  });

  it.each([
    ['an SVG that says it is a PNG', file(SVG), /no es una imagen PNG ni JPEG/],
    ['a PNG in its first bytes only', file(pngOf(200, 80).subarray(0, 12)), /no es una imagen PNG ni JPEG/],
    ['a page of HTML', file(Buffer.from('<!doctype html><script>1</script>'), 'a.jpg'), /no es una imagen/],
    ['a picture of 5000 pixels', file(pngOf(5000, 20)), /mide 5000 × 20 píxeles/],
    ['a dot', file(pngOf(2, 2)), /mide 2 × 2 píxeles/],
    ['a picture of 300 KB', file(pngOf(200, 80, 300 * 1024)), /pesa demasiado: caben 256 KB/],
  ])('%s is refused at its field, and the old one stays', async (_, bad, words) => {
    const before = await settled();
    const reply = await admin.upload('/settings/brand', { ...good, keptLogo: before.logo?.hash ?? '' }, bad);
    expect(reply.status).toBe(400);
    expect(reply.text).toMatch(/href="#field-logo"/);
    expect(reply.text).toMatch(words);
    expect(reply.text).toContain(`value="${before.logo?.hash}"`);
    expect(await settled()).toEqual(before);
  });

  it('a body far too large is refused unread', async () => {
    const reply = await admin.upload('/settings/brand', good, file(Buffer.alloc(13 * 1024 * 1024)));
    expect(reply.status).toBe(413);
  });

  it('a file where none is taken is refused', async () => {
    expect((await admin.upload('/settings', good, file(pngOf(200, 80)))).status).toBe(415);
    expect(
      (await admin.upload('/settings/brand', good, { ...file(pngOf(20, 20)), field: 'other' })).status,
    ).toBe(415);
  });

  it('a JPEG takes its place, and the old picture still stands in mails sent before', async () => {
    const { logo: old } = await settled();
    const reply = await admin.upload('/settings/brand', good, file(jpegOf(400, 60), 'logo'));
    expect(reply.status).toBe(303);
    const { logo } = await settled();
    expect(logo).toMatchObject({ type: 'jpg', width: 400, height: 60 });
    await test.http.get(`/brand/${logo?.hash}.jpg`).expect('Content-Type', 'image/jpeg').expect(200);
    await test.http.get(`/brand/${old?.hash}.png`).expect(200);
    const page = await admin.get('/settings/brand').expect(200);
    expect(readable(page.text)).toContain(`src="/brand/${logo?.hash}.jpg" width="200" height="30"`);
  });

  it('it is taken away again, and the name stands in its place', async () => {
    const { logo } = await settled();
    const kept = { ...good, keptLogo: logo?.hash ?? '' };
    expect((await admin.post('/settings/brand', { ...kept, removeLogo: 'on' })).status).toBe(303);
    expect((await settled()).logo).toBeNull();
    const page = await admin.get('/settings/brand/page?language=es').expect(200);
    expect(page.text).not.toContain('<img');
    expect(page.text).toContain('Agua Clara');
  });

  it('every fault is named at once, and a field that is not on the form is refused', async () => {
    const reply = await admin.post('/settings/brand', {
      ...good,
      accent: 'teal',
      replyTo: 'a@b.mx, c@d.mx',
      tone: 'thou',
      phone: 'x'.repeat(50),
    });
    expect(reply.status).toBe(400);
    for (const field of ['accent', 'replyTo', 'tone', 'phone'])
      expect(reply.text).toContain(`id="error-${field}"`);
    expect((await admin.post('/settings/brand', { ...good, salt: 'mine' })).status).toBe(400);
  });

  it('saving the same again changes nothing and leaves no entry', async () => {
    const before = (await entries()).length;
    expect((await admin.post('/settings/brand', good)).status).toBe(303);
    expect((await entries()).length).toBe(before);
  });
});
