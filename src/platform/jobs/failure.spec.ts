import { z } from 'zod';
import { describeFailure } from './failure';

describe('what is kept of a failure', () => {
  it('names the kind, the code and the place, and not the message', () => {
    const error = Object.assign(new TypeError('550 <marta@example.com> is unknown'), {
      code: 'EENVELOPE',
      responseCode: 550,
    });
    const kept = describeFailure(error);
    expect(kept).toMatch(/^TypeError EENVELOPE 550 at src\/platform\/jobs\/failure\.spec\.ts:\d+$/);
    expect(kept).not.toContain('marta');
  });

  it('names the fields of a payload that no longer fits, and not their values', () => {
    const parsed = z
      .strictObject({ invitationId: z.number() })
      .safeParse({ invitationId: 'marta@example.com' });
    expect(describeFailure(parsed.error)).toBe('payload_invalid at invitationId');
  });

  it('does not trust codes and names that could carry text', () => {
    const error = Object.assign(new Error('x'), { code: 'to marta@example.com', name: 'Marta Ruiz' });
    expect(describeFailure(error)).toMatch(/^Error at /);
  });

  it('says so when something that is no error was thrown', () => {
    expect(describeFailure('marta@example.com')).toBe('threw string');
  });
});
