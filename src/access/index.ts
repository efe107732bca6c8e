/** The door of access: people, their roles and sessions, programs and their keys. */
export { API_KEY_SCOPES, API_SCOPES, PERMISSIONS, ROLES, ROLE_SCOPES, SCOPES } from './permissions';
export type { ApiKeyScope, ApiScope, Permission, RoleGrant, RoleName, Scope } from './permissions';
export { Policy } from './policy';
export type { PolicyRule } from './policy';
export { CurrentApiKey, CurrentViewer } from './request';
export type { ApiKeyIdentity, AppRequest } from './request';
export { Viewer } from './viewer';
export type { ViewerFacts } from './viewer';
