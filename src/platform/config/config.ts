/**
 * What the environment decides about an installation. It is read once, checked as a whole, and a start with faults
 * ends with all of them in one message, so that nobody repairs an installation one restart at a time.
 */
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { LOCALES, type Locale } from '../../kernel';
import { keptSecretKey } from './secret-key';

export type Environment = 'production' | 'development' | 'test';
export type Role = 'all' | 'web' | 'worker';
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** How outgoing mail is signed: the domain and selector of the published key, and the private key as PEM. */
export interface DkimConfig {
  domain: string;
  selector: string;
  privateKey: string;
}

/** The mailbox that incoming mail is read from. */
export interface ImapConfig {
  host: string;
  port: number;
  /** TLS from the first byte. Without it the connection is turned into TLS before signing in, except on this machine. */
  secure: boolean;
  user: string;
  password: string;
  /** The folder that is read. */
  folder: string;
  /** Where mails that were read are moved to; null leaves them, marked as seen. */
  processed: string | null;
}

/** The settings of this process. Injectable; made by `loadConfig`. */
export class Config {
  readonly port!: number;
  /** Where people reach the product, without a slash at the end. */
  readonly baseUrl!: string;
  readonly databaseUrl!: string;
  /** Absolute path of the folder for the database file and the kept secret. */
  readonly dataDir!: string;
  readonly role!: Role;
  /** `null`: mail is captured and shown at `/dev/mailbox`. */
  readonly smtpUrl!: string | null;
  readonly mailFrom!: string;
  readonly dkim!: DkimConfig | null;
  /** `null`: no mailbox is read. */
  readonly imap!: ImapConfig | null;
  readonly secretKey!: string;
  readonly timezone!: string;
  readonly defaultLocale!: Locale;
  readonly logLevel!: LogLevel;
  /** Whose `X-Forwarded-*` headers are believed: nobody's, everybody's, or those of these addresses and ranges. */
  readonly trustProxy!: boolean | string[];
  readonly environment!: Environment;
  /** Hosts that requests of ours may reach although they are not public: loopback and private networks. */
  readonly privateHosts!: readonly string[];
  readonly metricsToken!: string | null;

  constructor(values: Config) {
    Object.assign(this, values);
  }
}

/** A start that must not happen: `faults` has one sentence per setting that is wrong. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The environment has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

const NAMES = [
  'NODE_ENV',
  'PORT',
  'BASE_URL',
  'DATABASE_URL',
  'DATA_DIR',
  'ROLE',
  'SMTP_URL',
  'MAIL_CAPTURE',
  'MAIL_FROM',
  'MAIL_DKIM_DOMAIN',
  'MAIL_DKIM_SELECTOR',
  'MAIL_DKIM_PRIVATE_KEY',
  'IMAP_URL',
  'SECRET_KEY',
  'ORG_TIMEZONE',
  'DEFAULT_LOCALE',
  'LOG_LEVEL',
  'TRUST_PROXY',
  'METRICS_TOKEN',
  'PRIVATE_HOSTS',
] as const;
type Name = (typeof NAMES)[number];

const flag = z.enum(['true', 'false'], { error: 'is true or false' }).transform((value) => value === 'true');
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `is one of ${values.join(', ')}` });
const NAMED_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/** An IP address, a range as `10.0.0.0/8`, or one of the names that Fastify knows. */
function isProxyAddress(entry: string): boolean {
  if (NAMED_RANGES.includes(entry)) return true;
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

const trustProxy = z.string().transform((value, context): boolean | string[] => {
  if (value === 'true' || value === 'false') return value === 'true';
  const entries = value.split(',').map((entry) => entry.trim());
  if (!entries.every(isProxyAddress)) {
    context.addIssue({
      code: 'custom',
      message: 'is false, true, or addresses and ranges separated by commas',
    });
  }
  return entries;
});

const baseUrl = z
  .string()
  .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).pathname === '/', {
    error: 'is where people reach Aplauso, like https://aplauso.example.com, without a path',
  })
  .transform((value) => (URL.canParse(value) ? new URL(value).origin : value));

const IMAP_FORM =
  'is imaps://user:password@host/INBOX, with special characters as %40, and ?processed=<folder> where mails are moved to';

/** `imaps://user:password@host[:port]/folder[?processed=folder]`, every part percent-encoded. */
const imapUrl = z.string().transform((value, context): ImapConfig => {
  try {
    const url = new URL(value);
    const folder = decodeURIComponent(url.pathname.slice(1)) || 'INBOX';
    const processed = url.searchParams.get('processed');
    const secure = url.protocol === 'imaps:';
    const known = [...url.searchParams.keys()].every((name) => name === 'processed');
    if (
      (secure || url.protocol === 'imap:') &&
      url.hostname &&
      url.username &&
      url.password &&
      known &&
      processed !== folder
    ) {
      return {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port === '' ? (secure ? 993 : 143) : Number(url.port),
        secure,
        user: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
        folder,
        processed: processed || null,
      };
    }
  } catch {
    // Said below, without repeating what may be a secret.
  }
  context.addIssue({ code: 'custom', message: IMAP_FORM });
  return z.NEVER;
});

const schema = z.object({
  NODE_ENV: oneOf(['production', 'development', 'test']).default('development'),
  PORT: z
    .string()
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65535, {
      error: 'is a port from 0 to 65535',
    })
    .transform(Number)
    .default(3000),
  BASE_URL: baseUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)/, { error: 'is sqlite:<file> or postgres://…' })
    .default('sqlite:./data/aplauso.sqlite'),
  DATA_DIR: z.string().default('./data'),
  ROLE: oneOf(['all', 'web', 'worker']).default('all'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/.+/, { error: 'is smtp://… or smtps://…' })
    .optional(),
  MAIL_CAPTURE: flag.default(false),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/, {
      error: 'is an address, or Name <address>',
    })
    .optional(),
  MAIL_DKIM_DOMAIN: z.string().optional(),
  MAIL_DKIM_SELECTOR: z.string().optional(),
  MAIL_DKIM_PRIVATE_KEY: z.string().optional(),
  IMAP_URL: imapUrl.optional(),
  SECRET_KEY: z.string().min(32, { error: 'has at least 32 characters' }).optional(),
  ORG_TIMEZONE: z
    .string()
    .refine((value) => IANAZone.isValidZone(value), { error: 'is a zone like America/Mexico_City' })
    .default('America/Mexico_City'),
  DEFAULT_LOCALE: oneOf(LOCALES).default('es'),
  LOG_LEVEL: oneOf(LOG_LEVELS).optional(),
  TRUST_PROXY: trustProxy.default(false),
  METRICS_TOKEN: z.string().min(16, { error: 'has at least 16 characters' }).optional(),
  PRIVATE_HOSTS: z
    .string()
    .transform((value) => value.split(',').map((host) => host.trim().toLowerCase()))
    .refine(
      (hosts) => hosts.every((host) => /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/.test(host)),
      {
        error: 'is a list of hosts separated by commas, without ports',
      },
    )
    .default([]),
});
type Values = z.output<typeof schema>;

/** Takes each name from the environment or from the file that `<NAME>_FILE` points at; empty means absent. */
function gather(env: NodeJS.ProcessEnv, faults: string[]): Partial<Record<Name, string>> {
  const values: Partial<Record<Name, string>> = {};
  for (const name of NAMES) {
    const direct = env[name]?.trim() || undefined;
    const file = env[`${name}_FILE`]?.trim() || undefined;
    if (direct !== undefined && file !== undefined) {
      faults.push(`${name} and ${name}_FILE are both set: keep one.`);
    } else if (file !== undefined) {
      try {
        const content = readFileSync(file, 'utf8').trim();
        if (content === '') faults.push(`${name}_FILE points at an empty file.`);
        values[name] = content;
      } catch (error) {
        faults.push(`${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`);
      }
    } else if (direct !== undefined) {
      values[name] = direct;
    }
  }
  return values;
}

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** What only shows when the settings are looked at together. */
function findContradictions(values: Values, faults: string[]): void {
  const dkim = [values.MAIL_DKIM_DOMAIN, values.MAIL_DKIM_SELECTOR, values.MAIL_DKIM_PRIVATE_KEY];
  if (dkim.some(Boolean) && !dkim.every(Boolean)) {
    faults.push(
      'MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR and MAIL_DKIM_PRIVATE_KEY are set together or not at all.',
    );
  }
  if (values.MAIL_CAPTURE && values.SMTP_URL)
    faults.push('MAIL_CAPTURE=true and SMTP_URL exclude each other.');
  if (values.NODE_ENV !== 'production') return;
  if (!values.SECRET_KEY) faults.push('SECRET_KEY is required in production: at least 32 random characters.');
  if (!values.SMTP_URL && !values.MAIL_CAPTURE) {
    faults.push('SMTP_URL is required in production, or MAIL_CAPTURE=true to keep all mail in the mailbox.');
  }
  if (values.SMTP_URL && !values.MAIL_FROM)
    faults.push('MAIL_FROM is required in production: the sending address.');
  if (!values.BASE_URL) {
    faults.push('BASE_URL is required in production: links in mails start with it.');
  } else if (values.BASE_URL.startsWith('http:') && !isLoopback(values.BASE_URL)) {
    faults.push('BASE_URL has to start with https:// in production.');
  }
}

/**
 * Reads and checks the environment.
 * @throws ConfigError with every fault, none of which repeats a value: values may be secrets
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const parsed = schema.safeParse(gather(env, faults));
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`));
    throw new ConfigError(faults);
  }
  const values = parsed.data;
  findContradictions(values, faults);
  if (faults.length > 0) throw new ConfigError(faults);

  const dataDir = resolve(values.DATA_DIR);
  const {
    MAIL_DKIM_DOMAIN: domain,
    MAIL_DKIM_SELECTOR: selector,
    MAIL_DKIM_PRIVATE_KEY: privateKey,
  } = values;
  return new Config({
    port: values.PORT,
    baseUrl: values.BASE_URL ?? `http://localhost:${values.PORT}`,
    databaseUrl: values.DATABASE_URL,
    dataDir,
    role: values.ROLE,
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? 'Aplauso <aplauso@localhost>',
    dkim: domain && selector && privateKey ? { domain, selector, privateKey } : null,
    imap: values.IMAP_URL ?? null,
    secretKey: values.SECRET_KEY ?? keptSecretKey(dataDir),
    timezone: values.ORG_TIMEZONE,
    defaultLocale: values.DEFAULT_LOCALE,
    logLevel: values.LOG_LEVEL ?? (values.NODE_ENV === 'test' ? 'silent' : 'info'),
    trustProxy: values.TRUST_PROXY,
    environment: values.NODE_ENV,
    privateHosts: values.PRIVATE_HOSTS,
    metricsToken: values.METRICS_TOKEN ?? null,
  });
}
