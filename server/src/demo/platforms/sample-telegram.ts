import type { Connector } from '../../channels/core/connector.js';
import type { SampleDelivery, SamplePlatform } from './sample-platform.js';

const BOT = '7000000001';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Somebody {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
}

const nele: Somebody = { id: 810_001, first_name: 'Nele', last_name: 'Brinkmann', username: 'nele_b' };
const tom: Somebody = { id: 810_002, first_name: 'Tom', last_name: 'Okafor' };
const rosa: Somebody = { id: 810_003, first_name: 'Rosa', username: 'rosa_roasts' };
const emil: Somebody = { id: 810_004, first_name: 'Emil', last_name: 'Vogt' };
const CLUB = { id: -1_001_810_000_100, type: 'supergroup', title: 'Kolibri coffee club' };

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);
const privately = (who: Somebody) => ({ ...who, type: 'private' });

let updates = 0;
const update = (content: object) => {
  updates += 1;
  return { update_id: 500_000 + updates, ...content };
};

/** Somebody writes; message ids count per chat. */
const says = (
  who: Somebody,
  id: number,
  agoMs: number,
  text: string,
  more: Partial<SampleDelivery> & { chat?: object; also?: object } = {},
): SampleDelivery => {
  const { chat = privately(who), also = {}, ...rest } = more;
  return {
    agoMs,
    body: (at) =>
      update({
        message: { message_id: id, date: seconds(at), chat, from: { ...who, is_bot: false }, text, ...also },
      }),
    ...rest,
  };
};

const reacts = (who: Somebody, id: number, agoMs: number, emoji: string): SampleDelivery => ({
  agoMs,
  body: (at) =>
    update({
      message_reaction: {
        chat: privately(who),
        message_id: id,
        user: who,
        date: seconds(at),
        old_reaction: [],
        new_reaction: [{ type: 'emoji', emoji }],
      },
    }),
});

const deliveries: readonly SampleDelivery[] = [
  says(nele, 11, 3 * DAY + 5 * HOUR, 'Hallo! Kann ich mein Abo für zwei Wochen pausieren? Bin im Urlaub ☀️', {
    answer: {
      to: `${nele.id}:11`,
      afterMs: 9 * MINUTE,
      by: 'jonas',
      text: 'Hallo Nele! Schon erledigt: Die nächste Lieferung kommt erst in der dritten Woche. Schönen Urlaub!',
    },
  }),
  reacts(nele, 12, 3 * DAY + 5 * HOUR - 12 * MINUTE, '❤'),
  says(tom, 21, DAY + 7 * HOUR, 'do you ship to Ireland? two bags, nothing fancy', {
    answer: {
      to: `${tom.id}:21`,
      afterMs: 26 * MINUTE,
      by: 'mia',
      text: 'Hi Tom, we do: four to six days, 9 euros, and from 60 euros on it is free.',
    },
  }),
  says(tom, 23, DAY + 6 * HOUR, 'perfect, then it is three bags'),
  says(rosa, 3_301, 5 * HOUR, 'is anybody of the roastery here? which grind for the AeroPress, inverted?', {
    chat: CLUB,
  }),
  says(emil, 3_302, 5 * HOUR - 4 * MINUTE, 'ich nehme immer etwas feiner als Filter', {
    chat: CLUB,
    also: { reply_to_message: { message_id: 3_301, chat: CLUB } },
  }),
  says(emil, 41, 48 * MINUTE, 'Moin, meine Mühle steht seit gestern still und brummt nur noch.'),
  says(emil, 42, 47 * MINUTE, 'Ist das was für euch, oder muss ich damit zum Hersteller?'),
];

/** Its bot: private chats, a group, a reaction. */
export const sampleTelegram: SamplePlatform = {
  kind: 'telegram',
  name: '@kolibri_kessel_bot',
  settings: { token: `${BOT}:${'A'.repeat(35)}` },
  deliveries,
  parts: ({ connects, sends, typing }: Connector) => ({
    connects: {
      ...connects,
      identify: async (settings) => ({
        account: BOT,
        settings: { ...settings, apiUrl: 'https://api.telegram.org', username: 'kolibri_kessel_bot' },
      }),
      testConnection: async () => [
        { name: 'Bot', ok: true, code: 'ok', message: 'The token is that of @kolibri_kessel_bot.' },
      ],
      disconnect: async () => {},
    },
    ...(sends === undefined ? {} : { sends: answering(sends) }),
    ...(typing === undefined ? {} : { typing: { ...typing, showTyping: async () => {} } }),
  }),
};

/** Takes every reply. In the past it bears the id after what it answers, as reactions to it say; later any that is free. */
function answering(sends: NonNullable<Connector['sends']>): NonNullable<Connector['sends']> {
  const send: typeof sends.send = async (_channel, _formatted, { inReplyTo, newest, createdAt }) => {
    const [chat = '0', id = '0'] = (inReplyTo?.externalId ?? newest?.externalId ?? '').split(':');
    const past = Date.now() - createdAt.getTime() > MINUTE;
    return { externalId: `${chat}:${past ? Number(id) + 1 : Date.now()}`, at: null };
  };
  return Object.assign(Object.create(sends) as typeof sends, { send });
}
