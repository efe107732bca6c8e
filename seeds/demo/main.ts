/** `npm run demo`: a demo company with a year of life, a built-in mailbox, and a server that keeps running. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { Type } from '@nestjs/common';
import { ApiKeys } from '../../src/access';
import { AppModule } from '../../src/app.module';
import { ManualClock } from '../../src/platform/clock';
import { type Config, configWith } from '../../src/platform/config';
import { createLogger } from '../../src/platform/observability';
import { start } from '../../src/server';
import { SIGN_INS } from './cast';
import { DEMO_PASSWORD, seedCompany } from './seed';
import type { Listening } from './listening';
import type { Get } from './story';

const FOLDER = './data/demo';
const FILE = `${FOLDER}/aplauso.sqlite`;

const tell = (line: string) => process.stdout.write(`${line}\n`);

async function seedInto(config: Config): Promise<Listening & { key: string }> {
  const clock = new ManualClock(Date.now());
  const context = await NestFactory.createApplicationContext(
    AppModule.forRoot({ config, server: true, clock }),
    {
      logger: createLogger('warn'),
      abortOnError: false,
    },
  );
  const get: Get = (service) => context.get(service as Type, { strict: false });
  try {
    const listening = await seedCompany({ get, clock, now: Date.now(), tell });
    const { key } = await get(ApiKeys).create({ name: 'demo', scopes: ['all'] }, 'cli');
    return { ...listening, key };
  } finally {
    await context.close();
  }
}

async function main(): Promise<void> {
  const config = configWith({ DATA_DIR: FOLDER, DATABASE_URL: `sqlite:${FILE}`, LOG_LEVEL: 'warn' });
  const began = Date.now();
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(FILE + suffix)) rmSync(FILE + suffix);
  mkdirSync(FOLDER, { recursive: true });
  const { key, kiosk, poster } = await seedInto(config);
  await start({ config });
  tell(
    `\nAgua Clara is open at ${config.baseUrl} (prepared in ${Math.round((Date.now() - began) / 1000)} s).`,
  );
  tell(`Mails it sends are at ${config.baseUrl}/dev/mailbox`);
  tell(`A kiosk stands at ${config.baseUrl}${kiosk}, a poster leads to ${config.baseUrl}${poster}\n`);
  tell(`Sign in with the password ${DEMO_PASSWORD}:`);
  for (const { role, email, name } of SIGN_INS) tell(`  ${role.padEnd(9)} ${email.padEnd(34)} ${name}`);
  tell(`\nAPI key: ${key}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
