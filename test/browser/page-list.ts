/** Every page of the product: who looks at it, or where else it is looked at. */
import type { SignInRole } from '../../seeds/demo/cast';

/**
 * Which pages each role looks at. `:id` is followed through a link on a page opened before, as people find it; a page
 * that is missing here fails the test beneath.
 */
export const STAFF: readonly (readonly [SignInRole, readonly string[]])[] = [
  [
    'employee',
    [
      '/',
      '/me',
      '/me/score',
      '/comments',
      '/account',
      '/recognition',
      '/recognition/kudos',
      '/recognition/kudos/:id/report',
      '/me/recognition',
      '/recognition/said/:id',
      '/evaluations',
      '/evaluations/plans',
      '/evaluations/plans/:key/versions/:version',
      '/evaluations/:id/statements/:employeeId',
      '/appeals',
      '/appeals/cycles/:cycle/new',
    ],
  ],
  [
    'hr',
    [
      '/evaluations/plans',
      '/evaluations/plans/new',
      '/evaluations/plans/:key/draft',
      '/evaluations/payroll-layout',
      '/evaluations/new',
    ],
  ],
  [
    'hr',
    [
      '/evaluations',
      '/evaluations/:id',
      '/evaluations/:id/people',
      '/evaluations/:id/inputs',
      '/evaluations/:id/simulation',
      '/evaluations/:id/calibration',
      // The cycle that has a result.
      '/evaluations/1',
      '/evaluations/1/simulation/comparison',
      '/evaluations/:id/equality',
      '/equality',
    ],
  ],
  [
    'lead',
    [
      '/',
      '/teams',
      '/teams/:id',
      '/teams/:id/meeting-pack',
      '/employees/:id',
      '/employees/:id/score',
      '/evaluations',
      '/evaluations/:id',
      '/evaluations/:id/ratings',
    ],
  ],
  [
    'hr',
    [
      '/',
      '/dashboard',
      '/dashboard/channels/phone',
      '/recognition',
      '/recognition?show=approved',
      '/recognition/boards/new',
      '/recognition/boards/:id',
      '/responses',
      '/responses/:id',
      '/responses/:id/exclusion',
      '/responses/verification',
      '/responses/notes',
      '/evaluations',
      '/evaluations/:id',
    ],
  ],
  [
    'hr',
    [
      '/recognition/kudos/reports',
      '/recognition/kudos/settings',
      '/recognition/awards',
      '/recognition/awards/:id',
      '/recognition/awards/new',
      '/recognition/awards/:id/edit',
      // By vote: proposing, and who was.
      '/recognition/awards/3',
    ],
  ],
  [
    'hr',
    [
      '/comments',
      '/comments?q=espera+-fila&rating=low&theme=waiting',
      '/themes',
      '/themes/new',
      '/expectations',
    ],
  ],
  [
    'recovery',
    [
      '/',
      '/recovery',
      '/recovery?show=done',
      '/recovery?show=promises',
      '/recovery/board',
      '/recovery/new',
      '/recovery/:id',
      '/touchpoints',
    ],
  ],
  [
    'hr',
    [
      '/recovery/reports',
      '/recovery/reports?from=2025-01-01&cause=0',
      '/recovery/gestures',
      '/recovery/letters',
      '/recovery/causes',
      '/touchpoints',
      '/touchpoints/new',
      '/touchpoints/:code',
    ],
  ],
  [
    'admin',
    [
      '/',
      '/surveys',
      '/surveys/new',
      '/surveys/import',
      '/surveys/:id',
      '/surveys/:id/preview',
      '/surveys/:id/mail-preview',
      '/settings',
      '/settings/brand',
      '/settings/webhooks',
      '/settings/webhooks/new',
    ],
  ],
  [
    'admin',
    [
      '/',
      '/collectors',
      '/collectors/new',
      '/collectors/:id',
      '/invitations/sending',
      '/invitations/deliverability',
      '/invitations/channels',
      '/invitations/channels/new',
      '/invitations/channels/new?preset=whatsapp',
      '/recovery/settings',
      '/recovery/settings/owners',
      '/recovery/settings/hours?calendar=always',
      '/invitations/rules',
      '/invitations/shares',
      '/invitations/suppressions',
      '/invitations/why',
      '/invitations/why?reference=D-7',
      '/dev/style-guide',
      '/dev/mailbox',
    ],
  ],
  ['auditor', ['/', '/audit', '/invitations', '/invitations/:id', '/responses', '/responses/:id']],
  ['auditor', ['/appeals', '/appeals?show=settled']],
  ['auditor', ['/signals', '/signals/decisions', '/signals/:id', '/signals?show=settled']],
];

/** Looked at in the tests below. */
export const ELSEWHERE = [
  // Of one channel, looked at above; the others are the same page.
  '/dashboard/:units/:key',
  '/s/:token',
  '/s/:token/wrong',
  '/s/:token/promises',
  '/s/:token/call',
  // In recovery-walk.spec.ts: the two answers of the mail.
  '/f/:token',
  // In thanks-on-display.spec.ts, with what a screen is told.
  '/s/:token/words',
  '/board/:key/live',
  // The trap for programs that follow every link: an empty reply.
  '/s/:token/more',
  '/u/:token',
  '/p/:token',
  '/surveys/:id/mail-preview/html',
  '/invitations/channels/:id',
  // The demo company tells nobody: in webhooks.e2e.spec.ts.
  '/settings/webhooks/:id',
  '/settings/webhooks/:id/deliveries/:delivery',
  '/invitations/rules/what-ifs/:id',
  // Of a draft: in survey-designer.spec.ts.
  '/surveys/:id/edit',
  '/surveys/:id/translate',
  '/surveys/:id/publish',
  // Of a cycle that is led through its states: in evaluation-cycle.spec.ts.
  '/evaluations/:id/approvals',
  '/evaluations/:id/payroll',
  '/appeals',
  '/appeals/cycles/:cycle/new',
  '/appeals/:id',
  // Filed, reviewed and decided in a test of its own below.
  '/appeals/:id',
  '/settings/brand/page',
  '/settings/brand/mail',
  '/sign-in',
  '/responses/new',
  '/responses/new/:interactionId',
  '/q/:key',
  '/k/:key',
  // Of the cycle that has a result, looked at above.
  '/evaluations/:id/simulation/comparison',
  // Looked at as the form of a new one.
  '/themes/:key',
  '/board/:key',
  '/dev/mailbox/:id',
  '/dev/mailbox/:id/html',
];
/** For programs. */
export const NO_PAGES =
  /^GET \/(api|assets|brand|health|metrics|scim|hooks)\b|\.(json|css|js|pdf|png|svg)$|\/raw$|\/pdf$|\/evidence\/:file$/;
