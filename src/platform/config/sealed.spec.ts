import { openSealed, seal } from './sealed';

const KEY = 'k'.repeat(32);

describe('a sealed secret', () => {
  it('opens with the key and for the owner it was sealed for', () => {
    expect(openSealed(KEY, 'message_channel:1', seal(KEY, 'message_channel:1', 'señal-😀'))).toBe('señal-😀');
  });

  it('says nothing about itself, not even that two are the same', () => {
    const [one, other] = [seal(KEY, 'a', 'top-secret'), seal(KEY, 'a', 'top-secret')];
    expect(one).not.toBe(other);
    expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain('top-secret');
  });

  it.each([
    ['another key', (sealed: string) => openSealed('x'.repeat(32), 'a', sealed)],
    ['another owner', (sealed: string) => openSealed(KEY, 'b', sealed)],
    ['one character changed', (sealed: string) => openSealed(KEY, 'a', `${sealed.slice(0, -2)}AA`)],
    ['cut off', (sealed: string) => openSealed(KEY, 'a', sealed.slice(0, 20))],
    ['another version', (sealed: string) => openSealed(KEY, 'a', sealed.replace('v1', 'v2'))],
    ['no text at all', () => openSealed(KEY, 'a', '')],
  ])('stays closed with %s', (_, open) => {
    expect(open(seal(KEY, 'a', 'top-secret'))).toBeUndefined();
  });
});
