/** Runs a command with the product's services and no server around them. */
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module';
import { currentConfig } from '../platform/config';
import { Database, migrationStatus } from '../platform/database';
import { DomainError } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { createLogger } from '../platform/observability';

/** What the command was asked for could not be done; its message is for the operator. */
export class Unfinished extends Error {}

export type Get = <T>(service: Type<T> | (abstract new (...args: never[]) => T)) => T;

export async function inContext(work: (get: Get) => Promise<void> | void): Promise<void> {
  const config = currentConfig();
  const logger = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const context = await NestFactory.createApplicationContext(AppModule.forRoot({ config, server: false }), {
    logger,
    abortOnError: false,
  });
  try {
    await work((service) => context.get(service as Type, { strict: false }));
  } catch (error) {
    if (error instanceof Unfinished) throw error;
    if (!(error instanceof DomainError)) {
      const pending = await pendingMigrations(context.get(Database));
      if (pending === 0) throw error;
      throw new Unfinished(`The database waits for ${pending} migrations. Run \`migrate\` first.`);
    }
    throw new Unfinished(
      `${context.get(I18n).text('en', `errors.${error.code}`, error.params)} (${error.code})`,
    );
  } finally {
    await context.close();
  }
}

/** A table that is missing says so in the words of the database; what the operator needs to know is why. */
async function pendingMigrations(database: Database): Promise<number> {
  return (await migrationStatus(database)).filter(({ applied }) => !applied).length;
}

/** One line for the operator. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
