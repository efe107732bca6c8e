import { hashPassword, passwordFits, requireGoodPassword } from './passwords';

describe('passwords', () => {
  it('are kept as Argon2id with OWASP’s cost', async () => {
    expect(await hashPassword('correct horse battery')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('fit only themselves, however the accents were typed', async () => {
    const kept = await hashPassword('contrase\u00f1a larga');
    expect(await passwordFits(kept, 'contrasen\u0303a larga')).toBe(true);
    expect(await passwordFits(kept, 'contrasena larga')).toBe(false);
  });

  it('fit nobody who has none, not even the decoy’s', async () => {
    expect(await passwordFits(null, 'a password that belongs to nobody')).toBe(false);
  });

  it.each([
    ['shorter than twelve characters', 'abcdefghijk', 'password_too_short'],
    ['one character repeated', 'aaaaaaaaaaaaaaa', 'password_guessable'],
    ['the person’s address', 'Ana.Ruiz@example.com', 'password_guessable'],
    ['the person’s name', 'ana ruiz gómez', 'password_guessable'],
    ['longer than anybody types', 'abcdefgh'.repeat(30), 'password_guessable'],
  ])('%s is refused', (_, password, code) => {
    const refused = () => requireGoodPassword(password, ['ana.ruiz@example.com', 'Ana Ruiz Gómez']);
    expect(refused).toThrow(expect.objectContaining({ code, pointer: '/password' }));
  });

  it('a sentence is welcome', () => {
    expect(() => requireGoodPassword('el café está servido', ['ana@example.com'])).not.toThrow();
  });
});
