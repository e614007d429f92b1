import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Notification } from '@parley/shared/notifications.js';
import type { AlertLog, NowBoard } from '@parley/shared/now.js';
import type { ServerEvent } from '@parley/shared/realtime.js';
import { apiMessage } from '../builders/api-events.js';
import { ApiSender } from '../builders/api-sender.js';
import { ApiClient } from '../harness/api-client.js';
import { Parley } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { SocketClient } from '../harness/socket-client.js';

/** Somebody who looks at the board through one of the processes. */
interface Looker {
  client: ApiClient;
  socket: SocketClient;
}

const boardsOf = ({ socket }: Looker, after = 0): NowBoard[] =>
  socket.events
    .slice(after)
    .flatMap((event: ServerEvent) => (event.type === 'now.changed' ? [event.board] : []));
const shows = (who: Looker, what: string, fits: (board: NowBoard) => boolean, after = 0) =>
  who.socket.waitFor(what, (event) => event.type === 'now.changed' && fits(event.board), {
    after,
    timeoutMs: 30_000,
  });

describe('the board of who waits now, over two processes with HTTP and a worker', () => {
  let parley: Parley;
  let shop: ApiSender;
  let olga: Looker;
  let mia: Looker;

  const look = async (client: ApiClient): Promise<Looker> => {
    const socket = await SocketClient.connect(client);
    expect(await socket.say({ type: 'now.join' })).toEqual({ ok: true });
    return { client, socket };
  };
  /** A manager who is signed in with the other process. */
  const manager = async (owner: ApiClient, url: string) => {
    const invited = { email: 'mia@example.test', role: 'manager' };
    const { link } = await owner.post<{ link: string }>('/api/v1/invitations', invited);
    const client = new ApiClient(url);
    const token = new URL(link).searchParams.get('token');
    const answer = { name: 'Mia', password: 'correct horse battery' };
    await client.post(`/api/v1/invitations/by-token/${token}/accept`, answer);
    return client;
  };
  let count = 0;
  const arrive = async (many: number) => {
    for (let index = 0; index < many; index += 1) {
      count += 1;
      const person = `p${count}`;
      await shop.deliver({
        events: [apiMessage({ conversation: person, person, message: { text: 'Hello?' } })],
      });
    }
  };

  beforeAll(async () => {
    parley = await Parley.start({ mode: 'servers', apis: 2 });
    const owner = await parley.signedIn();
    shop = await ApiSender.connect(owner);
    olga = await look(owner);
    mia = await look(await manager(owner, parley.apiUrls[1] ?? ''));
  });
  afterAll(async () => {
    for (const who of [olga, mia]) who?.socket.close();
    await parley?.remove();
  });

  it('says the same on both, out of the same readings, and counts those who are there once', async () => {
    await Promise.all(
      [olga, mia].map((who) => shows(who, 'both to be counted', ({ online }) => online === 2)),
    );
    const marks = [olga.socket.mark(), mia.socket.mark()];
    // What one has heard already may still be on its way to the other.
    const before =
      [olga, mia]
        .flatMap((who) => boardsOf(who).map(({ at }) => at))
        .sort()
        .at(-1) ?? '';
    await arrive(20);
    const whole = ({ total }: NowBoard) => total.ours === 20;
    await Promise.all([olga, mia].map((who, index) => shows(who, 'all to stand there', whole, marks[index])));
    const [here, there] = [olga, mia].map((who, index) => boardsOf(who, marks[index]).filter(whole)[0]);
    expect(here).toEqual(there);
    // Read by one, told to all: whatever came while they were both there came to both.
    const [read, heard] = [olga, mia].map(
      (who) =>
        new Set(boardsOf(who).flatMap(({ at }) => (at > before && at <= (here?.at ?? '') ? [at] : []))),
    );
    expect(heard).toEqual(read);
    // Twenty messages, not twenty readings.
    expect(read?.size).toBeGreaterThan(0);
    expect(read?.size).toBeLessThan(20);
  });

  it('has an alert up on both, raised once, and each member told once', async () => {
    await olga.client.post('/api/v1/now/alerts', { measure: 'ours', threshold: 20 });
    await arrive(1);
    const up = ({ raised }: NowBoard) => raised.length === 1;
    await Promise.all([olga, mia].map((who) => shows(who, 'the alert to be up', up)));
    await arrive(1);
    await Promise.all([olga, mia].map((who) => shows(who, 'one more', ({ total }) => total.ours === 22)));
    expect((await mia.client.get<AlertLog>('/api/v1/now/alerts/log')).items).toHaveLength(1);
    for (const { client } of [olga, mia]) {
      const { items } = await client.get<{ items: Notification[] }>('/api/v1/notifications?limit=50');
      expect(items.map(({ kind }) => kind)).toEqual(['alert_raised']);
    }
  });

  it('goes on when Redis was killed and is back', async () => {
    await parley.redis?.kill();
    // Taken while there is no queue to wake anybody with.
    const marks = [olga.socket.mark(), mia.socket.mark()];
    await arrive(1);
    await parley.redis?.resume();
    await Promise.all(
      [olga, mia].map((who, index) =>
        shows(who, 'who came meanwhile', ({ total }) => total.ours === 23, marks[index]),
      ),
    );
    await Promise.all(
      [olga, mia].map(({ client }) =>
        eventually(
          'both to be counted again',
          async () => (await client.get<NowBoard>('/api/v1/now')).online === 2,
        ),
      ),
    );
  });

  it('counts nobody of a process that was killed', async () => {
    const mark = olga.socket.mark();
    const [, other] = parley.pids('api');
    process.kill(other ?? 0, 'SIGKILL');
    await shows(olga, 'the other to be gone', ({ online }) => online === 1, mark);
  });
});
