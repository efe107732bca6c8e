/** Every way a provider can answer, and not answer, and what is known afterwards. */
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  breaksOff,
  type FakeProvider,
  replies,
  startFakeProvider,
  staysSilent,
} from '../../../test/support/fake-provider';
import { channelSettingsSchema } from './channel-settings';
import { HttpProvider } from './http-provider';
import type { OutgoingMessage } from './message-channel';

const NOW = Date.parse('2026-11-03T17:00:00Z');
const MESSAGE: OutgoingMessage = {
  to: '+525512345678',
  text: 'Marta, ¿cómo le atendió Ana? "5" \\ o "1"',
  link: 'https://encuestas.example/s/abc',
  reference: 'inv-1',
  parameters: ['Marta', 'https://encuestas.example/s/abc'],
  language: 'es_MX',
};

describe('a message through an HTTP provider', () => {
  let provider: FakeProvider;
  beforeEach(async () => (provider = await startFakeProvider()));
  afterEach(() => provider.close());

  const channel = (change: Record<string, unknown> = {}, privateHosts = ['127.0.0.1']) =>
    new HttpProvider(
      channelSettingsSchema.parse({
        url: provider.url,
        body: '{"to":"{{to}}","text":"{{text}}","ref":"{{reference}}"}',
        headers: [
          { name: 'Authorization', value: 'Bearer {{credential}}' },
          { name: 'Idempotency-Key', value: '{{reference}}' },
        ],
        idPointer: '/id',
        errorPointer: '/error/code',
        numberErrors: ['21211'],
        timeoutSeconds: 1,
        ...change,
      }),
      { privateHosts, credential: 's3cret', now: () => NOW },
    );

  it('leaves once, with what the administrator wrote, and the identifier of the reply is kept', async () => {
    expect(await channel().send(MESSAGE)).toEqual({ kind: 'accepted', providerId: 'msg-1' });
    expect(provider.requests).toHaveLength(1);
    expect(provider.requests[0]).toMatchObject({
      method: 'POST',
      path: '/messages',
      headers: {
        authorization: 'Bearer s3cret',
        'idempotency-key': 'inv-1',
        'content-type': 'application/json',
      },
      json: { to: MESSAGE.to, text: MESSAGE.text, ref: 'inv-1' },
    });
  });

  it('as a form, with a template of the provider and its parameters in order', async () => {
    const form = channel({
      contentType: 'form',
      method: 'PUT',
      sender: '+52 800',
      body: 'To=whatsapp:{{to}}&From={{sender}}&Template={{template}}&Lang={{language}}&P1={{param1}}&P2={{param2}}&P3={{param3}}',
      headers: [{ name: 'Authorization', value: 'Basic {{credentialBase64}}' }],
      template: { name: 'como_le_fue', parameters: ['name', 'link'] },
    });
    await form.send(MESSAGE);
    expect(provider.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('s3cret').toString('base64')}`,
    );
    expect(Object.fromEntries(new URLSearchParams(provider.requests[0]?.body))).toEqual({
      To: 'whatsapp:+525512345678', From: '+52 800', Template: 'como_le_fue', Lang: 'es_MX', P1: 'Marta',
      P2: MESSAGE.link, P3: '',
    }); // prettier-ignore
  });

  const refused = { kind: 'refused', permanent: false, aboutNumber: false, aboutUs: null, tooFast: false };
  it.each([
    [
      '429 with seconds',
      replies(429, {}, { 'Retry-After': '30' }),
      { ...refused, tooFast: true, retryAfterMs: 30_000 },
    ],
    [
      '429 with a date',
      replies(429, {}, { 'Retry-After': 'Tue, 03 Nov 2026 17:02:00 GMT' }),
      { ...refused, tooFast: true, retryAfterMs: 120_000 },
    ],
    [
      '429 that asks for a year',
      replies(429, {}, { 'Retry-After': '31536000' }),
      { ...refused, tooFast: true, retryAfterMs: 6 * 3_600_000 },
    ],
    [
      '429 with nonsense',
      replies(429, {}, { 'Retry-After': 'soon' }),
      { ...refused, tooFast: true, retryAfterMs: null },
    ],
    ['503', replies(503), refused],
    ['401', replies(401), { ...refused, aboutUs: 'sign_in', code: 'http_401' }],
    ['403', replies(403), { ...refused, aboutUs: 'sign_in' }],
    [
      'a redirect',
      replies(302, '', { Location: 'http://169.254.169.254/' }),
      { ...refused, aboutUs: 'connection' },
    ],
    ['404, an address that is wrong', replies(404), { ...refused, aboutUs: 'connection' }],
    ['400', replies(400, '<html>'), { ...refused, permanent: true, code: 'http_400' }],
    [
      'a number that is none',
      replies(400, { error: { code: 21211 } }),
      { ...refused, permanent: true, aboutNumber: true, code: '21211' },
    ],
    [
      '200 with an error',
      replies(200, { error: { code: 'quota<script>' } }),
      { ...refused, permanent: true, code: 'quota_script_' },
    ],
    ['500', replies(500), { kind: 'uncertain', code: 'http_500' }],
    ['502', replies(502, 'Bad gateway'), { kind: 'uncertain' }],
    [
      'a page instead of a reply',
      replies(200, '<html>Sign in to the hotel network</html>'),
      { kind: 'uncertain', code: 'reply_unreadable' },
    ],
    ['an identifier that is none', replies(200, { id: { a: 1 } }), { kind: 'uncertain' }],
    [
      'a reply without end',
      replies(200, 'x'.repeat(200_000)),
      { kind: 'uncertain', code: 'reply_unreadable' },
    ],
    ['silence', staysSilent, { kind: 'uncertain', code: 'timeout' }],
    ['a connection that breaks', breaksOff, { kind: 'uncertain' }],
  ])('%s', async (_, behaviour, outcome) => {
    provider.next(behaviour);
    expect(await channel().send(MESSAGE)).toMatchObject(outcome);
    expect(provider.requests).toHaveLength(1);
  });

  it('500 is a sure refusal where the administrator knows that of the provider', async () => {
    provider.next(replies(500));
    expect(await channel({ retryStatuses: '429, 500-503' }).send(MESSAGE)).toMatchObject(refused);
  });

  it('without a place for the identifier any success is one', async () => {
    provider.next(replies(204, ''));
    expect(await channel({ idPointer: '' }).send(MESSAGE)).toEqual({ kind: 'accepted', providerId: null });
  });

  it('a provider that is not there has surely got nothing', async () => {
    const nobody = createServer();
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
    const { port } = nobody.address() as AddressInfo;
    await new Promise((resolve) => nobody.close(resolve));
    expect(await channel({ url: `http://127.0.0.1:${port}/` }).send(MESSAGE)).toEqual({
      ...refused,
      aboutUs: 'connection',
      code: 'econnrefused',
      retryAfterMs: null,
    });
  });

  it('a provider without a certificate anybody vouches for has got nothing either', async () => {
    const tls = createTlsServer({}, (_request, response) => response.end());
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/`;
    expect(await channel({ url }).send(MESSAGE)).toMatchObject({ ...refused, aboutUs: 'connection' });
    await new Promise((resolve) => tls.close(resolve));
  });

  it('nothing goes to a private network that the installation does not allow, whatever was saved', async () => {
    expect(await channel({}, []).send(MESSAGE)).toMatchObject({ kind: 'refused', code: 'private_host' });
    expect(await channel({ url: 'https://localtest.invalid/' }).send(MESSAGE)).toMatchObject({
      kind: 'refused',
      aboutUs: 'connection',
    });
    expect(provider.requests).toHaveLength(0);
  });

  it('a credential with a line break breaks the request, not the headers', async () => {
    const broken = new HttpProvider(
      channelSettingsSchema.parse({
        url: provider.url,
        body: '{"to":"{{to}}"}',
        headers: [{ name: 'Authorization', value: 'Bearer {{credential}}' }],
      }),
      { privateHosts: ['127.0.0.1'], credential: 'a\r\nX-Evil: 1', now: () => NOW },
    );
    expect(await broken.send(MESSAGE)).toMatchObject({
      kind: 'refused',
      aboutUs: 'connection',
      code: 'request_broken',
    });
    expect(provider.requests).toHaveLength(0);
  });
});

describe('a description of a provider', () => {
  const usual = { url: 'https://api.provider.example/v1', body: '{"to":"{{to}}"}' };
  const codeOf = (change: Record<string, unknown>) => {
    const { success, error } = channelSettingsSchema.safeParse({ ...usual, ...change });
    return success ? null : error.issues.map((issue) => `/${issue.path.join('/')}`);
  };
  it.each([
    [{}, null],
    [{ url: 'ftp://api.provider.example' }, ['/url']],
    [{ url: 'javascript:alert(1)' }, ['/url']],
    [{ url: 'https://user:secret@api.provider.example/' }, ['/url']],
    [{ body: '{"to": {{to}}}' }, ['/body']],
    [{ body: '{"to":"{{constructor}}"}' }, ['/body']],
    [{ headers: [{ name: 'Host', value: 'x' }] }, ['/headers/0/name']],
    [{ headers: [{ name: 'X: y', value: 'x' }] }, ['/headers/0/name']],
    [{ headers: [{ name: 'X', value: 'a\r\nb' }] }, ['/headers/0/value']],
    [{ headers: [{ name: 'X', value: '{{process.env}}' }] }, ['/headers/0/value']],
    [{ idPointer: 'messages' }, ['/idPointer']],
    [{ successStatuses: '2xx' }, ['/successStatuses']],
    [{ texts: { en: 'Rate us' } }, ['/texts/en']],
    [{ texts: { en: '{link} {password}' } }, ['/texts/en']],
    [{ surprise: 1 }, ['/']],
  ])('%j: %j', (change, wrong) => {
    expect(codeOf(change)).toEqual(wrong);
  });
});
