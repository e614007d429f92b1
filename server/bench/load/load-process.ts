// The client under which webhooks are accepted, as a process of its own: so it costs neither side of a comparison
// more than the other.
import { latencyOf } from '../figures.js';
import { apiMessage } from './api-messages.js';
import { HttpConnection } from './http-connection.js';
import type { LoadResult, LoadTask } from './load-task.js';
import { signedRequest } from './signed-webhook.js';

async function run(task: LoadTask): Promise<LoadResult> {
  const total = task.warmup + task.count;
  const requests: Buffer[] = [];
  for (let number = 0; number < total; number += 1) {
    const id = `${task.series.name}-${number}`;
    requests.push(signedRequest(task.target, id, apiMessage(task.series, number)));
  }
  const connections = await Promise.all(
    Array.from({ length: task.connections }, () => HttpConnection.open(task.target.port)),
  );
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  let next = 0;
  let from = performance.now();
  const deadline = from + task.mostSeconds * 1_000;
  const loop = (connection: HttpConnection) =>
    new Promise<void>((resolve, reject) => {
      const step = () => {
        const number = next;
        next += 1;
        const request = requests[number];
        const sentAt = performance.now();
        if (request === undefined || sentAt > deadline) {
          resolve();
          return;
        }
        if (number === task.warmup) from = sentAt;
        connection.send(
          request,
          (status) => {
            if (number >= task.warmup) latencies.push(performance.now() - sentAt);
            statuses[status] = (statuses[status] ?? 0) + 1;
            step();
          },
          reject,
        );
      };
      step();
    });
  await Promise.all(connections.map(loop));
  const seconds = (performance.now() - from) / 1_000;
  for (const connection of connections) connection.close();
  return {
    latency: latencyOf(latencies),
    seconds,
    perSecond: latencies.length / seconds,
    statuses,
    accepted: statuses[200] ?? 0,
  };
}

process.on('message', (task: LoadTask) => {
  run(task).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
