/** Brings the demo company into an empty database; refuses one that holds anything of its own. */
import { NestFactory } from '@nestjs/core';
import { seedCompany } from '../../seeds/demo/seed';
import { AppModule } from '../app.module';
import { ManualClock } from '../platform/clock';
import { currentConfig } from '../platform/config';
import { Database } from '../platform/database';
import { createLogger } from '../platform/observability';
import { say, Unfinished } from './context';

export async function seedDemo(): Promise<void> {
  const config = currentConfig();
  const now = Date.now();
  const clock = new ManualClock(now);
  const context = await NestFactory.createApplicationContext(
    AppModule.forRoot({ config, server: true, clock }),
    {
      logger: createLogger('warn'),
      abortOnError: false,
    },
  );
  const get = <T>(service: abstract new (...args: never[]) => T): T =>
    context.get(service, { strict: false });
  try {
    const used = await get(Database).get('SELECT 1 AS one FROM employee LIMIT 1');
    if (used)
      throw new Unfinished('This database has employees already: the demo company needs an empty one.');
    await seedCompany({ get, clock, now, tell: say });
  } finally {
    await context.close();
  }
}
