import fc from 'fast-check';
import { phoneNumberOf, reportedPhoneNumber } from './phone-number';

describe('a telephone number', () => {
  it.each([
    ['+52 55 1234 5678', '+525512345678'],
    ['0052 (55) 1234-5678', '+525512345678'],
    ['+521 55 1234 5678', '+525512345678'],
    ['tel:+54 9 11 2345 6789', '+5491123456789'],
    ['+1.415.555.0132', '+14155550132'],
    ['+55 11 91234‑5678', '+5511912345678'],
  ])('%j is %s', (written, number) => {
    expect(phoneNumberOf(written)).toBe(number);
  });

  it.each([
    '',
    '55 1234 5678',
    '+0 55 1234 5678',
    '+52 55 1234 5678 ext. 4',
    '+1234567',
    '+1234567890123456',
    '+52551234567a',
    '+525512345678\r\nBcc: x@example.com',
    '+52 55 1234 5678, +52 55 8765 4321',
    '+52551234٥678',
    '++525512345678',
    'javascript:alert(1)',
    '+52' + '1'.repeat(300),
  ])('%j is none', (written) => {
    expect(phoneNumberOf(written)).toBeNull();
  });

  it.each([
    ['5215512345678', '+525512345678'],
    ['whatsapp:+5215512345678', '+525512345678'],
    ['whatsapp:14155550132', '+14155550132'],
    ['+14155550132', '+14155550132'],
  ])('a provider that reports %j means %s', (reported, number) => {
    expect(reportedPhoneNumber(reported)).toBe(number);
  });

  it('whatever is typed, the result is nothing, or a plus sign and digits that stay the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ().-]{0,24}$/)), (typed) => {
        const number = phoneNumberOf(typed);
        if (number === null) return;
        expect(number).toMatch(/^\+[1-9]\d{7,14}$/);
        expect(phoneNumberOf(number)).toBe(number);
      }),
    );
  });
});
