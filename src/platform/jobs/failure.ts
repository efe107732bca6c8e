/**
 * What is kept of an error that made a job fail. A message may quote a customer's address or words, so only its kind,
 * its code and the place in our code are kept: enough to find the fault, nothing to erase later.
 */
import { isNativeError } from 'node:util/types';
import { ZodError } from 'zod';

const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

/** One line such as `MailRefused 450 at src/platform/mail/mailer.ts:88`. */
export function describeFailure(error: unknown): string {
  if (error instanceof ZodError)
    return `payload_invalid at ${error.issues.map((issue) => issue.path.join('.')).join(', ')}`;
  if (!isNativeError(error)) return `threw ${typeof error}`;
  const parts = [/^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error'];
  for (const key of ['code', 'responseCode'] as const) {
    const value: unknown = (error as { code?: unknown; responseCode?: unknown })[key];
    if ((typeof value === 'string' || typeof value === 'number') && CODE.test(String(value)))
      parts.push(String(value));
  }
  const place = /[/\\]((?:dist[/\\])?(?:src|test|seeds)[/\\][^():\n]+:\d+)/.exec(stackOf(error));
  return place ? `${parts.join(' ')} at ${place[1]}` : parts.join(' ');
}

/** The stack without its first lines, which repeat the message. */
function stackOf(error: Error): string {
  const stack = error.stack ?? '';
  const frames = stack.search(/^\s+at /m);
  return frames < 0 ? '' : stack.slice(frames);
}
