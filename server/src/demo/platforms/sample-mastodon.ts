import type { Connector } from '../../channels/core/connector.js';
import type { SampleDelivery, SamplePlatform } from './sample-platform.js';

const HOST = 'kaffee.example';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Account {
  id: string;
  acct: string;
  username: string;
  display_name: string;
  uri: string;
}

const account = (number: number, acct: string, name: string): Account => {
  const id = `1140000000000000${String(number).padStart(2, '0')}`;
  const [username = acct, host = HOST] = acct.split('@');
  return { id, acct, username, display_name: name, uri: `https://${host}/ap/users/${id}` };
};

const us = account(1, 'kolibri', 'Kolibri & Kessel');
const frida = account(2, 'frida@bohnen.example', 'Frida Sommer');
const jan = account(3, 'janbrueht', 'Jan brüht');
const aoife = account(4, 'aoife@craic.example', 'Aoife Byrne');
const marek = account(5, 'marek@tech.example', 'Marek');
const uli = account(6, 'uli@bohnen.example', 'Uli Hartmann');

/** What is said: ids of statuses grow with time. */
interface Said {
  id: string;
  by: Account;
  text: string;
  agoMs: number;
  visibility?: 'public' | 'unlisted' | 'private' | 'direct';
  warning?: string;
  language?: string;
  likes?: number;
  /** Those before it, root first. */
  under?: readonly Said[];
}

const status = (number: number) => `1150000000000000${String(number).padStart(2, '0')}`;
/** The id our answer to a status bears. */
const answerTo = (id: string) => `${id}9`;

const post: Said = {
  id: status(10),
  by: us,
  text: 'Frisch aus der Trommel: Äthiopien Guji, natürlich aufbereitet. Heidelbeere, Jasmin, ein bisschen Übermut. Ab heute im Laden und im Netz.',
  agoMs: 26 * HOUR,
  language: 'de',
};
const question: Said = {
  id: status(20),
  by: marek,
  text: 'Which roaster do you trust with a decaf that does not taste of cardboard? Asking for a heart that wants to sleep.',
  agoMs: 3 * DAY,
  language: 'en',
};

const escaped = (text: string) =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/@kolibri\b/g, mentionOf(us));
const mentionOf = ({ acct, username }: Account) =>
  `<span class="h-card"><a href="https://${HOST}/@${acct}" class="u-url mention">@<span>${username}</span></a></span>`;

const statusOf = (said: Said, now: number) => ({
  id: said.id,
  created_at: new Date(now - said.agoMs).toISOString(),
  edited_at: null,
  in_reply_to_id: said.under?.at(-1)?.id ?? null,
  in_reply_to_account_id: said.under?.at(-1)?.by.id ?? null,
  visibility: said.visibility ?? 'public',
  spoiler_text: said.warning ?? '',
  language: said.language ?? null,
  url: `https://${said.by.acct.split('@')[1] ?? HOST}/@${said.by.username}/${said.id}`,
  content: `<p>${escaped(said.text)}</p>`,
  account: said.by,
  media_attachments: [],
  mentions: said.text.includes('@kolibri')
    ? [{ id: us.id, acct: us.acct, username: us.username, url: null }]
    : [],
  favourites_count: said.likes ?? 0,
});

/** As the poller keeps those above. */
const placed = (said: Said, now: number) => ({
  id: said.id,
  visibility: said.visibility ?? 'public',
  account: said.by,
  mentions: said.text.includes('@kolibri') ? [us.id] : [],
  text: said.text,
  imageUrl: null,
  url: `https://${said.by.acct.split('@')[1] ?? HOST}/@${said.by.username}/${said.id}`,
  createdAt: new Date(now - said.agoMs).toISOString(),
});

let notes = 100;
const notification = (type: string, by: Account, of: object, at: Date) => {
  notes += 1;
  return { id: String(notes), type, created_at: at.toISOString(), account: by, status: of };
};

const says = (said: Said, answer?: Omit<NonNullable<SampleDelivery['answer']>, 'to'>): SampleDelivery => ({
  agoMs: said.agoMs,
  body: (at) => {
    const now = at.getTime() + said.agoMs;
    return {
      notifications: [notification('mention', said.by, statusOf(said, now), at)],
      threads: { [said.id]: (said.under ?? []).map((one) => placed(one, now)) },
    };
  },
  ...(answer === undefined ? {} : { answer: { ...answer, to: said.id } }),
});

const likes = (by: Account, said: Said, agoMs: number): SampleDelivery => {
  const own: Said = {
    id: answerTo(said.id),
    by: us,
    text: '',
    agoMs,
    likes: 1,
    under: [...(said.under ?? []), said],
  };
  return {
    agoMs,
    body: (at) => ({
      notifications: [notification('favourite', by, statusOf(own, at.getTime() + agoMs), at)],
    }),
  };
};

const edits = (said: Said, text: string, agoMs: number): SampleDelivery => ({
  agoMs,
  body: (at) => ({
    changed: [{ ...statusOf({ ...said, text }, at.getTime() + agoMs), edited_at: at.toISOString() }],
  }),
});

const decaf: Said = {
  id: status(21),
  by: aoife,
  text: 'ask @kolibri, their Swiss Water one got me through a pregnancy',
  agoMs: 3 * DAY - 40 * MINUTE,
  language: 'en',
  under: [question],
};
const grind: Said = {
  id: status(11),
  by: frida,
  text: '@kolibri Welcher Mahlgrad für die Moka? Beim letzten Natural war’s mir zu wild 😅',
  agoMs: 25 * HOUR,
  language: 'de',
  under: [post],
};
const shipping: Said = {
  id: status(12),
  by: uli,
  text: '@kolibri Verschickt ihr den auch in die Schwiez?',
  agoMs: 21 * HOUR,
  language: 'de',
  under: [post],
};
const soldOut: Said = {
  id: status(13),
  by: jan,
  text: '@kolibri Im Netz steht „ausverkauft“, im Laden auch?',
  agoMs: 95 * MINUTE,
  language: 'de',
  under: [post],
};
const again: Said = {
  id: status(14),
  by: uli,
  text: '@kolibri und noch eine: gibt’s die 250-g-Tüte auch ganz, ungemahlen?',
  agoMs: 62 * MINUTE,
  language: 'de',
  visibility: 'unlisted',
  under: [post],
};
const broken: Said = {
  id: status(30),
  by: frida,
  text: '@kolibri Meine Bestellung kam leider offen an, halber Karton voll Bohnen. Bestellnummer K-20881. Was brauche ich für den Ersatz?',
  agoMs: 54 * MINUTE,
  language: 'de',
  visibility: 'direct',
};
const warned: Said = {
  id: status(31),
  by: aoife,
  text: '@kolibri is there milk powder in the drinking chocolate? a tiny friend of mine is allergic',
  agoMs: 33 * MINUTE,
  language: 'en',
  warning: 'Food allergy',
};

/** Comments under a post, a thread of others, a private word, a warning. */
export const sampleMastodon: SamplePlatform = {
  kind: 'mastodon',
  name: `@kolibri@${HOST}`,
  settings: { instance: HOST, login: 'token', accessToken: 'nobody checks it' },
  deliveries: [
    says(decaf, {
      afterMs: 34 * MINUTE,
      by: 'mia',
      text: 'Thank you, Aoife! @marek@tech.example it is called “Nachtwache”, and the next roast is on Thursday.',
    }),
    likes(aoife, decaf, 3 * DAY - 90 * MINUTE),
    says(grind, {
      afterMs: 22 * MINUTE,
      by: 'jonas',
      text: 'Für die Moka etwas gröber als Espresso, und die Hitze früh weg: Dann bleibt die Heidelbeere und die Wildnis draußen.',
    }),
    likes(frida, grind, 24 * HOUR),
    says(shipping),
    edits(shipping, '@kolibri Verschickt ihr den auch in die Schweiz?', 21 * HOUR - 3 * MINUTE),
    says(soldOut),
    says(again),
    says(broken),
    says(warned),
  ],
  parts: ({ connects, sends, moderates }: Connector) => ({
    connects: {
      ...connects,
      identify: async (settings) => ({
        account: `${us.id}@${HOST}`,
        settings: { ...settings, instance: HOST, accountId: us.id, acct: us.acct },
        limits: { textLength: 500 },
        missingPermissions: [],
      }),
      testConnection: async () => [
        { name: 'Instance', ok: true, code: 'ok', message: `${HOST} runs version 4.6.4.` },
        { name: 'Access', ok: true, code: 'ok', message: `The access is that of @kolibri@${HOST}.` },
      ],
      disconnect: async () => {},
    },
    ...(sends === undefined ? {} : { sends: answering(sends) }),
    ...(moderates === undefined ? {} : { moderates: { ...moderates, moderate: async () => ({}) } }),
  }),
};

/** Takes every reply. In the past it bears the id that likes of it name; later any that is free. */
function answering(sends: NonNullable<Connector['sends']>): NonNullable<Connector['sends']> {
  const send: typeof sends.send = async (_channel, _formatted, { inReplyTo, createdAt }) => {
    const past = Date.now() - createdAt.getTime() > MINUTE;
    const id = inReplyTo?.externalId;
    return { externalId: past && id != null ? answerTo(id) : `116${Date.now()}`, at: null };
  };
  return Object.assign(Object.create(sends) as typeof sends, { send, lookup: undefined });
}
