import { expect, it } from '@jest/globals';
import { SendPace } from './send-pace.js';

it('lets one message a second into a chat', () => {
  const pace = new SendPace();
  expect(pace.take('bot', '1', 1, 0)).toEqual({ kind: 'now' });
  expect(pace.take('bot', '1', 1, 400)).toEqual({ kind: 'wait', ms: 600, because: 'chat' });
  expect(pace.take('bot', '2', 1, 400)).toEqual({ kind: 'now' });
  expect(pace.take('bot', '1', 1, 1_000)).toEqual({ kind: 'now' });
});

it('lets thirty a second out of a bot, whoever they are for', () => {
  const pace = new SendPace();
  for (let chat = 0; chat < 30; chat += 1)
    expect(pace.take('bot', `${chat}`, 1, chat)).toEqual({ kind: 'now' });
  expect(pace.take('bot', 'next', 1, 500)).toEqual({ kind: 'wait', ms: 500, because: 'overall' });
  expect(pace.take('another bot', 'next', 1, 500)).toEqual({ kind: 'now' });
});

it('lets twenty a minute into a group, every picture of an album counted', () => {
  const pace = new SendPace();
  expect(pace.take('bot', '-1', 10, 0)).toEqual({ kind: 'now' });
  expect(pace.take('bot', '-1', 9, 2_000)).toEqual({ kind: 'now' });
  expect(pace.take('bot', '-1', 2, 4_000)).toEqual({ kind: 'wait', ms: 56_000, because: 'group' });
  expect(pace.take('bot', '-1', 1, 4_000)).toEqual({ kind: 'now' });
  expect(pace.take('bot', '-1', 5, 60_000)).toEqual({ kind: 'now' });
});

it('waiting takes nothing', () => {
  const pace = new SendPace();
  pace.take('bot', '1', 1, 0);
  for (let asked = 0; asked < 50; asked += 1) pace.take('bot', '1', 1, 1);
  expect(pace.take('bot', '2', 1, 2)).toEqual({ kind: 'now' });
});
