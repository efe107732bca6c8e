import fc from 'fast-check';
import { NO_TICKET, threadHeaders, ticketOf } from './threading';

const HOST = 'encuestas.example';
const ID = '<8PJ3.91001-reply@support.example>';

describe('the ticket of a contact', () => {
  it('is told by a Message-ID, a ticket id, both, or not at all', () => {
    expect(ticketOf('crm', {})).toEqual(NO_TICKET);
    expect(ticketOf('crm', { messageId: ID })).toEqual({ messageId: ID, key: null });
    expect(ticketOf('crm', { ticket: '91001' }).key).toMatch(/^[0-9a-f]{32}$/);
    expect(ticketOf('crm', { ticket: 91001 })).toEqual(ticketOf('crm', { ticket: '91001' }));
    expect(ticketOf('crm', { ticket: '' })).toEqual(NO_TICKET);
  });

  it('of two programs that count alike is not the same', () => {
    expect(ticketOf('crm', { ticket: 1 }).key).not.toBe(ticketOf('helpdesk', { ticket: 1 }).key);
  });

  it.each([
    'T-91001', '<a b@c>', '<a@b><c@d>', '<a@b>, <c@d>', '<ä@example.com>', `<${'a'.repeat(200)}@b>`,
    '<a@b>\r\nBcc: eve@example.com', 'a@b', '', true, 7, null,
  ])('%j is no Message-ID', (messageId) => {
    expect(ticketOf('crm', { messageId })).toEqual(NO_TICKET);
  }); // prettier-ignore

  it('whatever a program reports, the headers hold Message-IDs and nothing else', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(ID), fc.integer(), fc.boolean());
    const shaped = fc
      .tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))
      .map(([a, b]) => `<${a}@${b}>`);
    fc.assert(
      fc.property(fc.oneof(anything, shaped), anything, fc.constantFrom(null, '<inv-1@x>'), (messageId, ticket, first) => {
        const headers = threadHeaders(ticketOf('crm', { messageId, ticket }), first, HOST);
        for (const value of Object.values(headers))
          expect(value).toMatch(/^<[!-~]{1,250}>( <[!-~]{1,250}>){0,2}$/);
      }),
    ); // prettier-ignore
  });
});

describe('the headers of a thread', () => {
  it('name the closest mail and all before it, oldest first', () => {
    const ticket = { messageId: ID, key: 'k' };
    expect(threadHeaders(ticket, '<inv-1@x>', HOST)).toEqual({
      'In-Reply-To': '<inv-1@x>',
      References: `<ticket-k@${HOST}> ${ID} <inv-1@x>`,
    });
    expect(threadHeaders(ticket, null, HOST)['In-Reply-To']).toBe(ID);
    expect(threadHeaders(NO_TICKET, null, HOST)).toEqual({});
  });
});
