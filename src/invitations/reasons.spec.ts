import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCALES, projectRoot } from '../platform/config';
import { CANCELLED_REASONS, SUPPRESSED_REASONS } from './decision';

it.each(LOCALES)('every reason to ask or not to ask has its words in %s', (locale) => {
  const file = join(projectRoot(), `views/messages/${locale}/invitations.json`);
  const words = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const reasons = [...SUPPRESSED_REASONS, ...CANCELLED_REASONS];
  expect(reasons.filter((reason) => !words[`invitations.reason_${reason}`])).toEqual([]);
});
