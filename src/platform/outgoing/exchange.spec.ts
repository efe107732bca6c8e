import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Asked, exchange, NoReply } from './index';

const asked = (change: Partial<Asked>): Asked => ({
  url: 'https://receiver.example/hook',
  method: 'POST',
  headers: {},
  body: Buffer.from('{}'),
  timeoutMs: 2000,
  privateHosts: [],
  ...change,
});
const failureOf = (one: Asked) =>
  exchange(one).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof NoReply ? `${error.code}${error.left ? ' left' : ''}` : error),
  );

describe('a request that leaves the house', () => {
  it('a name that means a private address by the time of the connection is not connected to', async () => {
    const looked: string[] = [];
    const resolve: Asked['resolve'] = (host, _options, done) => {
      looked.push(host);
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    expect(await failureOf(asked({ resolve }))).toBe('private_host');
    expect(looked).toEqual(['receiver.example']);
  });

  it('what the installation allows no more is not asked, nor is its name looked up', async () => {
    const resolve: Asked['resolve'] = () => {
      throw new Error('It was looked up.');
    };
    expect(await failureOf(asked({ url: 'https://10.0.0.1/', resolve }))).toBe('private_host');
    expect(await failureOf(asked({ url: 'http://127.0.0.1:9/', resolve }))).toBe('private_host');
  });

  it('who takes the request and says nothing is not waited for longer than was said', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await failureOf(asked({ url, timeoutMs: 50, privateHosts: ['127.0.0.1'] }))).toBe('timeout left');
    server.closeAllConnections();
    server.close();
  });
});
