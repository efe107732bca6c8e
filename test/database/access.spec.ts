import { join } from 'node:path';
import {
  API_SCOPES,
  accessEntities,
  ApiKeys,
  Devices,
  Sessions,
  Users,
  type NewUser,
} from '../../src/access';
import { IdempotencyStore, GIVEN_UP_MS, REMEMBERED_MS } from '../../src/access/idempotency.store';
import { sha256 } from '../../src/access/secrets';
import { IDLE_MS, SESSION_MS } from '../../src/access/sessions.service';
import { networkOf } from '../../src/access/networks';
import { SignIn, TRIES_PER_ACCOUNT } from '../../src/access/sign-in.service';
import { Audit } from '../../src/platform/audit';
import { ManualClock } from '../../src/platform/clock';
import { loadConfig, projectRoot } from '../../src/platform/config';
import type { Database } from '../../src/platform/database';
import { RateLimits } from '../../src/platform/http';
import { I18n, Messages } from '../../src/platform/i18n';
import { SettingsStore } from '../../src/platform/views';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

const START = Date.UTC(2026, 10, 3, 15);
const MINUTE = 60_000;
const PASSWORD = 'el café está servido';
const ana: NewUser = {
  email: 'Ana.Bravo@Aguaclara.example',
  name: 'Ana Bravo',
  password: PASSWORD,
  locale: 'es',
  roles: [{ role: 'employee', scope: 'own' }],
};
const config = loadConfig({ NODE_ENV: 'test', SECRET_KEY: 'x'.repeat(32) });
const code = (expected: string) => expect.objectContaining({ code: expected });

describeOnBothDatabases('access', (kind) => {
  let test: TestDatabase;
  let database: Database;
  let clock: ManualClock;
  let audit: Audit;
  let sessions: Sessions;
  let users: Users;
  let apiKeys: ApiKeys;
  let signIn: SignIn;

  beforeEach(async () => {
    test = await openTestDatabase(kind, { entities: accessEntities });
    database = test.database;
    clock = new ManualClock(START);
    audit = new Audit(database, clock);
    sessions = new Sessions(database, clock);
    users = new Users(database, sessions, audit, clock);
    apiKeys = new ApiKeys(database, audit, clock);
    signIn = new SignIn(
      users,
      sessions,
      new RateLimits(database, clock, config),
      new Devices(
        database,
        new SettingsStore(
          database,
          clock,
          config,
          new I18n(new Messages(join(projectRoot(), 'views/messages')), config),
        ),
        clock,
      ),
    );
  });
  afterEach(() => test.close());

  const actions = async () =>
    (await audit.newest(50, 1_000_000)).map(({ action, subject }) => `${action} ${subject}`).reverse();

  describe('users', () => {
    it('a new user can sign in with any spelling of the address, and the audit knows roles but no names', async () => {
      const id = await users.create(ana);
      expect(await users.verify(' ana.bravo@AGUACLARA.example ', PASSWORD)).toMatchObject({
        id,
        name: 'Ana Bravo',
      });
      expect(await users.rolesOf(id)).toEqual([{ role: 'employee', scope: 'own' }]);
      expect(await actions()).toEqual([`user.created user:${id}`, `role.granted user:${id}`]);
      expect(JSON.stringify(await audit.newest(50, 1_000_000))).not.toContain('Ana');
    });

    it('the same address twice is refused and leaves nothing behind', async () => {
      await users.create(ana);
      const before = await actions();
      await expect(users.create({ ...ana, email: 'ana.bravo@aguaclara.example' })).rejects.toEqual(
        code('user_email_taken'),
      );
      expect(await actions()).toEqual(before);
    });

    it('a role that cannot have the scope is refused', async () => {
      const roles: NewUser['roles'] = [{ role: 'admin', scope: 'own' }];
      await expect(users.create({ ...ana, roles })).rejects.toEqual(code('role_scope_invalid'));
    });

    it('a guessable password is refused', async () => {
      await expect(users.create({ ...ana, password: 'short' })).rejects.toEqual(code('password_too_short'));
      await expect(users.create({ ...ana, password: 'ANA.bravo@aguaclara.example' })).rejects.toEqual(
        code('password_guessable'),
      );
    });

    it('unknown, wrong and disabled are told apart by nobody', async () => {
      const id = await users.create(ana);
      await users.disable(id, 'cli');
      expect(await users.verify(ana.email, PASSWORD)).toBeNull();
      expect(await users.verify('nobody@aguaclara.example', PASSWORD)).toBeNull();
      expect(await users.verify(ana.email, 'another password')).toBeNull();
    });

    it('an unknown address is given the same work as a known one', async () => {
      await users.create(ana);
      const argon2 = jest.requireActual<typeof import('@node-rs/argon2')>('@node-rs/argon2');
      const checked = jest.spyOn(argon2, 'verify');
      const costOf = async (email: string) => {
        checked.mockClear();
        await users.verify(email, 'not the password');
        // `$argon2id$v=19$m=…,t=…,p=…`: what a check costs stands before salt and hash.
        return checked.mock.calls.map(([hash]) => String(hash).split('$').slice(1, 4).join('$'));
      };
      const known = await costOf(ana.email);
      expect(known).toEqual([expect.stringMatching(/^argon2id\$v=19\$m=\d+,t=\d+,p=\d+$/)]);
      expect(await costOf('nobody@aguaclara.example')).toEqual(known);
      checked.mockRestore();
    });

    it('whoever changes the password has to know the old one', async () => {
      const id = await users.create(ana);
      await expect(users.changePassword(id, 'wrong', 'a new long password')).rejects.toEqual(
        code('password_wrong'),
      );
      await expect(users.changePassword(id, PASSWORD, PASSWORD)).rejects.toEqual(code('password_guessable'));
      await users.changePassword(id, PASSWORD, 'a new long password');
      expect(await users.verify(ana.email, PASSWORD)).toBeNull();
      expect(await users.verify(ana.email, 'a new long password')).toMatchObject({ id });
      expect(await actions()).toContain(`password.changed user:${id}`);
    });
  });

  describe('sessions', () => {
    it('the database knows only the hash of the secret', async () => {
      const secret = await sessions.open(await users.create(ana));
      expect(secret).toMatch(/^[\w-]{43}$/);
      const rows = await database.all<{ idHash: string }>(`SELECT id_hash AS "idHash" FROM session`);
      expect(rows).toEqual([{ idHash: sha256(secret) }]);
      expect((await sessions.viewer(secret))?.viewer).toMatchObject({
        name: 'Ana Bravo',
        locale: 'es',
        employeeId: null,
      });
      expect(await sessions.viewer(sha256(secret))).toBeNull();
    });

    it('ends twelve hours after signing in, however busy', async () => {
      const secret = await sessions.open(await users.create(ana));
      for (let passed = 0; passed < SESSION_MS - 30 * MINUTE; passed += 30 * MINUTE) {
        clock.advance(30 * MINUTE);
        expect(await sessions.viewer(secret)).not.toBeNull();
      }
      clock.advance(30 * MINUTE);
      expect(await sessions.viewer(secret)).toBeNull();
    });

    it('ends after two idle hours', async () => {
      const secret = await sessions.open(await users.create(ana));
      clock.advance(IDLE_MS - 1);
      expect(await sessions.viewer(secret)).not.toBeNull();
      clock.advance(IDLE_MS);
      expect(await sessions.viewer(secret)).toBeNull();
      expect(await sessions.sweep()).toBe(1);
    });

    it('writes when it was last used at most once a minute', async () => {
      const id = await users.create(ana);
      const secret = await sessions.open(id);
      const lastSeen = async () => (await sessions.ofUser(id))[0]?.lastSeenAt;
      clock.advance(MINUTE - 1);
      await sessions.viewer(secret);
      expect(await lastSeen()).toBe(START);
      clock.advance(1);
      await sessions.viewer(secret);
      expect(await lastSeen()).toBe(START + MINUTE);
    });

    it('signing in makes a new id and ends the one the browser came with', async () => {
      const id = await users.create(ana);
      const planted = await sessions.open(id);
      const renewed = await signIn.open({ email: ana.email, password: PASSWORD }, '192.0.2.1', planted);
      expect(renewed).not.toBe(planted);
      expect(await sessions.viewer(planted)).toBeNull();
      expect((await sessions.viewer(renewed))?.viewer.userId).toBe(id);
    });

    it.each([
      ['signing out', (secret: string) => sessions.end(sha256(secret))],
      ['being disabled', (_: string, id: number) => users.disable(id, 'cli')],
      [
        'getting a role',
        (_: string, id: number) => users.grantRole(id, { role: 'hr', scope: 'team' }, 'cli'),
      ],
      ['losing a role', (_: string, id: number) => users.revokeRole(id, 'employee', 'cli')],
      [
        'a new password',
        (_: string, id: number) => users.changePassword(id, PASSWORD, 'a new long password'),
      ],
    ])('%s ends it', async (_, end) => {
      const id = await users.create(ana);
      const secret = await sessions.open(id);
      await end(secret, id);
      expect(await sessions.viewer(secret)).toBeNull();
      expect(await sessions.ofUser(id)).toEqual([]);
    });

    it('nobody ends the session of somebody else', async () => {
      const id = await users.create(ana);
      const secret = await sessions.open(id);
      const other = await users.create({ ...ana, email: 'luis@aguaclara.example' });
      expect(await sessions.endOwn(other, sha256(secret))).toBe(false);
      expect(await sessions.viewer(secret)).not.toBeNull();
    });

    it('a changed scope holds from the next sign-in on, and is audited', async () => {
      const id = await users.create({ ...ana, roles: [{ role: 'hr', scope: 'all' }] });
      await users.grantRole(id, { role: 'hr', scope: 'team' }, 'user:7');
      const session = await sessions.viewer(await sessions.open(id));
      expect(session?.viewer.scopeOf('pay.view')).toBe('team');
      expect((await audit.about(`user:${id}`))[0]).toMatchObject({ action: 'role.granted', actor: 'user:7' });
      await users.revokeRole(id, 'hr', 'user:7');
      await users.revokeRole(id, 'hr', 'user:7');
      expect((await actions()).filter((action) => action.startsWith('role.revoked'))).toHaveLength(1);
    });
  });

  describe('guessing', () => {
    const guess = (address: string, password = 'wrong') =>
      signIn.open({ email: ana.email, password }, address);

    it('too many tries are refused even with the right password, until the window ends', async () => {
      await users.create(ana);
      for (let i = 0; i < TRIES_PER_ACCOUNT; i += 1)
        await expect(guess('192.0.2.1')).rejects.toEqual(code('sign_in_failed'));
      await expect(guess('192.0.2.1', PASSWORD)).rejects.toEqual(code('rate_limited'));
      clock.advance(15 * MINUTE);
      await expect(guess('192.0.2.1', PASSWORD)).resolves.toMatch(/^[\w-]{43}$/);
    });

    it('does not lock the account’s owner out elsewhere, nor others at the same address', async () => {
      await users.create(ana);
      await users.create({ ...ana, email: 'luis@aguaclara.example' });
      for (let i = 0; i <= TRIES_PER_ACCOUNT; i += 1) await guess('192.0.2.1').catch(() => undefined);
      await expect(guess('198.51.100.9', PASSWORD)).resolves.toBeDefined();
      await expect(
        signIn.open({ email: 'luis@aguaclara.example', password: PASSWORD }, '192.0.2.1'),
      ).resolves.toBeDefined();
    });

    it('an IPv6 network counts as one address', () => {
      expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:db8:1:2:ffff:ffff:ffff:ffff'));
      expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'));
      expect(networkOf('::1')).toBe('0:0:0:0');
      expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
      expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
    });
  });

  describe('API keys', () => {
    it('a key is shown once, kept as its hash, and does what its scopes say', async () => {
      const { id, key } = await apiKeys.create({
        name: 'CRM',
        scopes: ['interactions:write', 'scores:read'],
      });
      expect(key).toMatch(/^apl_[\w-]{43}$/);
      const [row] = await database.all<{ keyHash: string }>(`SELECT key_hash AS "keyHash" FROM api_key`);
      expect(row).toEqual({ keyHash: sha256(key) });
      const known = await apiKeys.identify(key);
      expect(known?.identity).toEqual({ id, name: 'CRM' });
      expect(API_SCOPES.filter((scope) => known?.allows(scope))).toEqual([
        'interactions:write',
        'scores:read',
      ]);
      expect(JSON.stringify(await apiKeys.list())).not.toContain(key);
    });

    it('all stands for every scope', async () => {
      const { key } = await apiKeys.create({ name: 'All', scopes: ['all'] });
      const known = await apiKeys.identify(key);
      expect(API_SCOPES.every((scope) => known?.allows(scope))).toBe(true);
    });

    it.each([[[]], [['everything']], [['scores:read', 'scores:write']]])(
      'scopes %j are refused',
      async (scopes) => {
        await expect(apiKeys.create({ name: 'X', scopes })).rejects.toEqual(code('api_scope_unknown'));
      },
    );

    it('a revoked key is dead at once; revoking twice is harmless, an unknown one an error', async () => {
      const { id, key } = await apiKeys.create({ name: 'CRM', scopes: ['all'] });
      await apiKeys.revoke(id, 'user:1');
      await apiKeys.revoke(id, 'user:1');
      expect(await apiKeys.identify(key)).toBeNull();
      await expect(apiKeys.revoke(id + 1)).rejects.toEqual(code('api_key_unknown'));
      expect(await actions()).toEqual([`api_key.created api-key:${id}`, `api_key.revoked api-key:${id}`]);
    });

    it('remembers its last use to the minute', async () => {
      const { key } = await apiKeys.create({ name: 'CRM', scopes: ['all'] });
      const lastUsed = async () => (await apiKeys.list())[0]?.lastUsedAt;
      expect(await lastUsed()).toBeNull();
      await apiKeys.identify(key);
      clock.advance(MINUTE - 1);
      await apiKeys.identify(key);
      expect(await lastUsed()).toBe(START);
      clock.advance(1);
      await apiKeys.identify(key);
      expect(await lastUsed()).toBe(START + MINUTE);
    });

    it.each(['', 'apl_', 'apl_wrong', 'Bearer', 'x'.repeat(5000)])('%p is nobody’s key', async (key) => {
      expect(await apiKeys.identify(key)).toBeNull();
    });
  });

  describe('repeated requests', () => {
    let store: IdempotencyStore;
    let apiKeyId: number;
    const request = (fingerprint = 'asked', startedAt = START) => ({
      apiKeyId,
      keyHash: 'key',
      fingerprint,
      startedAt,
    });

    beforeEach(async () => {
      store = new IdempotencyStore(database, clock);
      apiKeyId = (await apiKeys.create({ name: 'CRM', scopes: ['all'] })).id;
    });

    it('of many at once exactly one goes through', async () => {
      const admissions = await Promise.all(Array.from({ length: 20 }, () => store.admit(request())));
      expect(admissions.filter((admission) => admission === 'first')).toHaveLength(1);
      expect(admissions.filter((admission) => admission === 'in_flight')).toHaveLength(19);
    });

    it('later ones get the kept reply; with another body they are refused', async () => {
      await store.admit(request());
      await store.settle(request(), { status: 201, body: '{"id":"1"}' });
      expect(await store.admit(request())).toEqual({ status: 201, body: '{"id":"1"}' });
      expect(await store.admit(request('something else'))).toBe('other_request');
    });

    it('after a fault of ours the request can be made again', async () => {
      await store.admit(request());
      await store.abandon(request());
      expect(await store.admit(request())).toBe('first');
    });

    it('one that died with its process is taken over once, and cannot overwrite its heir', async () => {
      await store.admit(request());
      const later = START + GIVEN_UP_MS;
      const heirs = await Promise.all([
        store.admit(request('asked', later)),
        store.admit(request('asked', later)),
      ]);
      expect(heirs.sort()).toEqual(['first', 'in_flight']);
      await store.settle(request(), { status: 201, body: 'late' });
      expect(await store.admit(request('asked', later))).toBe('in_flight');
    });

    it('keys of different programs do not meet, and are forgotten after two days', async () => {
      const other = (await apiKeys.create({ name: 'ERP', scopes: ['all'] })).id;
      await store.admit(request());
      expect(await store.admit({ ...request('else'), apiKeyId: other })).toBe('first');
      clock.advance(REMEMBERED_MS);
      expect(await store.sweep()).toBe(0);
      clock.advance(1);
      expect(await store.sweep()).toBe(2);
    });
  });
});
