import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from './index';

const SECRET = 'x'.repeat(40);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aplauso-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig({ DATA_DIR: folder, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
const production = {
  NODE_ENV: 'production',
  SECRET_KEY: SECRET,
  BASE_URL: 'https://aplauso.example.com',
  SMTP_URL: 'smtp://mail.example.com:587',
  MAIL_FROM: 'Agua Clara <encuestas@example.com>',
};

describe('an empty environment', () => {
  it('gives the documented defaults', () => {
    const config = loadConfig({ DATA_DIR: folder });
    expect(config).toMatchObject({
      port: 3000,
      baseUrl: 'http://localhost:3000',
      databaseUrl: 'sqlite:./data/aplauso.sqlite',
      role: 'all',
      smtpUrl: null,
      dkim: null,
      defaultLocale: 'es',
      logLevel: 'info',
      trustProxy: false,
      environment: 'development',
      metricsToken: null,
    });
  });

  it('makes a secret once, keeps it for the owner alone and finds it again', () => {
    const first = loadConfig({ DATA_DIR: folder }).secretKey;
    expect(first.length).toBeGreaterThanOrEqual(32);
    expect(loadConfig({ DATA_DIR: folder }).secretKey).toBe(first);
    const file = join(folder, 'secret.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toBe(first);
  });
});

describe('faults', () => {
  it('are all listed at once, and no value is repeated', () => {
    const faults = faultsOf({
      PORT: 'eighty',
      ROLE: 'boss',
      LOG_LEVEL: 'loud',
      ORG_TIMEZONE: 'Mars/Olympus',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      SECRET_KEY: 'short-secret',
      DEFAULT_LOCALE: 'fr',
      TRUST_PROXY: '10.0.0.0/99',
    });
    expect(faults).toHaveLength(8);
    for (const name of [
      'PORT',
      'ROLE',
      'LOG_LEVEL',
      'ORG_TIMEZONE',
      'DATABASE_URL',
      'SECRET_KEY',
      'DEFAULT_LOCALE',
      'TRUST_PROXY',
    ]) {
      expect(faults.some((fault) => fault.startsWith(name))).toBe(true);
    }
    expect(faults.join()).not.toContain('hunter2');
    expect(faults.join()).not.toContain('short-secret');
  });

  it('a signature for mail is given whole or not at all', () => {
    expect(faultsOf({ MAIL_DKIM_DOMAIN: 'example.com' })).toEqual([
      expect.stringContaining('MAIL_DKIM_SELECTOR'),
    ]);
  });

  it('the mailbox that is read is one address, its parts percent-encoded', () => {
    const imap = (url: string) => loadConfig({ DATA_DIR: folder, IMAP_URL: url }).imap;
    expect(imap('imaps://encuestas%40example.com:p%2F%3A%40ss@imap.example.com/INBOX')).toEqual({
      host: 'imap.example.com',
      port: 993,
      secure: true,
      user: 'encuestas@example.com',
      password: 'p/:@ss',
      folder: 'INBOX',
      processed: null,
    });
    expect(imap('imap://u:p@[::1]:1143/Correo/Encuestas?processed=Le%C3%ADdos')).toMatchObject({
      host: '::1',
      port: 1143,
      secure: false,
      folder: 'Correo/Encuestas',
      processed: 'Leídos',
    });
    expect(imap('imaps://u:p@imap.example.com')).toMatchObject({ folder: 'INBOX' });
    expect(imap('')).toBeNull();
  });

  it.each([
    'imap.example.com',
    'https://u:hunter2@imap.example.com/INBOX',
    'imaps://imap.example.com/INBOX',
    'imaps://u@imap.example.com/INBOX',
    'imaps://u:hunter2@imap.example.com/INBOX?processed=INBOX',
    'imaps://u:hunter2@imap.example.com/INBOX?tls=no',
    'imaps://u:hunter2@imap.example.com/%zz',
  ])('%s is no mailbox, and the fault repeats no password', (url) => {
    const faults = faultsOf({ IMAP_URL: url });
    expect(faults).toEqual([expect.stringMatching(/^IMAP_URL is imaps:/)]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('a base address with a path is refused', () => {
    expect(faultsOf({ BASE_URL: 'https://example.com/aplauso' })).toHaveLength(1);
    expect(loadConfig({ DATA_DIR: folder, BASE_URL: 'https://example.com/' }).baseUrl).toBe(
      'https://example.com',
    );
  });
});

describe('secrets in files', () => {
  it('are read without the line end', () => {
    const file = join(folder, 'key');
    writeFileSync(file, `${SECRET}\n`);
    expect(loadConfig({ DATA_DIR: folder, SECRET_KEY_FILE: file }).secretKey).toBe(SECRET);
  });

  it('that are missing, empty or given twice are faults', () => {
    const empty = join(folder, 'empty');
    writeFileSync(empty, '\n');
    expect(faultsOf({ SECRET_KEY_FILE: join(folder, 'nothing') })[0]).toContain('ENOENT');
    expect(faultsOf({ METRICS_TOKEN_FILE: empty })[0]).toContain('empty file');
    expect(faultsOf({ SECRET_KEY: SECRET, SECRET_KEY_FILE: empty })[0]).toContain('keep one');
  });
});

describe('production', () => {
  it('starts with a secret, mail and an https address', () => {
    expect(loadConfig({ ...production, DATA_DIR: folder })).toMatchObject({
      environment: 'production',
      smtpUrl: 'smtp://mail.example.com:587',
      baseUrl: 'https://aplauso.example.com',
    });
  });

  it('refuses to make up a secret, an address or a mail server, and names all three', () => {
    const faults = faultsOf({ NODE_ENV: 'production' });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['SECRET_KEY', 'SMTP_URL', 'BASE_URL']);
  });

  it('captures mail only when told to', () => {
    const rest = { ...production, SMTP_URL: '', MAIL_FROM: '' };
    expect(faultsOf(rest)).toHaveLength(1);
    expect(loadConfig({ ...rest, DATA_DIR: folder, MAIL_CAPTURE: 'true' }).smtpUrl).toBeNull();
  });

  it('refuses plain http except on the machine itself', () => {
    expect(faultsOf({ ...production, BASE_URL: 'http://aplauso.example.com' })).toHaveLength(1);
    expect(faultsOf({ ...production, BASE_URL: 'http://localhost:3000' })).toHaveLength(0);
  });
});

describe('trusted proxies', () => {
  it.each([
    ['false', false],
    ['true', true],
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8, ::1, loopback', ['10.0.0.0/8', '::1', 'loopback']],
  ])('%s is read', (value, expected) => {
    expect(loadConfig({ DATA_DIR: folder, TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });

  it.each(['yes', '10.0.0', '10.0.0.1/33', '10.0.0.1/x', '10.0.0.1,,'])('%s is refused', (value) => {
    expect(faultsOf({ TRUST_PROXY: value })).toHaveLength(1);
  });
});
