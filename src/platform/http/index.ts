/** The door of HTTP: the application, its policies, limits and error replies. */
export { ApiDescription } from './api-description';
export { ApiOperation, ApiSection, shownDay, shownMoney, shownPage, shownTime } from './api-operation';
export { createHttpApp } from './app';
export { isFramedMail, mayBeFramed, showsFrames } from './framing';
export { HttpModule } from './http.module';
export { POLICY_KEY, Public } from './policy';
export { RateLimits } from './rate-limits';
export type { RateLimitResult } from './rate-limits';
export { wantsProblem } from './problem';
export type { ProblemDetails } from './problem';
export { isTokenPath } from './security-headers';
export { Straight } from './straight';
export { IgnoresForm, isUpload, TakesFile } from './uploads';
export type { FileRule, Upload } from './uploads';
