/**
 * Every handler says who may call it. The guard refuses a handler that says nothing, and a test lists them all.
 *
 *     @Policy({ permission: 'scores.view' })   a signed-in person who holds the permission
 *     @Policy({ signedIn: true })              any signed-in person, for what is one's own: the account, signing out
 *     @Policy({ api: 'interactions:write' })   a program with an API key of that scope
 *     @Policy({ token: 'answer' })             whoever has the secret in the address; the handler checks it
 *     @Policy({ public: true })                everybody
 */
import { SetMetadata } from '@nestjs/common';
import { POLICY_KEY } from '../platform/http';
import type { ApiScope, Permission } from './permissions';

export type PolicyRule =
  | { readonly public: true }
  | { readonly signedIn: true }
  | { readonly permission: Permission }
  | { readonly api: ApiScope }
  | { readonly token: string };

/** Declares who may call a handler, or all handlers of a controller that do not say otherwise. */
export const Policy = (rule: PolicyRule) => SetMetadata(POLICY_KEY, rule);
