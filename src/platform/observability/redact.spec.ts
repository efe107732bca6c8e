import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { createLogger, redactText } from './index';

const ADDRESS = 'marta.ruiz+canary@example.com';
const TOKEN = 'q3VtX0hKd2Zs9TQ0bWxrTnJ4Y1p6RHVvSGVBdkI';

function capture(speak: (log: ReturnType<typeof createLogger>) => void): string {
  let output = '';
  const log = createLogger('trace', { write: (line: string) => (output += line) });
  speak(log);
  return output;
}

describe('the canary: an address and a token sent through every way of logging', () => {
  const hostile: [string, (log: ReturnType<typeof createLogger>) => void][] = [
    ['a plain message', (log) => log.log(`Mail to ${ADDRESS} with ${TOKEN}`)],
    [
      'every level',
      (log) => {
        for (const level of ['log', 'warn', 'error', 'fatal', 'debug', 'verbose'] as const)
          log[level](`${ADDRESS} /s/${TOKEN}`);
      },
    ],
    [
      'an object',
      (log) => log.log({ email: ADDRESS, nested: { answerToken: TOKEN, list: [ADDRESS] } }, 'Mail'),
    ],
    [
      'headers',
      (log) =>
        log.warn('refused', {
          authorization: `Bearer ${TOKEN}`,
          cookie: `session=${TOKEN}`,
          'set-cookie': [TOKEN],
        }),
    ],
    [
      'an error',
      (log) => log.error(new Error(`550 <${ADDRESS}> unknown`, { cause: new Error(`see /u/${TOKEN}`) })),
    ],
    [
      'an error with parameters',
      (log) =>
        log.error(
          Object.assign(new Error('insert failed'), { parameters: [ADDRESS, TOKEN], query: 'INSERT' }),
        ),
    ],
    [
      'a stack as Nest passes it',
      (log) => log.error('failed', `Error: ${ADDRESS}\n    at /s/${TOKEN}`, 'Filter'),
    ],
    [
      'a path with a query',
      (log) => log.log(`GET /api/v1/responses?cursor=${TOKEN}&email=${encodeURIComponent(ADDRESS)}`),
    ],
    [
      'public paths',
      (log) => log.log(`/s/${TOKEN} /u/${TOKEN}?x=1 /k/abc /q/abc /board/abc /hooks/zendesk/abc`),
    ],
    ['a connection string', (log) => log.log(`smtp://user:${TOKEN}@mail.example.com:587`)],
    ['an address as a key', (log) => log.log({ [ADDRESS]: 1 })],
    ['a map and a set', (log) => log.log({ m: new Map([['x', ADDRESS]]), s: new Set([`Basic ${TOKEN}`]) })],
    ['the context', (log) => log.log('hello', ADDRESS)],
    [
      'the framework logger',
      (log) => {
        Logger.overrideLogger(log);
        new Logger('Mail').error(new Error(ADDRESS), undefined, {
          to: ADDRESS,
          url: `https://x.example/s/${TOKEN}`,
        });
        Logger.overrideLogger(false);
      },
    ],
  ];

  it.each(hostile)('%s leaves none of them', (_name, speak) => {
    const output = capture(speak);
    expect(output.length).toBeGreaterThan(20);
    expect(output).not.toContain('marta.ruiz');
    expect(output).not.toContain('example.com>');
    expect(output).not.toContain(TOKEN);
    expect(output).not.toMatch(/\/(s|u|k|q|board)\/(?!\[token\])/);
  });

  it('any address in any words is taken out', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string(), (address, words) => {
        expect(redactText(`${words} ${address} end`)).not.toContain(address);
      }),
    );
  });
});

describe('what is worth knowing stays', () => {
  it('a request line has the template, not the address', () => {
    const output = capture((log) =>
      log.request({ requestId: 'r1', method: 'GET', route: '/s/:token', status: 200, milliseconds: 3.2 }),
    );
    expect(JSON.parse(output)).toMatchObject({
      level: 'info',
      route: '/s/:token',
      status: 200,
      requestId: 'r1',
      milliseconds: 3.2,
    });
  });

  it('identifiers, names of files and error codes', () => {
    const id = '01930f7e-7c1a-7d2b-9f00-0a1b2c3d4e5f';
    expect(redactText(`job ${id} failed in dist/src/platform/jobs/job-runner.js:12`)).toBe(
      `job ${id} failed in dist/src/platform/jobs/job-runner.js:12`,
    );
    const output = capture((log) =>
      log.error(Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' }), 'Jobs'),
    );
    expect(JSON.parse(output)).toMatchObject({
      context: 'Jobs',
      error: { code: 'SQLITE_BUSY', message: 'busy' },
    });
  });

  it('a megabyte made to be slow is cleaned at once', () => {
    const started = performance.now();
    for (const text of [
      'a'.repeat(1_000_000),
      'a@'.repeat(500_000),
      '/s/'.repeat(300_000),
      '?'.repeat(1_000_000),
    ])
      redactText(text);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
