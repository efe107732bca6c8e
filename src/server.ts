/** Starts a node: checks the configuration, brings the schema up to date, listens and works, and stops gracefully. */
import { AppModule } from './app.module';
import { type Config, ConfigError, currentConfig, type Role } from './platform/config';
import { DatabaseInUse } from './platform/database';
import { createHttpApp } from './platform/http';
import { JobRunner } from './platform/jobs';
import { createLogger } from './platform/observability';
import { Surveys } from './surveys';

/** @param options.config the environment's unless given; `role` overrides its own */
export async function start(options: { config?: Config; role?: Role } = {}): Promise<void> {
  try {
    const config = options.config ?? currentConfig();
    const role = options.role ?? config.role;
    const logger = createLogger(config.logLevel);
    const app = await createHttpApp(AppModule.forRoot({ config, server: true }), { config, logger });
    await app.get(Surveys).ensureDefault();
    if (role !== 'web') app.get(JobRunner).start();
    // A worker listens too, so that its health can be asked for.
    await app.listen(config.port, '0.0.0.0');
    logger.log(`Aplauso listens on ${config.baseUrl} as ${role}`, 'Start');
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof DatabaseInUse;
    console.error(known ? error.message : error);
    // Open pools and timers of a half-started node would keep it alive.
    process.exit(1);
  }
}
