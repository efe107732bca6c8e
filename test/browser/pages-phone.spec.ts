/** Every page on a phone, in English, in the dark. */
import { PHONE } from './browser';
import { everyPage } from './every-page';

describe('on a phone, in English, in the dark', () => {
  everyPage(PHONE, 'en');
});
