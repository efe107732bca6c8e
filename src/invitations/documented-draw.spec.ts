/** `docs/invitations.md` tells auditors how to work out a draw by hand: its example is worked out again, as it says. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../platform/config';
import { drawOf, SUPPRESSED_REASONS, CANCELLED_REASONS } from './decision';
import { INVITATION_STATES } from './invitation-states';

const page = readFileSync(join(projectRoot(), 'docs/invitations.md'), 'utf8');
const SALT = 'autumn';
const PROBABILITY = 0.6;
const rows = [
  ...page.matchAll(/\| `([0-9a-f-]{36})` \| `([0-9a-f]{12})` \| (\d+) \| ([\d.]+) \| (not drawn|drawn) \|/g),
].map(([, id = '', digits = '', number = '', draw = '', fate = '']) => ({ id, digits, number, draw, fate }));

describe('the page about invitations', () => {
  it('its draws are those of the recipe, done with a hash and a division, and those of the product', () => {
    expect(page).toContain(`With the salt \`${SALT}\` and a probability of ${PROBABILITY}`);
    expect(rows.map(({ fate }) => fate)).toEqual(['not drawn', 'drawn']);
    for (const { id, digits, number, draw, fate } of rows) {
      const worked = createHash('sha256').update(`${SALT}:${id}`, 'utf8').digest('hex').slice(0, 12);
      expect([worked, String(Number.parseInt(worked, 16))]).toEqual([digits, number]);
      const exact = Number.parseInt(worked, 16) / 281_474_976_710_656;
      expect(exact.toFixed(6)).toBe(draw);
      expect(drawOf(id, SALT)).toBe(exact);
      expect(fate).toBe(exact < PROBABILITY ? 'drawn' : 'not drawn');
    }
    expect(page).toContain(`# ${drawOf(rows[0]?.id ?? '', SALT)}\n`);
  });

  it('explains every reason and every state', () => {
    const reasons = [...new Set([...SUPPRESSED_REASONS, ...CANCELLED_REASONS])];
    expect(reasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
    // `queued` stands in the life of an invitation for other channels; mails go from planned to sending.
    const states = INVITATION_STATES.filter((state) => state !== 'queued');
    expect(states.filter((state) => !page.includes(`\`${state}\``))).toEqual([]);
  });

  it('shows pictures that are there and small, and names tests and files that exist', () => {
    const pictures = [...page.matchAll(/\]\(images\/([\w-]+\.png)\)/g)].map(([, name = '']) => name);
    expect(pictures.length).toBeGreaterThan(8);
    for (const name of pictures)
      expect(statSync(join(projectRoot(), 'docs/images', name)).size).toBeLessThan(60_000);
    for (const [, path = ''] of page.matchAll(/`((?:src|test)\/[\w/.-]+\.ts)`/g))
      expect(statSync(join(projectRoot(), path)).isFile()).toBe(true);
  });
});
