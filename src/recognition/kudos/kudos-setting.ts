/** What the organization decides about thanks between colleagues. */
import { z } from 'zod';
import { defineSetting } from '../../platform/views';

export const kudosSetting = defineSetting({
  name: 'kudos',
  /** `monthlyAllowance`: how many somebody may give in a calendar month. `digest`: whether the weekly mail is sent. */
  schema: z.strictObject({ monthlyAllowance: z.int().min(1).max(100), digest: z.boolean() }),
  defaults: () => ({ monthlyAllowance: 10, digest: true }),
});
