/** Every page on a desk, in Spanish, by day; and that no page of the product is left out. */
import { handledRoutes } from '../support/routes';
import { DESK } from './browser';
import { everyPage } from './every-page';
import { ELSEWHERE, NO_PAGES, STAFF } from './page-list';

describe('on a desk, in Spanish, by day', () => {
  everyPage(DESK, 'es', (company) => {
    it('no page of the product is left out', () => {
      const seen = new Set([
        ...STAFF.flatMap(([, paths]) => paths.map((path) => path.split('?')[0])),
        ...ELSEWHERE,
      ]);
      const pages = handledRoutes(company().test.app)
        .map(({ route }) => route)
        .filter((route) => route.startsWith('GET ') && !NO_PAGES.test(route));
      expect(pages.filter((route) => !seen.has(route.slice('GET '.length)))).toEqual([]);
    });
  });
});
