/** For whoever runs the product: is the process alive, and may it be sent work? */
import { Controller, Get, Logger, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '../clock';
import { Database, migrationStatus } from '../database';
import { Public } from './policy';

interface Readiness {
  status: 'ready' | 'not_ready';
  database: 'reachable' | 'unreachable';
  migrations: 'current' | 'pending' | 'unknown';
  /** Age in whole seconds of the job that has been due longest; 0 when none waits. */
  oldestDueJobSeconds: number | null;
}

@Controller('health')
export class HealthController {
  private readonly logger = new Logger('Health');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Depends on nothing: a process that answers is alive. */
  @Get('live')
  @Public()
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** 503 while the database cannot be reached or its schema is behind. A slow mail server changes nothing here. */
  @Get('ready')
  @Public()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.check();
    if (readiness.status !== 'ready') void reply.header('Retry-After', '5').status(503);
    return readiness;
  }

  private async check(): Promise<Readiness> {
    try {
      await this.database.get('SELECT 1 AS one');
    } catch (error) {
      this.logger.warn(error);
      return {
        status: 'not_ready',
        database: 'unreachable',
        migrations: 'unknown',
        oldestDueJobSeconds: null,
      };
    }
    const pending = (await migrationStatus(this.database)).filter(({ applied }) => !applied);
    if (pending.length > 0) {
      return { status: 'not_ready', database: 'reachable', migrations: 'pending', oldestDueJobSeconds: null };
    }
    const now = this.clock.now();
    const oldest = await this.database.get<{ runAt: number | null }>(
      `SELECT MIN(run_at) AS "runAt" FROM job WHERE state = 'ready' AND run_at <= ?`,
      [now],
    );
    const oldestDueJobSeconds = Math.floor((now - (oldest?.runAt ?? now)) / 1000);
    return { status: 'ready', database: 'reachable', migrations: 'current', oldestDueJobSeconds };
  }
}
