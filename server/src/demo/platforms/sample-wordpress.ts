import type { Connector } from '../../channels/core/connector.js';
import type { SampleDelivery, SamplePlatform } from './sample-platform.js';

const SITE = 'https://magazin.kolibri-kessel.example.com';
const ACCOUNT = 'magazin.kolibri-kessel.example.com';
const OUR_USER = '2';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Guest {
  name: string;
  email: string;
}

const ida: Guest = { name: 'Ida Lorenz', email: 'ida.lorenz@example.com' };
const piet: Guest = { name: 'Piet', email: 'piet@example.net' };
const carla: Guest = { name: 'Carla M.', email: 'carla.m@example.org' };
const pills: Guest = { name: 'best-prices-24', email: 'win@example.invalid' };

const posts = {
  water: {
    id: 31,
    title: 'Weiches Wasser, heller Kaffee: was der Filter wirklich tut',
    excerpt: 'Dieselben Bohnen, dieselbe Mühle, und doch schmeckt es in Hamburg anders als in München.',
    agoMs: 6 * DAY,
  },
  ethiopia: {
    id: 34,
    title: 'A harvest in Sidama, told by those who pick',
    excerpt: 'Three weeks, eleven families, and a truck that would not start.',
    agoMs: 2 * DAY,
  },
};
type Post = (typeof posts)[keyof typeof posts];

const utc = (at: Date): string => at.toISOString().slice(0, 19);

/** A post as it comes embedded in its comments. */
const embedded = ({ id, title, excerpt, agoMs }: Post, now: number) => ({
  id,
  date_gmt: utc(new Date(now - agoMs)),
  link: `${SITE}/?p=${id}`,
  title: { rendered: title },
  excerpt: { rendered: `<p>${excerpt}</p>` },
  author: 3,
});

/** Somebody comments; ids count per site. */
const says = (
  guest: Guest,
  post: Post,
  {
    id,
    parent = 0,
    status = 'approved',
    agoMs,
  }: { id: number; parent?: number; status?: string; agoMs: number },
  text: string,
  more: Partial<SampleDelivery> = {},
): SampleDelivery => ({
  agoMs,
  body: (at) => [
    {
      id,
      post: post.id,
      parent,
      author: 0,
      author_name: guest.name,
      author_email: guest.email,
      author_url: '',
      date: utc(at),
      date_gmt: utc(at),
      content: { rendered: `<p>${text}</p>\n`, raw: text },
      link: `${SITE}/?p=${post.id}#comment-${id}`,
      status,
      type: 'comment',
      _embedded: { up: [embedded(post, at.getTime() + agoMs)] },
    },
  ],
  ...more,
});

const deliveries: readonly SampleDelivery[] = [
  says(
    ida,
    posts.water,
    { id: 501, agoMs: 5 * DAY + 3 * HOUR },
    'Endlich erklärt das mal jemand! Welche Härte empfehlt ihr für eine helle Filterröstung?',
    {
      answer: {
        to: '501',
        afterMs: 41 * MINUTE,
        by: 'mia',
        text: 'Danke, Ida! Wir brühen mit etwa 4 °dH. Aus der Leitung kommt es selten so weich, ein Tischfilter reicht aber.',
      },
    },
  ),
  says(
    piet,
    posts.water,
    { id: 502, parent: 501, agoMs: 5 * DAY + 1 * HOUR },
    'Bei uns sind es 17 °dH. Da hilft auch kein Tischfilter mehr, <em>leider</em>.',
    {
      answer: {
        to: '502',
        afterMs: 3 * HOUR,
        by: 'jonas',
        text: 'Moin Piet, dann misch halb und halb mit stillem Wasser aus der Flasche, das klappt erstaunlich gut.',
        closeAfter: true,
      },
    },
  ),
  says(
    carla,
    posts.ethiopia,
    { id: 520, agoMs: 7 * HOUR },
    'What a story. Does the money reach the eleven families, and how do you know?',
  ),
  says(
    ida,
    posts.ethiopia,
    { id: 522, status: 'hold', agoMs: 70 * MINUTE },
    'Kommt die Ernte auch als ungewaschene Variante in den Laden?',
  ),
  says(
    pills,
    posts.ethiopia,
    { id: 523, status: 'spam', agoMs: 55 * MINUTE },
    'Cheap capsules for every machine, 90% off, only today <a href="https://deals.example.invalid">here</a>',
  ),
];

/** The magazine of the sample brand: two posts, a thread, one comment that waits for approval, one of spam. */
export const sampleWordPress: SamplePlatform = {
  kind: 'wordpress',
  name: 'Kolibri & Kessel Magazin',
  settings: { siteUrl: SITE, login: 'password', username: 'redaktion', password: 'abcd efgh ijkl mnop' },
  deliveries,
  parts: ({ connects, sends, moderates, posts: own }: Connector) => ({
    connects: {
      ...connects,
      identify: async (settings) => ({
        account: ACCOUNT,
        settings: {
          ...settings,
          apiUrl: `${SITE}/wp-json/`,
          home: SITE,
          userId: OUR_USER,
          userName: 'Redaktion',
        },
      }),
      testConnection: async () => [
        { name: 'Site', ok: true, code: 'ok', message: 'Found “Kolibri & Kessel Magazin”.' },
        { name: 'Sign-in', ok: true, code: 'ok', message: 'Signed in as Redaktion.' },
      ],
    },
    ...(sends === undefined ? {} : { sends: answering(sends) }),
    ...(moderates === undefined ? {} : { moderates: { ...moderates, moderate: async () => ({}) } }),
    ...(own === undefined
      ? {}
      : {
          posts: { fetchPost: async (_channel, externalId) => ({ externalId, authorName: 'Mara Kessel' }) },
        }),
  }),
};

let taken = 600;

/** Takes every reply. */
function answering(sends: NonNullable<Connector['sends']>): NonNullable<Connector['sends']> {
  const send: typeof sends.send = async () => {
    taken += 1;
    return { externalId: String(taken), at: null };
  };
  return Object.assign(Object.create(sends) as typeof sends, {
    send,
    lookup: async () => ({ found: false, certain: false }),
  });
}
