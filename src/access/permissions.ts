/**
 * Who may do what: the one table role × permission → scope. A scope says whose records the permission reaches: one's
 * own, those of the people one leads, or everybody's.
 *
 * A role is granted to a user with a scope of its own, which can only narrow what the table gives: an `hr` granted for
 * `team` sees the people of that team, no more.
 */

export const ROLES = ['admin', 'hr', 'lead', 'employee', 'recovery', 'auditor', 'reviewer'] as const;
export type RoleName = (typeof ROLES)[number];

export const SCOPES = ['own', 'team', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

/** Shown to everyone whose role has them: a narrow grant takes nothing away. */
const OPEN = [
  'home.view',
  'touchpoints.view',
  'surveys.view',
  'recognition.view',
  'recognition.give',
] as const;

/** Belong to the organization as a whole: held by a grant for `all` or not at all. */
const WHOLE = [
  'dashboard.view',
  'touchpoints.manage',
  'surveys.manage',
  'themes.manage',
  'invitations.rules.view',
  'invitations.manage',
  'evaluations.simulation.view',
  'evaluations.calibration.view',
  'equality.view',
  'equality.manage',
  'boards.manage',
  'recovery.manage',
  'recognition.manage',
  'audit.view',
  'settings.manage',
  'webhooks.manage',
] as const;

/** Reach the records of people, as far as the scope says. */
const PEOPLE = [
  'scores.view', 'scores.own', 'answers.view', 'organization.view', 'organization.manage', 'invitations.view', 'responses.view',
  'responses.decide', 'responses.enter', 'recovery.view', 'recovery.work',
  'recovery.decide', 'recovery.break_rules', 'recognition.moderate', 'recognition.own', 'evaluations.view',
  'evaluations.manage', 'evaluations.rate', 'evaluations.sign_off', 'pay.view', 'payroll.view', 'payroll.hand_over',
  'signals.view', 'signals.decide', 'appeals.view', 'appeals.file', 'appeals.decide',
] as const; // prettier-ignore

export const PERMISSIONS = [...OPEN, ...WHOLE, ...PEOPLE] as const;
export type Permission = (typeof PERMISSIONS)[number];

type Row = Partial<Record<RoleName, Scope>>;

/**
 * Administration and pay are kept apart: `admin` runs the installation and sees neither evaluations nor pay. The
 * `auditor` reads everything and changes nothing. The `reviewer` looks into integrity signals: somebody outside of the
 * lines of those who are rated. A lead who is rated too holds `employee` besides.
 */
export const TABLE: Readonly<Record<Permission, Row>> = {
  'home.view': {
    admin: 'all',
    hr: 'all',
    lead: 'all',
    employee: 'all',
    recovery: 'all',
    auditor: 'all',
    reviewer: 'all',
  },
  'scores.view': { admin: 'all', hr: 'all', lead: 'team', employee: 'own', auditor: 'all' },
  /** Results of one's own, for those who are rated. */
  'scores.own': { employee: 'own' },
  /** The organization as a whole. */
  'dashboard.view': { admin: 'all', hr: 'all', auditor: 'all' },
  'answers.view': { admin: 'all', hr: 'all', lead: 'team', employee: 'own', recovery: 'all', auditor: 'all' },
  'organization.view': { admin: 'all', hr: 'all', lead: 'team', recovery: 'all', auditor: 'all' },
  'organization.manage': { admin: 'all', hr: 'all' },
  'touchpoints.view': { admin: 'all', hr: 'all', lead: 'all', recovery: 'all', auditor: 'all' },
  'touchpoints.manage': { admin: 'all', hr: 'all' },
  'surveys.view': { admin: 'all', hr: 'all', lead: 'all', auditor: 'all' },
  'surveys.manage': { admin: 'all', hr: 'all' },
  /** The lists of words that comments are counted by. */
  'themes.manage': { admin: 'all', hr: 'all' },
  'invitations.view': { admin: 'all', hr: 'all', lead: 'team', auditor: 'all', reviewer: 'all' },
  /** The rules of asking: to read them, and to change them and the list of addresses nobody writes to. */
  'invitations.rules.view': { admin: 'all', hr: 'all', auditor: 'all' },
  'invitations.manage': { admin: 'all', hr: 'all' },
  'responses.view': {
    admin: 'all',
    hr: 'all',
    lead: 'team',
    recovery: 'all',
    auditor: 'all',
    reviewer: 'all',
  },
  'responses.decide': { hr: 'all', reviewer: 'all' },
  /** Writing down what a customer said on the telephone. */
  'responses.enter': { hr: 'all', lead: 'team', recovery: 'all' },
  'recovery.view': { admin: 'all', hr: 'all', lead: 'team', recovery: 'all', auditor: 'all' },
  'recovery.work': { lead: 'team', recovery: 'all' },
  /** Gestures that others ask for: within the authority of one's own. */
  'recovery.decide': { hr: 'all', lead: 'team', recovery: 'all' },
  /** A rule may be broken for a customer, with the reason on record. */
  'recovery.break_rules': { lead: 'team', recovery: 'all' },
  /** What opens a case, who gets it and in which hours its clocks run; what there is to give, the texts of letters, causes. */
  'recovery.manage': { admin: 'all', hr: 'all' },
  'recognition.view': {
    admin: 'all',
    hr: 'all',
    lead: 'all',
    employee: 'all',
    recovery: 'all',
    auditor: 'all',
  },
  /** Boards and the screens they are shown on. */
  'boards.manage': { admin: 'all', hr: 'all' },
  /** Thanking, proposing and voting for colleagues: everybody who is one. */
  'recognition.give': { hr: 'all', lead: 'all', employee: 'all', recovery: 'all' },
  /** What was received: to look at, to show and to keep to oneself. */
  'recognition.own': { employee: 'own' },
  'recognition.moderate': { admin: 'all', hr: 'all', lead: 'team' },
  /** Awards, the values of the company and how many thanks there are to give. */
  'recognition.manage': { admin: 'all', hr: 'all' },
  'evaluations.view': { hr: 'all', lead: 'team', employee: 'own', auditor: 'all' },
  'evaluations.manage': { hr: 'all' },
  /** How leads rate, beside each other. */
  'evaluations.calibration.view': { hr: 'all', auditor: 'all' },
  /** What other weights, curves and pools would pay. */
  'evaluations.simulation.view': { hr: 'all', auditor: 'all' },
  'evaluations.rate': { hr: 'all', lead: 'team' },
  'evaluations.sign_off': { hr: 'all' },
  /** How groups of people fare: figures about groups only. To bring in what people said is a permission of its own. */
  'equality.view': { hr: 'all', auditor: 'all' },
  'equality.manage': { hr: 'all' },
  'pay.view': { hr: 'all', employee: 'own', auditor: 'all' },
  'payroll.view': { hr: 'all', auditor: 'all' },
  'payroll.hand_over': { hr: 'all' },
  /** Integrity signals: never those about oneself or one's reporting line, whatever the scope. */
  'signals.view': { hr: 'all', auditor: 'all', reviewer: 'all' },
  'signals.decide': { hr: 'all', reviewer: 'all' },
  /** Appeals against statements: those about the people one leads are decided by others, whatever the scope. */
  'appeals.view': { hr: 'all', employee: 'own', auditor: 'all', reviewer: 'all' },
  'appeals.file': { employee: 'own' },
  'appeals.decide': { hr: 'all', reviewer: 'all' },
  'audit.view': { admin: 'all', auditor: 'all' },
  'settings.manage': { admin: 'all' },
  /** Where events are sent to, and what became of them. */
  'webhooks.manage': { admin: 'all' },
};

/** The scopes a role can be granted with; the first is the usual one. */
export const ROLE_SCOPES: Readonly<Record<RoleName, readonly [Scope, ...Scope[]]>> = {
  admin: ['all'],
  hr: ['all', 'team'],
  lead: ['team'],
  employee: ['own'],
  recovery: ['all', 'team'],
  auditor: ['all'],
  reviewer: ['all'],
};

/** A role as one user holds it. */
export interface RoleGrant {
  role: RoleName;
  scope: Scope;
}

const rank = (scope: Scope): number => SCOPES.indexOf(scope);
const isIn = (list: readonly Permission[], permission: Permission): boolean => list.includes(permission);

/** How far the permission reaches for somebody with these grants: the widest of them, or null without any. */
export function scopeOf(grants: readonly RoleGrant[], permission: Permission): Scope | null {
  let widest: Scope | null = null;
  for (const { role, scope } of grants) {
    const given = TABLE[permission][role];
    if (!given) continue;
    if (isIn(WHOLE, permission) && scope !== 'all') continue;
    const reached = isIn(OPEN, permission) || rank(given) < rank(scope) ? given : scope;
    if (widest === null || rank(reached) > rank(widest)) widest = reached;
  }
  return widest;
}

/** What an API key may be used for. */
export const API_SCOPES = [
  'interactions:write', 'interactions:read', 'organization:write', 'organization:read', 'touchpoints:write',
  'touchpoints:read', 'invitations:write', 'invitations:read', 'responses:write', 'responses:read', 'scores:read',
  'evaluations:write', 'evaluations:read', 'pay:write', 'equality:write', 'recovery:write', 'recovery:read', 'boards:read', 'recognition:write', 'recognition:read',
  'webhooks:write', 'webhooks:read',
] as const; // prettier-ignore
export type ApiScope = (typeof API_SCOPES)[number];
/** A scope as a key is given it: `all` stands for every one. */
export type ApiKeyScope = ApiScope | 'all';
export const API_KEY_SCOPES: readonly ApiKeyScope[] = [...API_SCOPES, 'all'];
