/** Makes the job queue available to every module. The runner works only where the entry point starts it. */
import { Global, Module } from '@nestjs/common';
import { JobRunner } from './job-runner';
import { JobStore } from './job.store';
import { Jobs } from './jobs';
import { Schedules } from './schedules';

@Global()
@Module({ providers: [JobStore, Schedules, Jobs, JobRunner], exports: [Jobs, JobRunner] })
export class JobsModule {}
