/** Health, public files, rate limits, error replies and the description of the API. */
import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ApiDescription } from './api-description';
import { ApiDocsController } from './api-docs.controller';
import { AssetsController } from './assets.controller';
import { BrandController } from './brand.controller';
import { ErrorReplies } from './exception.filter';
import { HealthController } from './health.controller';
import { RateLimits } from './rate-limits';
import { StyleGuideController } from './style-guide.controller';

@Global()
@Module({
  controllers: [HealthController, AssetsController, BrandController, ApiDocsController, StyleGuideController],
  providers: [RateLimits, ApiDescription, ErrorReplies, { provide: APP_FILTER, useExisting: ErrorReplies }],
  exports: [RateLimits, ApiDescription],
})
export class HttpModule {}
