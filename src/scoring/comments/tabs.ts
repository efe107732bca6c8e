/** The pages about what customers said, one beside the other. */
import type { Viewer } from '../../access';
import type { I18n } from '../../platform/i18n';

const TABS = ['comments', 'themes', 'expectations'] as const;

/** For the partial `comment-tabs`. */
export function commentTabs({ locale }: Viewer, i18n: I18n, current: (typeof TABS)[number]) {
  return TABS.map((name) => ({
    href: `/${name}`,
    label: i18n.text(locale, `comments.tab_${name}`),
    current: name === current,
  }));
}
