/** Opens the configured database, locks the file when it is SQLite, brings the schema up to date, closes at shutdown. */
import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSourceOptions } from 'typeorm';
import { Config } from '../config';
import { Database } from './database';
import { openDataSource, sqliteFileOf } from './data-source';
import { migrate } from './migrate';
import { lockDatabaseFile } from './process-lock';

class OpenDatabase {
  constructor(
    readonly database: Database,
    readonly unlock: () => void,
  ) {}
}

@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly open: OpenDatabase) {}

  /** @param options.server a server takes the file lock and migrates; a command-line tool does neither */
  static forRoot(options: {
    entities: NonNullable<DataSourceOptions['entities']>;
    server: boolean;
  }): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        {
          provide: OpenDatabase,
          inject: [Config],
          useFactory: async (config: Config) => {
            const file = sqliteFileOf(config.databaseUrl);
            const dataSource = await openDataSource(config.databaseUrl, options.entities);
            try {
              const unlock =
                options.server && file && file !== ':memory:' ? lockDatabaseFile(file) : () => undefined;
              const database = new Database(dataSource);
              if (options.server) await migrate(database);
              return new OpenDatabase(database, unlock);
            } catch (error) {
              await dataSource.destroy();
              throw error;
            }
          },
        },
        { provide: Database, inject: [OpenDatabase], useFactory: (open: OpenDatabase) => open.database },
      ],
      exports: [Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.open.database.close();
    this.open.unlock();
  }
}
