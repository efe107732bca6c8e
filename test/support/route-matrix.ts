/**
 * Who may call what, as a table to be read and agreed on. A route that is missing here, or says something else in the
 * code, fails the build; test/e2e/policies.e2e.spec.ts drives each of them as everybody.
 *
 *     public             everybody
 *     signed in          any signed-in person
 *     scores.view        whoever holds the permission (src/access/permissions.ts says which role, and how far)
 *     api scores:read    a program whose key has the scope
 *     token answer       whoever knows the secret in the address
 *
 * The second word says whose record `:id` names, so that own and other people's records are told apart.
 */
import { ROLE_SCOPES, type RoleName, type Permission } from '../../src/access';
import { scopeOf } from '../../src/access/permissions';

export type Subject = 'employee' | 'team';
type Row = string | readonly [rule: string, subject: Subject];

export const ROUTES: Readonly<Record<string, Row>> = {
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /assets/*': 'public',
  'GET /assets/rules/:file': 'public',
  'GET /brand/:file': 'public',
  'GET /api/openapi.json': 'public',
  'GET /api/docs': 'public',
  'GET /dev/style-guide': 'public',
  'GET /dev/mailbox': 'public',
  'GET /dev/mailbox.json': 'public',
  'GET /dev/mailbox/:id': 'public',
  'GET /dev/mailbox/:id/html': 'public',
  'GET /dev/mailbox/:id/raw': 'public',

  'GET /sign-in': 'public',
  'POST /sign-in': 'public',
  'POST /sign-out': 'signed in',
  'POST /language': 'public',
  'GET /': 'home.view',
  'GET /audit': 'audit.view',
  'POST /audit/verify': 'audit.view',
  'GET /settings': 'settings.manage',
  'POST /settings': 'settings.manage',
  'GET /settings/brand': 'settings.manage',
  'POST /settings/brand': 'settings.manage',
  'GET /settings/brand/page': 'settings.manage',
  'GET /settings/brand/mail': 'settings.manage',

  'GET /signals': 'signals.view',
  'GET /signals/decisions': 'signals.view',
  'GET /signals/:id': 'signals.view',
  'POST /signals/:id/decisions': 'signals.decide',

  'GET /account': 'signed in',
  'POST /account/profile': 'signed in',
  'POST /account/password': 'signed in',
  'POST /account/sessions/end': 'signed in',

  'GET /teams': 'organization.view',
  'GET /api/v1/employees': 'api organization:read',
  'GET /api/v1/employees/:externalId': 'api organization:read',
  'PUT /api/v1/employees/:externalId': 'api organization:write',
  'GET /api/v1/teams': 'api organization:read',
  'GET /api/v1/teams/:externalId': 'api organization:read',
  'PUT /api/v1/teams/:externalId': 'api organization:write',

  'GET /touchpoints': 'touchpoints.view',
  'POST /touchpoints/:code/survey': 'touchpoints.manage',
  'GET /api/v1/touchpoints': 'api touchpoints:read',
  'GET /api/v1/touchpoints/:code': 'api touchpoints:read',
  'PUT /api/v1/touchpoints/:code': 'api touchpoints:write',
  'GET /api/v1/interactions': 'api interactions:read',
  'GET /api/v1/interactions/:id': 'api interactions:read',
  'POST /api/v1/interactions': 'api interactions:write',
  'POST /api/v1/interactions/batch': 'api interactions:write',

  'GET /surveys': 'surveys.view',
  'GET /surveys/:id': 'surveys.view',
  'GET /surveys/:id/export.json': 'surveys.view',
  'GET /surveys/new': 'surveys.manage',
  'POST /surveys': 'surveys.manage',
  'GET /surveys/import': 'surveys.manage',
  'POST /surveys/import': 'surveys.manage',
  'POST /surveys/:id/draft': 'surveys.manage',
  'POST /surveys/:id/draft/discard': 'surveys.manage',
  'POST /surveys/:id/copies': 'surveys.manage',
  'POST /surveys/:id/retire': 'surveys.manage',
  'GET /surveys/:id/publish': 'surveys.manage',
  'POST /surveys/:id/publish': 'surveys.manage',
  'GET /surveys/:id/edit': 'surveys.manage',
  'POST /surveys/:id/edit': 'surveys.manage',
  'GET /surveys/:id/translate': 'surveys.manage',
  'POST /surveys/:id/translate': 'surveys.manage',
  'GET /surveys/:id/preview': 'surveys.view',
  'GET /surveys/:id/mail-preview': 'surveys.view',
  'GET /surveys/:id/mail-preview/html': 'surveys.view',
  'POST /surveys/:id/test-mail': 'surveys.manage',
  'GET /p/:token': 'token preview',
  'POST /p/:token': 'token preview',
  'GET /p/:token/rules.css': 'token preview',

  'GET /invitations': 'invitations.view',
  'GET /invitations/rules': 'invitations.rules.view',
  'POST /invitations/rules': 'invitations.manage',
  'GET /invitations/rules/what-ifs/:id': 'invitations.rules.view',
  'POST /invitations/rules/what-ifs/:id/cancellations': 'invitations.manage',
  'POST /invitations/rules/what-ifs/:id/adoptions': 'invitations.manage',
  'GET /invitations/shares': 'invitations.view',
  'GET /invitations/suppressions': 'invitations.manage',
  'POST /invitations/suppressions': 'invitations.manage',
  'GET /invitations/why': 'invitations.view',
  'GET /invitations/:id': 'invitations.view',
  'GET /invitations/sending': 'settings.manage',
  'POST /invitations/sending': 'settings.manage',
  'POST /invitations/sending/pauses': 'settings.manage',
  'POST /invitations/:id/unknown-decisions': 'settings.manage',
  'GET /invitations/channels': 'settings.manage',
  'GET /invitations/channels/new': 'settings.manage',
  'GET /invitations/channels/:id': 'settings.manage',
  'POST /invitations/channels': 'settings.manage',
  'POST /invitations/channels/preferences': 'settings.manage',
  'POST /invitations/channels/:id': 'settings.manage',
  'POST /invitations/channels/:id/hook-keys': 'settings.manage',
  'POST /invitations/channels/:id/hook-revocations': 'settings.manage',
  'POST /invitations/channels/:id/test-messages': 'settings.manage',
  'GET /api/v1/invitations': 'api invitations:read',
  'POST /api/v1/invitations/link': 'api invitations:write',
  'POST /hooks/mail/:key': 'token mail',
  'POST /hooks/messages/:key': 'token messages',
  'GET /invitations/deliverability': 'invitations.view',
  'POST /invitations/deliverability': 'settings.manage',
  'POST /invitations/deliverability/checks': 'settings.manage',
  'POST /invitations/deliverability/test-mails': 'settings.manage',
  'POST /invitations/deliverability/hook-keys': 'settings.manage',
  'POST /invitations/deliverability/hook-revocations': 'settings.manage',
  'GET /u/:token': 'token unsubscribe',
  'POST /u/:token': 'token unsubscribe',

  'GET /s/:token': 'token answer',
  'POST /s/:token': 'token answer',
  'GET /s/:token/wrong': 'token answer',
  'POST /s/:token/wrong': 'token answer',
  'GET /s/:token/more': 'token answer',
  'GET /s/:token/promises': 'token answer',
  'POST /s/:token/promises': 'token answer',
  'GET /comments': 'answers.view',
  'GET /expectations': 'answers.view',
  'GET /themes': 'answers.view',
  'GET /themes/:key': 'themes.manage',
  'POST /themes/:key': 'themes.manage',
  'GET /responses': 'responses.view',
  'GET /responses/new': 'responses.enter',
  'GET /responses/new/:interactionId': 'responses.enter',
  'POST /responses/new/:interactionId': 'responses.enter',
  'GET /responses/:id': 'responses.view',
  'GET /responses/verification': 'responses.view',
  'POST /responses/verification/networks': 'settings.manage',
  'GET /responses/notes': 'responses.view',
  'POST /responses/notes/:id/settlement': 'responses.decide',
  'GET /responses/:id/exclusion': 'responses.decide',
  'POST /responses/:id/exclusions': 'responses.decide',
  'POST /responses/:id/exclusion-lifts': 'responses.decide',
  'POST /responses/:id/verifications': 'responses.decide',
  'POST /responses/:id/attributions': 'responses.decide',
  'GET /api/v1/responses': 'api responses:read',
  'POST /api/v1/responses': 'api responses:write',

  'GET /k/service-worker.js': 'public',
  'GET /k/:key': 'token collector',
  'POST /k/:key': 'token collector',
  'POST /k/:key/answers': 'token collector',
  'POST /k/:key/heartbeat': 'token collector',
  'GET /q/:key': 'token collector',
  'POST /q/:key': 'token collector',
  'GET /collectors': 'touchpoints.view',
  'GET /collectors/new': 'touchpoints.manage',
  'POST /collectors': 'touchpoints.manage',
  'GET /collectors/:id': 'touchpoints.view',
  'POST /collectors/:id/keys': 'touchpoints.manage',
  'POST /collectors/:id/revocation': 'touchpoints.manage',
  'GET /collectors/:id/poster.pdf': 'touchpoints.view',
  'GET /collectors/:id/code.png': 'touchpoints.view',
  'GET /collectors/:id/code.svg': 'touchpoints.view',

  'GET /recovery': 'recovery.view',
  'POST /recovery': 'recovery.work',
  'GET /recovery/board': 'recovery.view',
  'GET /recovery/new': 'recovery.work',
  'POST /recovery/exports': 'recovery.view',
  'POST /recovery/:id/clock': 'recovery.work',
  'POST /recovery/:id/owner': 'recovery.work',
  'POST /recovery/:id/merge': 'recovery.work',
  'GET /recovery/:id': 'recovery.view',
  'POST /recovery/:id/steps': 'recovery.work',
  'POST /recovery/:id/notes': 'recovery.work',
  'POST /recovery/:id/promises': 'recovery.work',
  'POST /recovery/:id/promises/:promise/kept': 'recovery.work',
  'GET /api/v1/recovery-cases': 'api recovery:read',
  'GET /api/v1/recovery-cases/:id': 'api recovery:read',
  'PATCH /api/v1/recovery-cases/:id': 'api recovery:write',
  'GET /api/v1/recovery-cases/:id/promises': 'api recovery:read',
  'POST /api/v1/recovery-cases/:id/promises': 'api recovery:write',
  'POST /api/v1/recovery-cases/:id/promises/:promise/kept': 'api recovery:write',

  'GET /me': 'scores.own',
  'GET /me/score': 'scores.own',
  'GET /employees/:id': ['scores.view', 'employee'],
  'GET /employees/:id/score': ['scores.view', 'employee'],
  'GET /teams/:id': ['scores.view', 'team'],
  'GET /dashboard': 'dashboard.view',
  'GET /dashboard/:units/:key': 'dashboard.view',
  'POST /teams/:id/exports': ['scores.view', 'team'],
  'POST /employees/:id/exports': ['scores.view', 'employee'],
  'POST /me/exports': 'scores.own',
  'POST /dashboard/exports': 'dashboard.view',
  'POST /dashboard/:units/:key/exports': 'dashboard.view',
  'GET /api/v1/scores': 'api scores:read',
  'GET /api/v1/employees/:externalId/scorecard': 'api scores:read',

  'GET /evaluations': 'evaluations.view',
  'GET /evaluations/new': 'evaluations.manage',
  'POST /evaluations': 'evaluations.manage',
  'GET /evaluations/plans': 'evaluations.view',
  'GET /evaluations/plans/new': 'evaluations.manage',
  'POST /evaluations/plans/draft': 'evaluations.manage',
  'GET /evaluations/plans/:key/draft': 'evaluations.manage',
  'GET /evaluations/plans/:key/versions/:version': 'evaluations.view',
  'GET /evaluations/:id': 'evaluations.view',
  'POST /evaluations/:id/steps': 'evaluations.manage',
  'POST /evaluations/:id/calculations': 'evaluations.manage',
  'POST /evaluations/:id/sign-offs': 'evaluations.sign_off',
  'GET /evaluations/payroll-layout': 'payroll.view',
  'POST /evaluations/payroll-layout': 'payroll.hand_over',
  'GET /evaluations/:id/payroll': 'payroll.view',
  'POST /evaluations/:id/payroll-files': 'payroll.hand_over',
  'POST /evaluations/payroll-files/:run/copies': 'payroll.view',
  'POST /evaluations/payroll-files/:run/confirmations': 'payroll.hand_over',
  'GET /evaluations/:id/people': 'evaluations.manage',
  'POST /evaluations/:id/people/:employeeId': 'evaluations.manage',
  'POST /evaluations/:id/reminders': 'evaluations.manage',
  'GET /evaluations/:id/inputs': 'evaluations.manage',
  'POST /evaluations/:id/results': 'evaluations.manage',
  'POST /evaluations/:id/gates': 'evaluations.manage',
  'GET /evaluations/:id/approvals': 'evaluations.sign_off',
  'POST /evaluations/:id/approvals/:employeeId': 'evaluations.sign_off',
  'POST /evaluations/:id/readiness': 'evaluations.sign_off',
  'POST /evaluations/:id/publication': 'evaluations.manage',
  'GET /evaluations/:id/ratings': 'evaluations.rate',
  'POST /evaluations/:id/ratings/:employeeId': 'evaluations.rate',
  'GET /evaluations/:id/statements/:employeeId': 'evaluations.view',
  'GET /evaluations/:id/statements/:employeeId/pdf': 'evaluations.view',
  'GET /evaluations/:id/simulation': 'evaluations.simulation.view',
  'GET /evaluations/:id/simulation/comparison': 'evaluations.simulation.view',
  'POST /evaluations/:id/simulation': 'evaluations.manage',
  'POST /evaluations/:id/scenarios/:scenario/removal': 'evaluations.manage',
  'POST /evaluations/:id/statements/:employeeId/readings': 'appeals.file',
  'GET /appeals': 'appeals.view',
  'GET /appeals/cycles/:cycle/new': 'appeals.file',
  'POST /appeals/cycles/:cycle': 'appeals.file',
  'GET /appeals/:id': 'appeals.view',
  'POST /appeals/:id/reviews': 'appeals.decide',
  'POST /appeals/:id/decisions': 'appeals.decide',
  'POST /appeals/:id/withdrawals': 'appeals.file',
  'POST /appeals/:id/evidence': 'appeals.file',
  'GET /appeals/:id/evidence/:file': 'appeals.view',
  'GET /api/v1/appeals': 'api evaluations:read',
  'POST /api/v1/appeals/:id/decisions': 'api evaluations:write',
  'GET /evaluations/:id/calibration': 'evaluations.calibration.view',
  'POST /evaluations/:id/calibrations/:employeeId': 'evaluations.manage',
  'GET /evaluations/:id/equality': 'equality.view',
  'POST /evaluations/:id/equality/openings': 'equality.view',
  'GET /equality': 'equality.view',
  'POST /equality/imports': 'equality.manage',
  'POST /api/v1/equality-answers': 'api equality:write',
  'POST /api/v1/evaluation-plans': 'api evaluations:write',
  'GET /api/v1/evaluation-cycles': 'api evaluations:read',
  'POST /api/v1/evaluation-cycles': 'api evaluations:write',
  'GET /api/v1/evaluation-cycles/:id': 'api evaluations:read',
  'POST /api/v1/evaluation-cycles/:id/calculate': 'api evaluations:write',
  'POST /api/v1/evaluation-cycles/:id/simulate': 'api evaluations:write',
  'POST /api/v1/evaluation-cycles/:id/sign-offs': 'api evaluations:write',
  'POST /api/v1/evaluation-cycles/:id/publish': 'api evaluations:write',
  'POST /api/v1/evaluation-cycles/:id/payroll-files': 'api evaluations:write',
  'GET /api/v1/evaluation-cycles/:id/payroll-files': 'api evaluations:read',
  'POST /api/v1/payroll-files/:run/copies': 'api evaluations:read',
  'POST /api/v1/payroll-files/:run/confirmations': 'api evaluations:write',
  'POST /api/v1/evaluation-cycles/:id/line-results': 'api evaluations:write',
  'POST /api/v1/evaluation-cycles/:id/gate-decisions': 'api evaluations:write',
  'PUT /api/v1/employees/:externalId/pay-bases/:fromDay': 'api pay:write',
  'PUT /api/v1/employees/:externalId/leaves/:leaveId': 'api pay:write',
  'DELETE /api/v1/employees/:externalId/leaves/:leaveId': 'api pay:write',
  'GET /api/v1/evaluation-cycles/:id/statements': 'api evaluations:read',
  'GET /api/v1/evaluation-cycles/:id/payroll': 'api evaluations:read',

  'GET /recognition': 'recognition.view',
  'POST /recognition/quotes/:id/decision': 'recognition.moderate',
  'GET /board/:key': 'public',
  'GET /board/:key/live': 'public',
  'GET /api/v1/boards/:key': 'api boards:read',
};

/** Ends the session it is driven with; driven on its own in access.e2e.spec.ts. */
export const NOT_DRIVEN = ['POST /sign-out'];

export interface MatrixRow {
  route: string;
  method: string;
  path: string;
  rule: string;
  subject: Subject | undefined;
}

export const MATRIX: readonly MatrixRow[] = Object.entries(ROUTES).map(([route, row]) => {
  const [method = '', path = ''] = route.split(' ');
  const [rule, subject] = typeof row === 'string' ? [row, undefined] : row;
  return { route, method, path, rule, subject };
});

/** Own: the role's own employee and team. Other: somebody in, and the team of, another branch. */
export type Whose = 'own' | 'other';

/** The roles that are employees in the test's company: a lead of one team and a member of it. */
export const EMPLOYED: readonly RoleName[] = ['lead', 'employee'];

/**
 * What a role must hear: `forbidden` without the permission; `hidden` (as if it did not exist) outside its scope;
 * `passed` when nothing stands in its way, whatever the handler then says about the input.
 */
export function expected(row: MatrixRow, role: RoleName, whose: Whose): 'forbidden' | 'hidden' | 'passed' {
  if (row.rule === 'public' || row.rule === 'signed in') return 'passed';
  const scope = scopeOf([{ role, scope: ROLE_SCOPES[role][0] }], row.rule as Permission);
  if (scope === null) return 'forbidden';
  if (row.subject === undefined || scope === 'all') return 'passed';
  if (scope === 'own' && row.subject === 'team') return 'hidden';
  return whose === 'own' ? 'passed' : 'hidden';
}
