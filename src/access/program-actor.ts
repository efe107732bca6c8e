/** How the audit names a program: by the key it came with. */
import type { ApiKeyIdentity } from './request';

export function actorOf(key: Pick<ApiKeyIdentity, 'id'>): string {
  return `api-key:${key.id}`;
}
