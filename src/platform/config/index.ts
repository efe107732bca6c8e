/** The door of the configuration: everything the environment decides, read once and checked. */
export { Config, ConfigError, loadConfig } from './config';
export type { DkimConfig, Environment, ImapConfig, LogLevel, Role } from './config';
export { LOCALES } from '../../kernel';
export type { Locale } from '../../kernel';
export { ConfigModule, configWith, currentConfig } from './config.module';
export { projectRoot } from './project-root';
export { openSealed, seal } from './sealed';
