/** The customer's pages behind the link of an invitation, over HTTP. */
import { brotliCompressSync } from 'node:zlib';
import { describeOnBothDatabases, TEST_NOW } from '../support';
import { answeringWorld, type AnsweringWorld, DAY, HOUR } from './responses.fixture';

describeOnBothDatabases('answering over HTTP', (kind) => {
  let world: AnsweringWorld;

  beforeAll(async () => {
    world = await answeringWorld(kind);
  });
  afterAll(() => world.close());
  beforeEach(() => world.clock.set(TEST_NOW));

  describe('the answer page', () => {
    it('asks about the contact, needs no script or cookie, and is not to be kept, indexed or told about', async () => {
      const { token } = await world.invite(world.ana);
      const page = await world.http.get(`/s/${token}`).expect(200);
      expect(page.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex',
        'referrer-policy': 'no-referrer',
      });
      expect(page.headers['set-cookie']).toBeUndefined();
      expect(page.text).not.toContain('<script');
      expect(page.text).not.toContain('checked');
      expect(page.text).not.toContain('_csrf');
      expect(page.text).toContain('¿Cómo le atendió Ana?');
      expect(page.text).toContain('href="tel:8001234567"');
      expect(page.text).toContain('Ana verá su respuesta, sin su nombre');
      for (const name of ['Marta R.', 'Marta Ruiz', 'Sin nombre'])
        expect(page.text).toContain(`>${name}</option>`);
    });

    it('opened from a rating button, that rating is chosen and asks what fits it', async () => {
      const { token } = await world.invite(world.ana);
      const high = await world.http.get(`/s/${token}?r=5`).expect(200);
      expect(high.text).toMatch(/value="5" class="high" required checked/);
      expect(high.text).toContain('mood-high');
      const low = await world.http.get(`/s/${token}?r=1`).expect(200);
      expect(low.text).toContain('mood-low');
      for (const nonsense of ['9', '-1', '5.5', 'x', '5&r=4', '%00']) {
        const plain = await world.http.get(`/s/${token}?r=${nonsense}`).expect(200);
        expect(plain.text).not.toContain(' checked');
      }
    });

    it('speaks the language that is asked for, and the form keeps it', async () => {
      const { token } = await world.invite(world.ana);
      const english = await world.http.get(`/s/${token}?lang=en&r=5`).expect(200);
      expect(english.text).toContain('<html lang="en">');
      expect(english.text).toMatch(/<h1>How [^<]*Ana[^<]*<\/h1>/);
      expect(english.text).toMatch(/<button class="plain" form="answer" name="lang" value="es" lang="es">/);
      expect(english.text).toContain(`action="/s/${token}?lang&#x3D;en"`);
      const thanks = await world.http
        .post(`/s/${token}?lang=en`)
        .type('form')
        .send({ rating: '5' })
        .expect(200);
      expect(thanks.text).toContain('Thank you, Marta');
    });

    it('with its styles, is at most 14 KB over the wire', async () => {
      const { token } = await world.invite(world.ana);
      const page = await world.http.get(`/s/${token}?r=5`).expect(200);
      let bytes = brotliCompressSync(page.text).length;
      for (const [, href] of page.text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)) {
        const style = await world.http
          .get(href ?? '')
          .set('Accept-Encoding', 'br')
          .expect(200);
        bytes += brotliCompressSync(style.text).length;
      }
      expect(bytes).toBeLessThan(14 * 1024);
    });

    it('looked at a hundred times by scanners, nothing is answered', async () => {
      const { token } = await world.invite(world.ana);
      const before = await world.responses();
      for (let round = 0; round < 20; round += 1) {
        for (const rating of [1, 2, 3, 4, 5]) await world.http.get(`/s/${token}?r=${rating}`).expect(200);
        await world.http.head(`/s/${token}?r=5`).expect(200);
      }
      expect(await world.responses()).toBe(before);
    });
  });

  describe('sending the answer', () => {
    it('thanks, and tells how to change it; sent again it is still one', async () => {
      const { token } = await world.invite(world.ana);
      const before = await world.responses();
      for (let times = 1; times <= 2; times += 1) {
        const page = await world.send(token, { rating: '5', comment: 'Muy bien' }).expect(200);
        expect(page.text).toContain('Gracias, Marta');
        expect(page.text).toContain(`href="/s/${token}"`);
        expect(page.text).not.toContain('Lamentamos');
        expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
      }
      expect(await world.responses()).toBe(before + 1);
    });

    it('unhappy customers are promised that a person takes care', async () => {
      const { token } = await world.invite(world.ana);
      const page = await world.send(token, { rating: '2', mayContact: '1' }).expect(200);
      expect(page.text).toContain('Lamentamos que no haya ido bien');
      expect(page.text).toContain('se comunicará con usted');
    });

    it('from a page without referrer, a form posts with the origin null and is taken', async () => {
      const { token } = await world.invite(world.ana);
      const before = await world.responses();
      await world
        .send(token, { rating: '4' })
        .set('Origin', 'null')
        .set('Sec-Fetch-Site', 'same-origin')
        .expect(200);
      expect(await world.responses()).toBe(before + 1);
    });

    it('with faults, the summary leads to the fields and nothing typed is lost', async () => {
      const { token } = await world.invite(world.ana);
      const before = await world.responses();
      const comment = `<b>${'largo '.repeat(800)}</b>`;
      const page = await world
        .send(token, {
          comment,
          'answers[process]': '4',
          mayQuote: '1',
          quoteName: 'full',
          evil: 'x',
        })
        .expect(422);
      expect(page.text).toContain('Faltan 3 correcciones');
      for (const field of ['rating', 'comment']) {
        expect(page.text).toContain(`href="#field-${field}"`);
        expect(page.text).toContain(`id="field-${field}"`);
      }
      expect(page.text).toContain('largo largo');
      expect(page.text).not.toContain('<b>largo');
      expect(page.text).toMatch(/name="answers\[process\]" value="4" checked/);
      expect(page.text).toMatch(/name="mayQuote" value="1" checked/);
      expect(page.text).toMatch(/<option value="full" selected>Marta Ruiz/);
      expect(await world.responses()).toBe(before);
    });

    it('five megabytes are refused before they are read', async () => {
      const { token } = await world.invite(world.ana);
      await world.send(token, { rating: '5', comment: 'x'.repeat(5_000_000) }).expect(413);
    });

    it('a customer without a name can only be quoted without one', async () => {
      const { token } = await world.invite(world.ana, null);
      const page = await world.http.get(`/s/${token}`).expect(200);
      expect(page.text).not.toContain('name="quoteName"');
      await world.send(token, { rating: '5', mayQuote: '1', comment: 'Gracias' }).expect(200);
    });
  });

  describe('later', () => {
    it('within a day the form comes back with what was answered; then it is locked', async () => {
      const { token } = await world.invite(world.ana);
      await world.send(token, { rating: '2', comment: 'Esperé mucho' }).expect(200);
      const again = await world.http.get(`/s/${token}`).expect(200);
      expect(again.text).toContain('Ya tenemos su respuesta');
      expect(again.text).toMatch(/value="2" class="low" required checked/);
      expect(again.text).toContain('Esperé mucho');
      const changed = await world.send(token, { rating: '4', comment: 'Me llamaron' }).expect(200);
      expect(changed.text).toContain('Guardamos el cambio');
      world.clock.advance(DAY + 1);
      const locked = await world.http.get(`/s/${token}`).expect(200);
      expect(locked.text).toContain('El plazo de 24 horas');
      expect(locked.text).not.toContain('<form');
      expect(locked.text).not.toContain('Me llamaron');
      await world.send(token, { rating: '1' }).expect(409);
    });

    it('expired, it says so and nothing is written', async () => {
      const { token } = await world.invite(world.ana);
      world.clock.advance(15 * DAY);
      const before = await world.responses();
      const page = await world.http.get(`/s/${token}`).expect(410);
      expect(page.text).toContain('Este enlace ya venció');
      await world.send(token, { rating: '5' }).expect(410);
      expect(await world.responses()).toBe(before);
    });

    it('addresses that lead nowhere all look the same, and trying many is slowed down', async () => {
      const never = await world.http
        .get(`/s/${'A'.repeat(43)}`)
        .set('X-Test', '1')
        .expect(404);
      const short = await world.http.get('/s/nothing').expect(404);
      expect(short.text).toBe(never.text);
      expect(never.headers['cache-control']).toBe('no-store');
      expect(never.text).not.toContain('A'.repeat(43));
      let status = 404;
      for (let tries = 0; tries < 40 && status === 404; tries += 1) {
        status = (await world.http.get(`/s/${'B'.repeat(42)}${tries % 10}`)).status;
      }
      expect(status).toBe(429);
      const { token } = await world.invite(world.ana);
      await world.http.get(`/s/${token}`).expect(200);
      await world.send(token, { rating: '5' }).expect(200);
      world.clock.advance(HOUR);
      await world.http.get('/s/nothing').expect(404);
    });
  });
});
