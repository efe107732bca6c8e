/** The door of access: people, their roles and sessions, programs and their keys. */
import { UserAccount } from './user-account.entity';

export { AccessModule } from './access.module';
export { ApiKeys } from './api-keys.service';
export type { ApiKeyRecord } from './api-keys.service';
export { API_KEY_SCOPES, API_SCOPES, PERMISSIONS, ROLES, ROLE_SCOPES, SCOPES } from './permissions';
export type { ApiKeyScope, ApiScope, Permission, RoleGrant, RoleName, Scope } from './permissions';
export { Devices } from './devices';
export type { Device } from './devices';
export { Policy } from './policy';
export { actorOf } from './program-actor';
export type { PolicyRule } from './policy';
export { CurrentApiKey, CurrentViewer } from './request';
export type { ApiKeyIdentity, AppRequest } from './request';
export { SecretReply } from './secret-reply';
export { Sessions } from './sessions.service';
export { StaffNotes } from './staff-notes';
export type { StaffNote } from './staff-notes';
export { Users } from './users.service';
export type { NewUser } from './users.service';
export { Viewer } from './viewer';
export type { ViewerFacts } from './viewer';

export const accessEntities = [UserAccount];
