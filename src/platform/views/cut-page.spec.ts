import Handlebars from 'handlebars';
import fc from 'fast-check';
import { CutPage, marked, presence, type Slots } from './cut-page';

const page = Handlebars.create().compile(
  '<p title="{{name}}">{{greeting}}{{#if phone}} <a href="tel:{{phone}}">{{phone}}</a>{{/if}}</p>{{name}}',
);
const rendered = (slots: Slots): string =>
  page({ name: slots['name'], greeting: `¡Hola, ${slots['name']}!`, phone: slots['phone'] });

describe('a page that is cut where readers differ', () => {
  it('joined again it is the page that would have been rendered, whatever somebody is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (name, phone) => {
        const slots = { name, phone };
        const cut = CutPage.of(rendered(marked(slots)), slots);
        // An empty text is no text to a template: the caller says so by leaving it out.
        if (phone !== '') expect(cut?.filled(slots)).toBe(rendered(slots));
      }),
    );
  });

  it('hostile words are escaped, also those that look like a mark', () => {
    const slots = { name: '"><script>\ue000phone\ue001', phone: '555' };
    const html = CutPage.of(rendered(marked(slots)), slots)?.filled(slots);
    expect(html).toBe(rendered(slots));
    expect(html).not.toContain('<script>');
  });

  it('a reader without a phone number has another page', () => {
    expect(presence({ name: 'Ana', phone: undefined })).not.toBe(presence({ name: 'Ana', phone: '555' }));
    const slots = { name: 'Ana', phone: undefined };
    expect(CutPage.of(rendered(marked(slots)), slots)?.filled(slots)).toBe(rendered(slots));
  });

  it('is not cut when a mark came out in pieces or in capitals', () => {
    const slots = { name: 'Ana' };
    const mark = marked(slots)['name'] ?? '';
    expect(CutPage.of(`<p>${mark.slice(0, 3)}…</p>`, slots)).toBeUndefined();
    expect(CutPage.of(`<p>${mark.toUpperCase()}</p>`, slots)).toBeUndefined();
  });
});
