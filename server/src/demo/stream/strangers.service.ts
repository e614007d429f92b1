import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import { Database } from '../../platform/database/database.js';
import { newThread, type Thread } from '../feed/thread.js';
import type { SampleHouse } from '../house/sample-house.js';
import type { Language } from '../texts/script.js';
import type { SamplePerson } from '../timeline/sample-person.js';

interface Row {
  medium: Medium;
  externalId: string | null;
  subject: string | null;
  name: string;
  identity: string;
  words: string;
  mails: string[];
  lastMessage: string | null;
}

/** Words that betray German within a few sentences. */
const GERMAN = /\b(?:ich|und|nicht|ist|das|der|die|danke|hallo|moin|bitte|mein|meine|euch|ihr|gibt)\b/giu;

/** Picks up the thread of a conversation from before this run, so that its person can go on with it. */
@Injectable()
export class Strangers {
  constructor(private readonly database: Database) {}

  /** @param run goes into the ids of what they will say */
  async pickUp(house: SampleHouse, conversationId: string, run: string): Promise<Thread | undefined> {
    const row = await this.database.one<Row>(
      `SELECT c.medium, c.external_id AS "externalId", c.subject, p.name, i.external_id AS identity,
         coalesce((SELECT string_agg(m.text, ' ') FROM message m
            WHERE m.brand_id = c.brand_id AND m.conversation_id = c.id AND m.direction = 'in'), '') AS words,
         coalesce((SELECT array_agg(m.mail->>'messageId' ORDER BY m.occurred_at, m.arrival) FROM message m
            WHERE m.brand_id = c.brand_id AND m.conversation_id = c.id AND m.direction = 'in' AND m.mail->>'messageId' IS NOT NULL), '{}') AS mails,
         (SELECT m.external_id FROM message m WHERE m.brand_id = c.brand_id AND m.conversation_id = c.id AND m.direction = 'in'
            ORDER BY m.occurred_at, m.arrival LIMIT 1) AS "lastMessage"
       FROM conversation c JOIN person p ON p.id = c.person_id
       JOIN conversation_participant cp ON cp.conversation_id = c.id JOIN identity i ON i.id = cp.identity_id AND i.person_id = p.id
       WHERE c.brand_id = $1 AND c.id = $2 AND c.set_aside IS NULL AND c.channel_id = ANY($3) LIMIT 1`,
      [house.brandId, conversationId, [house.mailbox.id, house.chat.id, house.pictures.id]],
    );
    if (row === undefined) return undefined;
    const thread = newThread({
      id: `${run}-${conversationId}`,
      medium: row.medium,
      language: languageOf(row.words),
      person: personOf(row),
      joiner: null,
      subject: row.subject ?? '',
      post: null,
    });
    thread.externalId = row.externalId ?? '';
    thread.conversationId = conversationId;
    thread.mails = row.mails;
    if (row.lastMessage !== null) thread.said.person.push(row.lastMessage);
    return thread;
  }
}

function personOf({ name, identity, words }: Row): SamplePerson {
  const [first = name, ...rest] = name.split(' ');
  const language = languageOf(words);
  return {
    first,
    last: rest.join(' '),
    name,
    salutation: name,
    address: identity,
    handle: identity,
    language,
    city: '',
    program: 'webmail',
    greeting: language === 'de' ? 'Hallo,' : 'Hello,',
    closing: language === 'de' ? 'Viele Grüße' : 'Best,',
    workplace: null,
  };
}

/** One hit may be chance; German text has many. */
export const languageOf = (words: string): Language =>
  (words.match(GERMAN)?.length ?? 0) >= Math.max(1, words.length / 150) ? 'de' : 'en';
