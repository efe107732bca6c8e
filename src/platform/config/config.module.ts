/** Hands the configuration to everybody. The one place that looks at the process's environment. */
import { type DynamicModule, Module } from '@nestjs/common';
import { Config, loadConfig } from './config';

let current: Config | undefined;

/** The configuration of this process, read from its environment the first time it is asked for. */
export function currentConfig(): Config {
  current ??= loadConfig(process.env);
  return current;
}

/** The environment's configuration with some variables decided by the caller, as the demo does. */
export function configWith(decided: Readonly<Record<string, string>>): Config {
  return loadConfig({ ...process.env, ...decided });
}

@Module({})
export class ConfigModule {
  /** Makes `Config` available everywhere; without an argument it is the process's own. */
  static forRoot(config?: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: Config, useFactory: () => config ?? currentConfig() }],
      exports: [Config],
    };
  }
}
