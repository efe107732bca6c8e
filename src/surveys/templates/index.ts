/** The templates a survey can start from. Each is whole in every language and in every tone, and could be published. */
import type { Tone } from '../../kernel';
import type { SurveyDefinition } from '../survey-definition';
import { ces } from './ces';
import { expectations } from './expectations';
import { internalCustomer } from './internal-customer';
import { mysteryShop } from './mystery-shop';
import { nps } from './nps';
import { postContact } from './post-contact';
import { recoveryFollowUp } from './recovery-follow-up';
import { servqual } from './servqual';
import { type Say, speaking } from './speaking';

const TEMPLATES = {
  post_contact: postContact,
  nps,
  ces,
  servqual,
  internal_customer: internalCustomer,
  recovery_follow_up: recoveryFollowUp,
  expectations,
  mystery_shop: mysteryShop,
} satisfies Record<string, (say: Say) => SurveyDefinition>;

export type TemplateKey = keyof typeof TEMPLATES;
/** In the order they are offered. */
export const TEMPLATE_KEYS = Object.keys(TEMPLATES) as TemplateKey[];

/** What a template asks, in this tone. */
export function fromTemplate(key: TemplateKey, tone: Tone): SurveyDefinition {
  return TEMPLATES[key](speaking(tone));
}
