/** The log: one JSON object per line on standard output, the same for the framework and for our own words. */
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import type { LogLevel } from '../config';
import { redact } from './redact';

/** What is kept about a request. `route` is the template (`/s/:token`), never the address that was asked for. */
export interface RequestLine {
  requestId: string;
  method: string;
  route: string;
  status: number;
  milliseconds: number;
}

export class ApplicationLogger implements LoggerService {
  constructor(private readonly out: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Whether requests are worth a line at this level. */
  get logsRequests(): boolean {
    return this.out.isLevelEnabled('info');
  }

  request(line: RequestLine): void {
    this.out.info({ context: 'Request', ...line });
  }

  /** Nest passes the context last, and for errors the stack before it. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.out.isLevelEnabled(level)) return;
    const last = rest.at(-1);
    const context = typeof last === 'string' && !last.includes('\n') ? last : undefined;
    const details = context === undefined ? rest : rest.slice(0, -1);
    const line: Record<string, unknown> = context === undefined ? {} : { context };
    if (message instanceof Error) line['error'] = message;
    else if (typeof message !== 'string') line['data'] = message;
    for (const detail of details) {
      if (detail instanceof Error) line['error'] = detail;
      else if (typeof detail === 'string' && detail.includes('\n    at ')) line['stack'] = detail;
      else if (detail !== undefined) line['details'] = [...((line['details'] as unknown[]) ?? []), detail];
    }
    const words =
      message instanceof Error ? message.message : typeof message === 'string' ? message : undefined;
    this.out[level](redact(line) as object, words === undefined ? undefined : (redact(words) as string));
  }
}

/**
 * @param destination where lines go; standard output unless given
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): ApplicationLogger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return new ApplicationLogger(destination ? pino(options, destination) : pino(options));
}
