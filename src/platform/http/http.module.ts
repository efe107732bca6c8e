/** Health, public files, rate limits and error replies. */
import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AssetsController } from './assets.controller';
import { ErrorReplies } from './exception.filter';
import { HealthController } from './health.controller';
import { RateLimits } from './rate-limits';
import { StyleGuideController } from './style-guide.controller';

@Global()
@Module({
  controllers: [HealthController, AssetsController, StyleGuideController],
  providers: [RateLimits, { provide: APP_FILTER, useClass: ErrorReplies }],
  exports: [RateLimits],
})
export class HttpModule {}
