/** The door of the jobs: work done later, at least once, by whichever node is free. */
export { defineJob } from './job-kind';
export type { JobContext, JobHandler, JobKind, JobKindOptions, JobOutcome } from './job-kind';
export { Jobs } from './jobs';
export type { DeadJob, JobCounts } from './jobs';
export { JobRunner } from './job-runner';
export { JobsModule } from './jobs.module';
