/** How people write an address or a domain into a list, brought into the one spelling addresses are compared in. */
import { domainToASCII } from 'node:url';
import { normaliseEmail } from '../../customers';

const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

/** `Ana@MÜNCHEN.de` → `ana@xn--mnchen-3ya.de`; `@Agua.example` and `agua.example` → `agua.example`; null for neither. */
export function normaliseEntry(text: string): string | null {
  if (text.length > 254) return null;
  const at = text.lastIndexOf('@');
  if (at > 0) {
    const address = normaliseEmail(text);
    return /^[^\s@]+$/.test(text.slice(0, at)) && DOMAIN.test(address.slice(address.lastIndexOf('@') + 1))
      ? address
      : null;
  }
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase();
  return DOMAIN.test(domain) ? domain : null;
}
