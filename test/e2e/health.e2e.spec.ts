import { bootApp, describeOnBothDatabases, type TestApp } from '../support';

describeOnBothDatabases('a node that runs', (kind) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await bootApp(kind);
  });
  afterAll(() => test.close());

  it('is alive and ready', async () => {
    const live = await test.http.get('/health/live');
    expect([live.status, live.body]).toEqual([200, { status: 'live' }]);
    const ready = await test.http.get('/health/ready');
    expect(ready.status).toBe(200);
    expect(ready.body).toMatchObject({ status: 'ready', database: 'reachable', migrations: 'current' });
  });

  it('answers an unknown address with a page of its own, in the reader’s language', async () => {
    const page = await test.http.get('/nothing-here').set('Accept-Language', 'pt-BR');
    expect(page.status).toBe(404);
    expect(page.text).toContain('lang="pt-BR"');
  });
});
