/** Wires access: its guard and its interceptor stand in front of every handler of the product. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { Config } from '../platform/config';
import { ApiDescription } from '../platform/http';
import { Pages } from '../platform/views';
import { AccessGuard } from './access.guard';
import { AccessJobs } from './access.jobs';
import { AccessPagesController } from './access.pages.controller';
import { AccountPagesController } from './account.pages.controller';
import { ApiKeys } from './api-keys.service';
import { formToken } from './csrf-token';
import { Devices } from './devices';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { IdempotencyStore } from './idempotency.store';
import { LanguageChoice } from './language-choice';
import type { AppRequest } from './request';
import { Sessions } from './sessions.service';
import { SignIn } from './sign-in.service';
import { StaffNotes } from './staff-notes';
import { Users } from './users.service';

@Module({
  controllers: [AccessPagesController, AccountPagesController],
  providers: [
    Users,
    Sessions,
    SignIn,
    Devices,
    ApiKeys,
    IdempotencyStore,
    LanguageChoice,
    StaffNotes,
    AccessJobs,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [Users, Sessions, ApiKeys, Devices, StaffNotes],
})
export class AccessModule implements OnModuleInit {
  constructor(
    private readonly pages: Pages,
    private readonly api: ApiDescription,
    private readonly config: Config,
  ) {}

  /** Every page knows who reads it, and its forms carry the token of the session. */
  onModuleInit(): void {
    this.pages.registerViewContext(({ viewer, sessionHash }: AppRequest) => ({
      viewer,
      csrfToken: sessionHash === undefined ? undefined : formToken(this.config.secretKey, sessionHash),
    }));
    this.describeKeys();
  }

  /** What the guard and the interceptor do to every call of a program. */
  private describeKeys(): void {
    this.api.everywhere({
      methods: ['get', 'post', 'put', 'patch', 'delete'],
      errors: ['api_key_missing', 'api_key_invalid', 'api_scope_missing'],
    });
    this.api.everywhere({
      methods: ['post'],
      errors: ['idempotency_key_invalid', 'idempotency_key_reused', 'idempotency_in_flight'],
      header: {
        name: 'Idempotency-Key',
        description:
          'A repeat with the same key and body is answered with the first reply and changes nothing.',
        schema: { type: 'string', maxLength: 255 },
      },
    });
  }
}
