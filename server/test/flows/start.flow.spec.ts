import { beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';

describeModes('starting and stopping', (start, mode) => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await start({ firstStart: true });
  });

  it('answers as alive and ready, and has a plain answer for what is not there', async () => {
    const nobody = parley.client();
    expect(await nobody.get('/healthz')).toEqual({ status: 'ok' });
    expect(await nobody.get('/readyz')).toEqual({ status: 'ok' });
    const answer = await nobody.request('GET', '/api/v1/nowhere');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'not_found', requestId: expect.any(String) });
  });

  it('lets in the owner of its configuration, and nobody else', async () => {
    const owner = await parley.signedIn();
    expect(await owner.get('/api/v1/session')).toMatchObject({
      user: { email: parley.owner.email },
      seat: { brandName: parley.owner.brandName, role: 'owner' },
    });
    const nobody = await parley.client().request('GET', '/api/v1/session');
    expect(nobody.status).toBe(401);
    expect(nobody.body).toMatchObject({ code: 'unauthenticated' });
    await expect(parley.signedIn(parley.owner.email, 'wrong password')).rejects.toMatchObject({
      status: 401,
    });
  });

  it('runs on a PostgreSQL of its mode, with its schema', async () => {
    const client = new pg.Client({ connectionString: await parley.databaseUrl() });
    await client.connect();
    const { rows } = await client.query(
      `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('fsync') AS fsync,
              (SELECT count(*)::int FROM migration) AS migrations`,
    );
    await client.end();
    expect(rows[0]).toMatchObject({ fsync: 'on' });
    expect(rows[0].migrations).toBeGreaterThan(0);
    if (mode === 'embedded') expect(rows[0].major).toBe(18);
    else expect(rows[0].major).toBeGreaterThanOrEqual(15);
  });

  it('is back after its workers and its api were killed', async () => {
    await parley.kill('worker');
    await parley.resume('worker');
    expect(await parley.client().get('/readyz')).toEqual({ status: 'ok' });
    await parley.kill('api');
    await parley.resume('api');
    expect(await parley.client().get('/readyz')).toEqual({ status: 'ok' });
    expect(parley.pids('worker')).toHaveLength(1);
  });

  it('stops on SIGTERM with exit code 0 and starts again on its data', async () => {
    await parley.stop();
    expect(parley.exitCodes()).toEqual(mode === 'embedded' ? [0] : [0, 0]);
    await parley.resume('api');
    await parley.resume('worker');
    expect(await parley.client().get('/readyz')).toEqual({ status: 'ok' });
  });
});
