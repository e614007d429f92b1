import type { calendarInputSchema } from '@parley/shared/brands.js';
import type { Role } from '@parley/shared/permissions.js';
import type { z } from 'zod';
import type { TagName } from './texts/script.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export type MemberKey = 'anna' | 'jonas' | 'mia';

export interface SampleMember {
  key: MemberKey;
  name: string;
  email: string;
  role: Role;
  locale: 'en' | 'de';
  signature: string;
}

/** A small coffee roastery that does not exist, and the people who answer for it. */
export const sampleBrand = {
  name: 'Kolibri & Kessel',
  color: '#0f7b6c',
  locale: 'en' as const,
  timezone: 'Europe/Berlin',
  signature: 'Kolibri & Kessel\nSmall-batch coffee, roasted in the back yard',
  mailbox: 'hello@kolibri-kessel.example.com',
  mailDomain: 'kolibri-kessel.example.com',
  website: 'https://www.kolibri-kessel.example.com',
  /** Of all three sample members; printed at start, and worth nothing outside the demo. */
  password: 'coffee-before-talkie',
};

export const sampleMembers: readonly SampleMember[] = [
  {
    key: 'anna',
    name: 'Anna Brandt',
    email: 'anna@kolibri-kessel.example.com',
    role: 'owner',
    locale: 'en',
    signature: 'Anna',
  },
  {
    key: 'jonas',
    name: 'Jonas Weber',
    email: 'jonas@kolibri-kessel.example.com',
    role: 'manager',
    locale: 'de',
    signature: 'Jonas',
  },
  {
    key: 'mia',
    name: 'Mia Torres',
    email: 'mia@kolibri-kessel.example.com',
    role: 'agent',
    locale: 'en',
    signature: 'Mia',
  },
];

const weekday = [
  { from: '09:00', to: '12:30' },
  { from: '13:15', to: '18:00' },
];

export const sampleHours: z.infer<typeof calendarInputSchema> = {
  timezone: sampleBrand.timezone,
  week: {
    mon: weekday,
    tue: weekday,
    wed: weekday,
    thu: weekday,
    fri: weekday,
    sat: [{ from: '10:00', to: '14:00' }],
    sun: [],
  },
  holidays: [],
};

/** What the brand promises, in business time, ms. */
export const sampleTargets = {
  chat: 3 * MINUTE_MS,
  dm: HOUR_MS,
  comment: 2 * HOUR_MS,
  email: 8 * HOUR_MS,
};

export const sampleTags: Readonly<Record<TagName, string>> = {
  order: '#3b5bdb',
  delivery: '#e8590c',
  subscription: '#0f7b6c',
  guarantee: '#c2255c',
  wholesale: '#5f3dc4',
  workshop: '#2b8a3e',
  invoice: '#868e96',
  praise: '#e67700',
};

/** What people ask about. */
export const coffees = ['Morgenpost', 'Nachtzug', 'Kleine Pause', 'Regenzeit', 'Gipfelbuch', 'Zweite Tasse'];
