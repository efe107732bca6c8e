/** The door of the configuration: everything the environment decides, read once and checked. */
export { Config, ConfigError, loadConfig } from './config';
export type { DkimConfig, Environment, Locale, LogLevel, Role } from './config';
export { LOCALES } from './config';
export { ConfigModule, configWith, currentConfig } from './config.module';
export { projectRoot } from './project-root';
