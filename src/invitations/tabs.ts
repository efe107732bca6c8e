/** The pages about asking, one beside the other, as far as the reader may open them. */
import type { Permission, Viewer } from '../access';
import type { I18n } from '../platform/i18n';

const TABS = [
  ['list', '/invitations', 'invitations.view'],
  ['why', '/invitations/why', 'invitations.view'],
  ['shares', '/invitations/shares', 'invitations.view'],
  ['rules', '/invitations/rules', 'invitations.rules.view'],
  ['suppressions', '/invitations/suppressions', 'invitations.manage'],
  ['sending', '/invitations/sending', 'settings.manage'],
  ['channels', '/invitations/channels', 'settings.manage'],
  ['deliverability', '/invitations/deliverability', 'invitations.view'],
] as const satisfies readonly (readonly [string, string, Permission])[];

export type InvitationTab = (typeof TABS)[number][0];

export interface ShownTab {
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
}

/** For the partial `invitation-tabs`. */
export function invitationTabs(viewer: Viewer, i18n: I18n, current: InvitationTab): ShownTab[] {
  return TABS.filter(([, , permission]) => viewer.can(permission)).map(([name, href]) => ({
    href,
    label: i18n.text(viewer.locale, `invitations.tab_${name}`),
    current: name === current,
  }));
}
