import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverEventSchema } from '@parley/shared/realtime.js';
import { z } from 'zod';
import { accessCalls, type Call } from './access/access-calls.js';
import { type AccessRow, accessTable, CALLERS, type CallerName } from './access/access-table.js';
import { AccessWorld, BRAND_WORD, HIDDEN_WORD } from './access/access-world.js';
import { figuresByMember, numbersBesideMembers } from './access/figures-by-member.js';
import { registeredRoutes } from './access/registered-routes.js';
import { type ApiAnswer, ApiClient } from './harness/api-client.js';

/** What nobody makes an access rule for: files, the same for everybody. */
const FILES = /^GET (?:\/api\/docs\/.*|\/(?!api\/|hooks\/).*\.\w+|\*|\/\*)$/;
const CODES: Record<number, string[]> = {
  400: ['invalid_request'],
  401: ['unauthenticated', 'invalid_signature'],
  403: ['forbidden'],
  404: ['not_found'],
  409: ['not_possible_now'],
  410: ['expired'],
};

/**
 * What stands beside a member without being a figure about one, and what asks for one: of each its lines, as `figuresByMember` writes
 * them. A route that tells or takes more fails until it is held by the spec of figures per member, or is no figure and stands here.
 */
const BESIDE_MEMBERS: Record<string, RegExp> = {
  'a conversation: how long it is, and what it was promised': / > .*: messageCount, targetMs$/,
  'one turn of a conversation, shown beside who wrote':
    / \/api\/v1\/conversations\S* > turns\[\]: inboundCount, targetMs, waitBusinessMs, waitMs$/,
  'a message': / > .*: likes, replyCosts$/,
  'an alert, and who made it': / \/api\/v1\/now\/alerts\S* > .*: quietMs, threshold$/,
  'what a member has chosen for themself': / > : undoMs$/,
  'the queue of a member': /^GET \/api\/v1\/conversations \? memberId$/,
  'figures per member, held by their spec':
    /^GET \/api\/v1\/reports\/(?:overview|breakdown|turns|figures\.csv|turns\.csv|conversations\.csv) \? (?:memberId|by)$/,
  'the caller’s own, whoever is asked for':
    /^GET \/api\/v1\/reports\/mine(?:\/turns|\/turns\.csv)? \? memberId$/,
};

const table = accessTable();

describe('access', () => {
  let world: AccessWorld;
  beforeAll(async () => {
    world = await AccessWorld.create();
    // Found by their words as soon as they are indexed; the index is made by jobs, so search is asked by name, too.
    await world.received();
    await world.received(world.hiddenMailbox, { medium: 'email' });
  });
  afterAll(() => world?.close());

  it('is stated for every route there is, and for none that is not', () => {
    const registered = registeredRoutes(world.app).filter((route) => !FILES.test(route));
    expect(new Set(table.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(registered));
    expect(Object.keys(accessCalls).sort()).toEqual(table.map(({ name }) => name).sort());
  });

  it('says of everything that could be a figure about one member why it may be there', async () => {
    const { body } = await new ApiClient(world.baseUrl).request('GET', '/api/openapi.json', {});
    const document = typeof body === 'string' ? JSON.parse(body) : body;
    const pushed = z.toJSONSchema(serverEventSchema, { io: 'output', unrepresentable: 'any' });
    const beside = numbersBesideMembers(pushed, (pushed.$defs ?? {}) as Record<string, unknown>);
    const lines = [...figuresByMember(document), ...beside.map((where) => `pushed > ${where}`)];
    const known = Object.values(BESIDE_MEMBERS);
    expect(lines.filter((line) => !known.some((rule) => rule.test(line)))).toEqual([]);
    for (const rule of known) expect(lines).toContainEqual(expect.stringMatching(rule));
  });

  it('is stated once per case', () => {
    const names = table.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  async function send(row: AccessRow, headers: Record<string, string>) {
    await world.database.run('DELETE FROM rate_limit');
    const call = await accessCalls[row.name]!(world);
    return { call, answer: await request(row.method, call, headers) };
  }
  const request = (method: string, call: Call, headers: Record<string, string>) =>
    new ApiClient(world.baseUrl).request<{ code?: string }>(method, call.path, {
      body: call.body,
      headers: { ...headers, ...call.headers },
    });

  /** Words that must not stand in an answer to that caller. */
  const unspeakable = (caller: CallerName): string[] => {
    if (caller === 'stranger' || caller === 'seatless' || caller === 'nobody')
      return [HIDDEN_WORD, BRAND_WORD];
    return caller === 'agentOut' || caller === 'managerOut' ? [HIDDEN_WORD] : [];
  };
  /** Whoever holds the link, or has just signed in with a password of their own, is told more than their role is. */
  const TELLS = /^(?:GET|POST) \/(?:api\/v1\/invitations\/by-token|hooks)\//;

  function check(row: AccessRow, caller: CallerName, expected: number, answer: ApiAnswer<{ code?: string }>) {
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    const told = { status: answer.status, body: text.slice(0, 300) };
    expect(told).toEqual({ status: expected, body: expect.anything() });
    if (expected >= 400) {
      expect({ ...told, code: answer.body.code }).toEqual({
        ...told,
        code: expect.stringMatching(oneOf(CODES[expected])),
      });
    }
    if (expected >= 400 || !TELLS.test(row.name)) {
      for (const word of unspeakable(caller)) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
    }
    if (expected === 200 && LISTS.has(row.name) && unspeakable(caller).length === 0) {
      expect(text).toContain(HIDDEN_WORD);
    }
  }
  /** Lists in which whoever may see the hidden channel finds it: else the words missing for others would prove nothing. */
  const LISTS = new Set([
    'GET /api/v1/conversations',
    'GET /api/v1/conversations (of the channel)',
    'GET /api/v1/conversations/:id (linked to it)',
    'GET /api/v1/channels',
    'GET /api/v1/people',
    'GET /api/v1/now',
    'GET /api/v1/now/alerts',
    'GET /api/v1/now/alerts/log',
    'GET /api/v1/search',
    'GET /api/v1/inbound-events',
    'GET /api/v1/inbound-events (of the channel)',
  ]);
  const oneOf = (codes: string[] = []) => new RegExp(`^(?:${codes.join('|')})$`);

  describe.each(table.map((row) => [row.name, row] as const))('%s', (_, row) => {
    it.each(CALLERS)('answers %s as the table says', async (caller) => {
      const session = caller === 'nobody' ? undefined : await world.session(caller);
      const { call, answer } = await send(
        row,
        session === undefined ? {} : { cookie: AccessWorld.cookie(session) },
      );
      check(row, caller, row.statuses[caller], answer);
      if (row.method === 'GET') {
        const head = await request(
          'HEAD',
          call,
          session === undefined ? {} : { cookie: AccessWorld.cookie(session) },
        );
        expect(head).toMatchObject({ status: row.statuses[caller], body: '' });
      }
    });

    it('answers API tokens as the table says', async () => {
      for (const [name, token] of Object.entries(world.tokens)) {
        const caller = name as CallerName;
        const { answer } = await send(row, { authorization: `Bearer ${token}` });
        check(row, caller, row.tokens === 'out' ? 403 : row.statuses[caller], answer);
      }
    });

    it('lets no page of another site do it with a session', async () => {
      const elsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      const owner = { cookie: AccessWorld.cookie(await world.session('owner')) };
      const { answer } = await send(row, { ...owner, ...elsewhere });
      const refused = row.method !== 'GET' && !row.name.includes(' /hooks/');
      expect({ refused, code: answer.body.code }).toEqual({
        refused,
        code: refused ? 'cross_site_request' : answer.body.code,
      });
      if (!refused) expect(answer.status).toBe(row.statuses.owner);
    });

    it('takes a revoked session or token for nobody', async () => {
      const credentials: Record<string, string>[] = [
        { cookie: AccessWorld.cookie(world.revokedSession) },
        { authorization: `Bearer ${world.revokedToken}` },
      ];
      for (const headers of credentials) {
        const { answer } = await send(row, headers);
        check(row, 'nobody', row.statuses.nobody, answer);
      }
    });
  });
});
