import { isPublic, objectionTo, PrivateHost, publicLookup } from './reachable-host';

describe('where requests to a provider may go', () => {
  it.each([
    'https://127.0.0.1/', 'https://localhost/', 'https://x.localhost/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/',
    'https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://169.254.169.254/latest/meta-data/',
    'https://10.1.2.3/', 'https://172.16.0.1/', 'https://192.168.1.1/', 'https://100.64.0.1/', 'https://0.0.0.0/',
    'https://[fd00::1]/', 'https://[fe80::1]/', 'https://[64:ff9b::7f00:1]/', 'https://224.0.0.1/',
    'https://metadata.google.internal/',
  ])('%s is inside', (url) => {
    expect(objectionTo(url, [])).toBe('private_host');
  }); // prettier-ignore

  it.each([
    ['http://api.provider.example/', 'not_https'],
    ['http://localhost:4010/', 'not_https'],
    ['https://api.provider.example:25/', 'port'],
    ['https://api.provider.example/v1?x=1', null],
    ['https://203.0.113.7:8443/', 'private_host'],
    ['https://93.184.216.34:8443/', null],
  ])('%s: %s', (url, objection) => {
    expect(objectionTo(url, [])).toBe(objection);
  });

  it('a host of ours only when the installation says so; without TLS only on this machine', () => {
    const allowed = ['127.0.0.1', 'sms.lan', '[::1]'];
    expect(objectionTo('http://127.0.0.1:4010/x', allowed)).toBeNull();
    expect(objectionTo('https://sms.lan:9000/', allowed)).toBeNull();
    expect(objectionTo('http://sms.lan/', allowed)).toBe('not_https');
    expect(objectionTo('https://127.0.0.2/', allowed)).toBe('private_host');
  });

  const looked = (addresses: { address: string; family: number }[], options: object = { all: true }) =>
    new Promise<unknown>((resolve) => {
      publicLookup((_host, _options, done) => done(null, addresses))(
        'api.provider.example',
        options,
        (error, address) => resolve(error ?? address),
      );
    });

  it('a name that means a public and a private address is refused: the connection could take either', async () => {
    const one = { address: '93.184.216.34', family: 4 };
    expect(await looked([one])).toEqual([one]);
    expect(await looked([one], {})).toBe('93.184.216.34');
    expect(await looked([one, { address: '10.0.0.1', family: 4 }])).toBeInstanceOf(PrivateHost);
    expect(await looked([{ address: '::ffff:10.0.0.1', family: 6 }])).toBeInstanceOf(PrivateHost);
    expect(await looked([])).toBeInstanceOf(PrivateHost);
  });

  it('what is no address is not public', () => {
    expect(isPublic('example.com')).toBe(false);
  });
});
