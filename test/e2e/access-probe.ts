/** An application with access and a few handlers of its own, one per kind of policy: what access is tested on. */
import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  accessEntities,
  AccessModule,
  type ApiKeyIdentity,
  CurrentApiKey,
  Policy,
  Users,
} from '../../src/access';
import { AuditModule } from '../../src/platform/audit';
import { ClockModule, ManualClock } from '../../src/platform/clock';
import { ConfigModule, loadConfig } from '../../src/platform/config';
import { DatabaseModule } from '../../src/platform/database';
import { errors } from '../../src/platform/errors';
import { EventsModule } from '../../src/platform/events';
import { createHttpApp, HttpModule } from '../../src/platform/http';
import { I18nModule } from '../../src/platform/i18n';
import { JobsModule } from '../../src/platform/jobs';
import { MailModule } from '../../src/platform/mail';
import { ViewsModule } from '../../src/platform/views';
import { createTestDatabase, type DatabaseKind } from '../support';

export const BASE = 'https://aplauso.example';
export const PASSWORD = 'el café está servido';
export const EMAIL = 'ana.bravo@aguaclara.example';

/** What the writing handler does and has done. */
export const probe: { handled: number; fault: 'none' | 'ours' | 'theirs' } = { handled: 0, fault: 'none' };

@Controller()
class ProbeController {
  @Get('probe/open')
  @Policy({ public: true })
  open() {
    return { open: true };
  }

  @Post('probe/open')
  @Policy({ public: true })
  openForm() {
    return { open: true };
  }

  @Get('probe/forgotten')
  forgotten() {
    return { secret: true };
  }

  @Get('probe/pay')
  @Policy({ permission: 'pay.view' })
  pay() {
    return { pay: true };
  }

  @Post('probe/home')
  @Policy({ permission: 'home.view' })
  home(@Body() body: unknown) {
    return { body };
  }

  @Post('s/:token')
  @Policy({ token: 'answer' })
  answer() {
    return { thanks: true };
  }

  @Get('api/probe')
  @Policy({ api: 'scores:read' })
  read(@CurrentApiKey() key: ApiKeyIdentity) {
    return key;
  }

  @Post('api/probe')
  @HttpCode(201)
  @Policy({ api: 'interactions:write' })
  async write(@Body() body: unknown) {
    const turn = (probe.handled += 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (probe.fault === 'ours') throw new Error('broken');
    if (probe.fault === 'theirs') throw errors.conflict();
    return { turn, body };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

export interface ProbeApp {
  app: NestFastifyApplication;
  clock: ManualClock;
  /** Ana, who administrates. */
  userId: number;
  close(): Promise<void>;
}

export async function bootProbe(kind: DatabaseKind): Promise<ProbeApp> {
  const file = await createTestDatabase(kind);
  const clock = new ManualClock(Date.UTC(2026, 10, 3, 15));
  const config = loadConfig({
    NODE_ENV: 'test',
    BASE_URL: BASE,
    DATABASE_URL: file.url,
    SECRET_KEY: 'x'.repeat(32),
  });
  @Module({
    imports: [
      ConfigModule.forRoot(config),
      ClockModule.forRoot(clock),
      DatabaseModule.forRoot({ entities: accessEntities, server: false }),
      EventsModule,
      I18nModule,
      ViewsModule,
      HttpModule,
      JobsModule,
      AuditModule,
      MailModule.forRoot(config),
      AccessModule,
      ProbeModule,
    ],
  })
  class AppUnderTest {}
  const app = await createHttpApp(AppUnderTest, { config });
  const userId = await app.get(Users).create({
    email: EMAIL,
    name: 'Ana Bravo',
    password: PASSWORD,
    locale: 'es',
    roles: [{ role: 'admin', scope: 'all' }],
  });
  return {
    app,
    clock,
    userId,
    close: async () => {
      await app.close();
      await file.remove();
    },
  };
}
