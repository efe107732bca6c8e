/** The rules the quarter is lived by: every kind of rule there is, each tight enough to bite. */
import { DEFAULT_INVITATION_RULES, type InvitationRules } from '../../src/invitations';

type Rule = InvitationRules['rules'][number];
const rule = (key: string, change: Partial<Rule>): Rule => ({
  key,
  name: key,
  touchpoints: [],
  channels: [],
  reasons: [],
  segments: [],
  probability: 1,
  quota: null,
  priority: 50,
  delayMinutes: null,
  maxAgeDays: null,
  ...change,
});

export const QUARTER_RULES: InvitationRules = {
  ...DEFAULT_INVITATION_RULES,
  delayMinutes: 30,
  maxAgeDays: 5,
  quietHours: { from: 21, until: 8 },
  quietWeekdays: [7],
  holidays: { observe: true, country: 'MX', state: null, extra: ['2026-11-02'] },
  askAgainDays: 20,
  frequency: { customerMost: 2, touchpoint: { most: 1, days: 40 }, account: { most: 3, days: 15 } },
  openDays: 10,
  retryHours: 48,
  reminders: { most: 2, afterDays: 3 },
  excluded: { ...DEFAULT_INVITATION_RULES.excluded, reasons: ['fraud'], internal: ['casa.example'] },
  rules: [
    rule('outages', { reasons: ['outage'], priority: 80 }),
    rule('phone-bills', { channels: ['phone'], reasons: ['billing'], probability: 0.3 }),
    rule('chats', { channels: ['chat'], quota: { most: 6, per: 'week', evenly: true } }),
    rule('visits', { channels: ['on_site'], delayMinutes: 180, maxAgeDays: 3 }),
    rule('former', { segments: ['former'], probability: 0 }),
  ],
  sampling: {
    probability: 0.8,
    salt: 'the salt of the simulated quarter',
    quota: { most: 25, per: 'month', evenly: false },
    priority: 50,
  },
};
