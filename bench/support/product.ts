/** The product without its HTTP server: the whole application on one database. */
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module';
import { loadConfig } from '../../src/platform/config';
import { Surveys } from '../../src/surveys';

export interface Product {
  get<T>(service: Type<T> | (abstract new (...args: never[]) => T)): T;
  close(): Promise<void>;
}

/** What a server's environment is in these runs: nothing is mailed, nothing is logged. */
export function environment(url: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    BASE_URL: 'http://localhost:3000',
    DATABASE_URL: url,
    MAIL_CAPTURE: 'true',
    SECRET_KEY: 'a secret that is long enough for a benchmark',
    ORG_TIMEZONE: 'America/Mexico_City',
    LOG_LEVEL: 'silent',
    ROLE: 'web',
  };
}

/**
 * Opens the application, brings the schema up to date and publishes the default survey.
 * @param different settings that differ from `environment`
 */
export async function openProduct(
  url: string,
  different: Record<string, string | undefined> = {},
): Promise<Product> {
  const config = loadConfig({ ...environment(url), ...different });
  const context: INestApplicationContext = await NestFactory.createApplicationContext(
    AppModule.forRoot({ config, server: true }),
    { logger: false, abortOnError: false },
  );
  await context.get(Surveys, { strict: false }).ensureDefault();
  return {
    get: (service) => context.get(service as Type, { strict: false }),
    close: () => context.close(),
  };
}
