import fc from 'fast-check';
import { accentOnDark, accentOnLight, contrast } from './accent';

describe('the accent colour in a mail', () => {
  it('stays as chosen where it is readable', () => {
    expect(accentOnLight('#0f5c57')).toBe('#0f5c57');
    expect(accentOnDark('#5cc3b4')).toBe('#5cc3b4');
  });

  it('contrast is 21 between black and white and 1 between equals', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 10);
    expect(contrast('#777777', '#777777')).toBe(1);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  it('any colour becomes readable on both backgrounds', () => {
    const colour = fc
      .integer({ min: 0, max: 0xffffff })
      .map((value) => `#${value.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(colour, (accent) => {
        expect(contrast(accentOnLight(accent), '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(accentOnDark(accent), '#1c2229')).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it.each(['red;background:url(//evil)', '#fff', '', null, 7])(
    '%p is no colour and becomes the default',
    (value) => {
      expect(accentOnLight(value)).toBe('#0f5c57');
    },
  );
});
