import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The whole first schema. Every brand-owned table carries `brand_id`, first in its indexes. */
export class Foundation1700000000001 implements MigrationInterface {
  readonly name = 'Foundation1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [
      extensions,
      auth,
      brands,
      channels,
      ingest,
      people,
      conversations,
      outbound,
      search,
    ]) {
      await runner.query(part);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const extensions = `
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
-- Qualified, because PostgreSQL builds indexes with an empty search_path.
-- unaccent() is only STABLE because its dictionary may change; ours does not, and an index needs IMMUTABLE.
CREATE FUNCTION plain_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;
`;

const auth = `
CREATE TABLE app_user (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text NOT NULL,
  password_hash text NOT NULL,
  locale text NOT NULL DEFAULT 'en',
  theme text NOT NULL DEFAULT 'system',
  undo_ms int NOT NULL DEFAULT 5000 CHECK (undo_ms BETWEEN 0 AND 30000),
  created_at timestamptz NOT NULL,
  password_changed_at timestamptz NOT NULL
);

CREATE TABLE brand (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  color text NOT NULL DEFAULT '#3b5bdb',
  locale text NOT NULL DEFAULT 'en',
  timezone text NOT NULL DEFAULT 'UTC',
  signature text NOT NULL DEFAULT '',
  sample boolean NOT NULL DEFAULT false,
  -- Grows with every new version of hours or targets, so that processes know when to read them again.
  policy_version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

CREATE TABLE member (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  user_id uuid NOT NULL REFERENCES app_user,
  role text NOT NULL,
  signature text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  removed_at timestamptz
);
CREATE UNIQUE INDEX member_seat ON member (brand_id, user_id) WHERE removed_at IS NULL;
CREATE INDEX member_user ON member (user_id) WHERE removed_at IS NULL;

CREATE TABLE session (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user,
  brand_id uuid REFERENCES brand,
  token_hash text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  ip text,
  user_agent text
);
CREATE INDEX session_of_user ON session (user_id) WHERE revoked_at IS NULL;

CREATE TABLE api_token (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  member_id uuid NOT NULL REFERENCES member,
  name text NOT NULL,
  prefix text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  permissions text[],
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX api_token_member ON api_token (brand_id, member_id) WHERE revoked_at IS NULL;

CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  email text NOT NULL,
  role text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  invited_by uuid REFERENCES member,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX invitation_brand ON invitation (brand_id, created_at) WHERE accepted_at IS NULL AND revoked_at IS NULL;

CREATE TABLE password_reset (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user,
  token_hash text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE setup_link (
  id uuid PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE rate_limit (key text PRIMARY KEY, hits int NOT NULL, resets_at timestamptz NOT NULL);

-- Facts about this installation: the secret's fingerprint, one-off jobs done.
CREATE TABLE installation (key text PRIMARY KEY, value jsonb NOT NULL);

CREATE TABLE audit_entry (
  id uuid PRIMARY KEY,
  brand_id uuid REFERENCES brand,
  at timestamptz NOT NULL,
  action text NOT NULL,
  actor_user_id uuid REFERENCES app_user,
  ip text,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_entry_brand ON audit_entry (brand_id, at DESC, id DESC);
CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only();
CREATE TRIGGER audit_entry_not_truncated BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();
`;

const brands = `
CREATE TABLE calendar (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  valid_from timestamptz NOT NULL,
  timezone text NOT NULL,
  week jsonb,
  holidays jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL,
  created_by uuid REFERENCES member
);
CREATE INDEX calendar_brand ON calendar (brand_id, valid_from);

CREATE TABLE target_set (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  valid_from timestamptz NOT NULL,
  targets jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by uuid REFERENCES member
);
CREATE INDEX target_set_brand ON target_set (brand_id, valid_from);

CREATE TABLE tag (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  name text NOT NULL,
  color text NOT NULL DEFAULT '#868e96'
);
CREATE UNIQUE INDEX tag_name ON tag (brand_id, lower(name));
`;

const channels = `
CREATE TABLE endpoint (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  -- Null for a platform app that delivers for channels of several brands.
  brand_id uuid REFERENCES brand,
  secret bytea NOT NULL,
  created_at timestamptz NOT NULL,
  removed_at timestamptz
);

CREATE TABLE channel (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  kind text NOT NULL,
  name text NOT NULL,
  -- The platform's id of the account; events name it.
  account text NOT NULL,
  endpoint_id uuid REFERENCES endpoint,
  status text NOT NULL DEFAULT 'connected',
  status_code text,
  status_reason text,
  settings jsonb NOT NULL DEFAULT '{}',
  secrets bytea,
  settle_ms jsonb NOT NULL DEFAULT '{}',
  restricted boolean NOT NULL DEFAULT false,
  sending_paused_until timestamptz,
  -- What is older than this is history.
  connected_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  removed_at timestamptz,
  last_event_at timestamptz,
  last_reply_at timestamptz,
  last_polled_at timestamptz,
  caught_up_at timestamptz,
  token_expires_at timestamptz,
  missing_permissions jsonb NOT NULL DEFAULT '[]',
  backfill jsonb,
  -- Grow with every change of what a poller goes by, and with every "look now".
  settings_version int NOT NULL DEFAULT 1,
  nudges int NOT NULL DEFAULT 0
);
CREATE INDEX channel_brand ON channel (brand_id) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX channel_account ON channel (kind, account) WHERE removed_at IS NULL;
CREATE INDEX channel_endpoint ON channel (endpoint_id) WHERE removed_at IS NULL;

CREATE TABLE channel_member (
  channel_id uuid NOT NULL REFERENCES channel,
  member_id uuid NOT NULL REFERENCES member,
  brand_id uuid NOT NULL REFERENCES brand,
  PRIMARY KEY (channel_id, member_id)
);
CREATE INDEX channel_member_member ON channel_member (brand_id, member_id);

-- One owner at a time; 'poll' and 'credential' are names in use.
CREATE TABLE channel_lease (
  channel_id uuid NOT NULL REFERENCES channel,
  name text NOT NULL,
  owner text,
  epoch bigint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (channel_id, name)
);

CREATE TABLE channel_cursor (
  channel_id uuid NOT NULL REFERENCES channel,
  name text NOT NULL,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (channel_id, name)
);
`;

const ingest = `
CREATE TABLE inbound_delivery (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  endpoint_id uuid REFERENCES endpoint,
  -- Set where the bytes can only be for one channel.
  channel_id uuid REFERENCES channel,
  brand_id uuid REFERENCES brand,
  source text NOT NULL,
  headers jsonb NOT NULL DEFAULT '{}',
  -- What the poller or the door knows beside the bytes (folder, uid, internal date, history).
  meta jsonb NOT NULL DEFAULT '{}',
  body bytea,
  -- Instead of body, for what is streamed to storage.
  body_key text,
  body_hash text,
  received_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'parsed', 'done', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  reason text,
  done_at timestamptz,
  CHECK (body IS NOT NULL OR body_key IS NOT NULL)
);
CREATE INDEX inbound_delivery_open ON inbound_delivery (next_attempt_at) WHERE state IN ('pending', 'parsed');
CREATE INDEX inbound_delivery_failed ON inbound_delivery (channel_id, received_at DESC) WHERE state = 'failed';
CREATE INDEX inbound_delivery_done ON inbound_delivery (done_at) WHERE state = 'done';
CREATE INDEX inbound_delivery_body ON inbound_delivery (body_key) WHERE body_key IS NOT NULL;

CREATE TABLE inbound_event (
  id uuid PRIMARY KEY,
  delivery_id uuid NOT NULL REFERENCES inbound_delivery ON DELETE CASCADE,
  brand_id uuid REFERENCES brand,
  channel_id uuid REFERENCES channel,
  account text NOT NULL,
  position int NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  payload jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed', 'unroutable')),
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  reason text,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX inbound_event_key ON inbound_event (channel_id, key) WHERE channel_id IS NOT NULL;
CREATE UNIQUE INDEX inbound_event_unroutable_key ON inbound_event (account, key) WHERE channel_id IS NULL;
CREATE INDEX inbound_event_delivery ON inbound_event (delivery_id, position);
CREATE INDEX inbound_event_open ON inbound_event (next_attempt_at) WHERE state = 'pending';
CREATE INDEX inbound_event_faulty ON inbound_event (channel_id, updated_at DESC) WHERE state IN ('failed', 'unroutable');

-- Keyed hashes of event keys whose deliveries are gone, so that nothing dropped or erased comes back.
CREATE TABLE inbound_event_hash (
  channel_id uuid NOT NULL REFERENCES channel,
  hash bytea NOT NULL,
  PRIMARY KEY (channel_id, hash)
);

-- What must not be lost after an event: one row per listener, written in the event's transaction.
CREATE TABLE listener_task (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  listener text NOT NULL,
  payload jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  reason text,
  created_at timestamptz NOT NULL
);
CREATE INDEX listener_task_open ON listener_task (next_attempt_at) WHERE state = 'pending';
`;

const people = `
CREATE TABLE person (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  name text NOT NULL,
  -- A member named this person by hand: profiles no longer overwrite it.
  name_fixed boolean NOT NULL DEFAULT false,
  avatar_attachment_id uuid,
  notes text NOT NULL DEFAULT '',
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL
);
CREATE INDEX person_seen ON person (brand_id, last_seen_at DESC, id DESC);
CREATE INDEX person_avatar ON person (brand_id, avatar_attachment_id) WHERE avatar_attachment_id IS NOT NULL;
CREATE INDEX person_name ON person USING gin (plain_text(name) gin_trgm_ops);

CREATE TABLE identity (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  person_id uuid NOT NULL REFERENCES person,
  namespace text NOT NULL,
  external_id text NOT NULL,
  display_name text,
  handle text,
  avatar_source text,
  avatar_attachment_id uuid,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX identity_key ON identity (brand_id, namespace, external_id);
CREATE INDEX identity_person ON identity (brand_id, person_id);
-- Pictures that were never fetched, or not since the platform named another one.
CREATE INDEX identity_avatar_due ON identity (id) WHERE avatar_source IS NOT NULL AND avatar_attachment_id IS NULL;
CREATE INDEX identity_avatar ON identity (brand_id, avatar_attachment_id) WHERE avatar_attachment_id IS NOT NULL;
CREATE INDEX identity_handle ON identity USING gin (plain_text(coalesce(handle, '')) gin_trgm_ops);
`;

const conversations = `
CREATE TABLE post (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  channel_id uuid NOT NULL REFERENCES channel,
  external_id text NOT NULL,
  title text,
  excerpt text NOT NULL DEFAULT '',
  url text,
  image_url text,
  author_name text,
  published_at timestamptz,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX post_key ON post (channel_id, external_id);

CREATE TABLE conversation (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  channel_id uuid NOT NULL REFERENCES channel,
  -- The one it is shown under: who opened it.
  person_id uuid NOT NULL REFERENCES person,
  -- The platform's thread; null where threads are found by references (mail).
  external_id text,
  medium text NOT NULL,
  post_id uuid REFERENCES post,
  subject text,
  status text NOT NULL DEFAULT 'open',
  side text NOT NULL DEFAULT 'theirs',
  set_aside text,
  priority text NOT NULL DEFAULT 'normal',
  assignee_id uuid REFERENCES member,
  last_words text NOT NULL DEFAULT '',
  last_words_by text NOT NULL DEFAULT 'person',
  last_at timestamptz NOT NULL,
  waiting_since timestamptz,
  answer_by timestamptz,
  target_ms bigint,
  settles_at timestamptz,
  snoozed_until timestamptz,
  unconfirmed boolean NOT NULL DEFAULT false,
  message_count int NOT NULL DEFAULT 0,
  -- Number of the newest utterance (inbound message, reply or note).
  utterance_seq int NOT NULL DEFAULT 0,
  version int NOT NULL DEFAULT 1,
  -- State of the turn fold after the last entry; null asks for a fresh fold.
  fold jsonb,
  merged_into_id uuid REFERENCES conversation,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX conversation_thread ON conversation (channel_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX conversation_ours ON conversation (brand_id, answer_by, id) INCLUDE (channel_id)
  WHERE side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_mine ON conversation (brand_id, assignee_id, answer_by, id) INCLUDE (channel_id)
  WHERE side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL;
-- Of its own: an index knows no order behind "assignee_id IS NULL".
CREATE INDEX conversation_unassigned ON conversation (brand_id, answer_by, id) INCLUDE (channel_id)
  WHERE side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL AND assignee_id IS NULL;
CREATE INDEX conversation_theirs ON conversation (brand_id, last_at DESC, id DESC) INCLUDE (channel_id)
  WHERE side = 'theirs' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_snoozed ON conversation (brand_id, last_at DESC, id DESC) INCLUDE (channel_id)
  WHERE status = 'snoozed' AND set_aside IS NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_closed ON conversation (brand_id, last_at DESC, id DESC) INCLUDE (channel_id)
  WHERE status = 'closed' AND set_aside IS NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_set_aside ON conversation (brand_id, last_at DESC, id DESC) INCLUDE (channel_id)
  WHERE set_aside IS NOT NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_channel ON conversation (brand_id, channel_id, last_at DESC);
CREATE INDEX conversation_person ON conversation (brand_id, person_id, last_at DESC);
CREATE INDEX conversation_wake ON conversation (snoozed_until) WHERE status = 'snoozed' AND snoozed_until IS NOT NULL;
CREATE INDEX conversation_subject ON conversation USING gin (plain_text(coalesce(subject, '')) gin_trgm_ops);

CREATE TABLE conversation_participant (
  conversation_id uuid NOT NULL REFERENCES conversation,
  identity_id uuid NOT NULL REFERENCES identity,
  brand_id uuid NOT NULL REFERENCES brand,
  PRIMARY KEY (conversation_id, identity_id)
);
CREATE INDEX conversation_participant_identity ON conversation_participant (brand_id, identity_id);

CREATE TABLE conversation_link (
  from_id uuid NOT NULL REFERENCES conversation,
  to_id uuid NOT NULL REFERENCES conversation,
  brand_id uuid NOT NULL REFERENCES brand,
  relation text NOT NULL,
  PRIMARY KEY (from_id, to_id)
);
CREATE INDEX conversation_link_to ON conversation_link (to_id);

CREATE SEQUENCE arrival_seq;

CREATE TABLE message (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  channel_id uuid NOT NULL REFERENCES channel,
  conversation_id uuid NOT NULL REFERENCES conversation,
  -- The conversation it stood in before that one was merged into another.
  thread_id uuid NOT NULL REFERENCES conversation,
  seq int NOT NULL,
  version int NOT NULL DEFAULT 1,
  direction text NOT NULL CHECK (direction IN ('in', 'out', 'note')),
  visibility text NOT NULL DEFAULT 'private',
  -- Who wrote it: an identity (in) or a member (out, note); neither on an answer written outside Parley.
  identity_id uuid REFERENCES identity,
  member_id uuid REFERENCES member,
  outside_parley boolean NOT NULL DEFAULT false,
  -- Identities a reply answers; null: everyone in the conversation.
  answers uuid[],
  automatic text,
  history boolean NOT NULL DEFAULT false,
  imported boolean NOT NULL DEFAULT false,
  -- Why its turn stays out of the figures (clamped, redelivered too late), else null.
  out_of_figures text,
  text text NOT NULL DEFAULT '',
  full_text text,
  html text,
  reply_html text,
  -- The platform's time, clamped to arrival: what the order goes by.
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  arrival bigint NOT NULL DEFAULT nextval('arrival_seq'),
  external_id text,
  in_reply_to_id uuid REFERENCES message,
  edited_at timestamptz,
  deleted_at timestamptz,
  -- Places in the order of arrival of its deletion, and of the news that it bounced.
  deleted_arrival bigint,
  failure_arrival bigint,
  -- Mail fields, invitations; shape of mailFieldsSchema.
  mail jsonb,
  raw_key text,
  mentions uuid[],
  client_id text,
  state text,
  seen_seq int,
  held_until timestamptz,
  send_at timestamptz,
  close_after boolean NOT NULL DEFAULT false,
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  attempt_token uuid,
  lease_until timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  reason jsonb,
  -- What the connector needs to send it (recipients, subject, ids fixed before sending) and learned from it.
  outgoing jsonb
);
CREATE UNIQUE INDEX message_seq ON message (conversation_id, seq);
CREATE UNIQUE INDEX message_external ON message (channel_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX message_client ON message (brand_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX message_raw ON message (raw_key) WHERE raw_key IS NOT NULL;
CREATE INDEX message_order ON message (conversation_id, occurred_at, arrival);
CREATE INDEX message_identity ON message (brand_id, identity_id, occurred_at DESC);
CREATE INDEX message_gate ON message (coalesce(next_attempt_at, held_until)) WHERE state IN ('held', 'queued', 'sending');
CREATE INDEX message_gate_conversation ON message (conversation_id, seq) WHERE state IN ('held', 'queued', 'sending', 'unconfirmed');
CREATE INDEX message_gate_channel ON message (channel_id) WHERE state IN ('queued', 'sending', 'unconfirmed', 'failed');

-- Ids under which messages may refer to this one (Message-ID, the platform's ids), and those it refers to itself,
-- so that a message that comes after its answer still finds it.
CREATE TABLE message_reference (
  channel_id uuid NOT NULL REFERENCES channel,
  reference text NOT NULL,
  own boolean NOT NULL DEFAULT true,
  message_id uuid NOT NULL REFERENCES message,
  conversation_id uuid NOT NULL REFERENCES conversation,
  brand_id uuid NOT NULL REFERENCES brand,
  PRIMARY KEY (channel_id, reference, message_id)
);
CREATE INDEX message_reference_message ON message_reference (message_id);

-- An edit, deletion or receipt that came before its message: applied when the message comes.
CREATE TABLE early_event (
  channel_id uuid NOT NULL REFERENCES channel,
  external_id text NOT NULL,
  event_id uuid NOT NULL,
  brand_id uuid NOT NULL REFERENCES brand,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (channel_id, external_id, event_id)
);
CREATE INDEX early_event_created ON early_event (created_at);

CREATE TABLE conversation_act (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  conversation_id uuid NOT NULL REFERENCES conversation,
  thread_id uuid NOT NULL REFERENCES conversation,
  at timestamptz NOT NULL,
  arrival bigint NOT NULL DEFAULT nextval('arrival_seq'),
  kind text NOT NULL,
  member_id uuid REFERENCES member,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX conversation_act_conversation ON conversation_act (conversation_id, at, arrival);

CREATE TABLE turn (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  conversation_id uuid NOT NULL REFERENCES conversation,
  channel_id uuid NOT NULL REFERENCES channel,
  medium text NOT NULL,
  person_id uuid NOT NULL,
  -- Stable over refolds: the entry that opened it, and the person.
  key text NOT NULL,
  opened_at timestamptz NOT NULL,
  opened_by_message_id uuid,
  first_of_episode boolean NOT NULL DEFAULT false,
  episode_key text,
  reopened boolean NOT NULL DEFAULT false,
  outside_hours boolean NOT NULL DEFAULT false,
  last_inbound_at timestamptz NOT NULL,
  inbound_count int NOT NULL,
  settles_at timestamptz,
  closed_at timestamptz,
  outcome text,
  answered_at timestamptz,
  answered_by_member_id uuid REFERENCES member,
  answered_by_message_id uuid,
  unconfirmed boolean NOT NULL DEFAULT false,
  wait_ms bigint,
  wait_business_ms bigint,
  target_ms bigint NOT NULL,
  answer_by timestamptz NOT NULL,
  made_by_member boolean NOT NULL DEFAULT false,
  imported boolean NOT NULL DEFAULT false,
  in_figures boolean NOT NULL DEFAULT true,
  out_of_figures text
);
CREATE UNIQUE INDEX turn_key ON turn (conversation_id, key);
CREATE INDEX turn_opened ON turn (brand_id, opened_at);
CREATE INDEX turn_person ON turn (brand_id, person_id);

CREATE TABLE episode (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  conversation_id uuid NOT NULL REFERENCES conversation,
  key text NOT NULL,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX episode_key ON episode (conversation_id, key);
CREATE INDEX episode_opened ON episode (brand_id, opened_at);

CREATE TABLE conversation_tag (
  conversation_id uuid NOT NULL REFERENCES conversation,
  tag_id uuid NOT NULL REFERENCES tag ON DELETE CASCADE,
  brand_id uuid NOT NULL REFERENCES brand,
  PRIMARY KEY (conversation_id, tag_id)
);
CREATE INDEX conversation_tag_tag ON conversation_tag (brand_id, tag_id);

CREATE TABLE conversation_read (
  conversation_id uuid NOT NULL REFERENCES conversation,
  member_id uuid NOT NULL REFERENCES member,
  brand_id uuid NOT NULL REFERENCES brand,
  seq int NOT NULL,
  PRIMARY KEY (conversation_id, member_id)
);

CREATE TABLE conversation_draft (
  conversation_id uuid NOT NULL REFERENCES conversation,
  member_id uuid NOT NULL REFERENCES member,
  brand_id uuid NOT NULL REFERENCES brand,
  draft jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, member_id)
);

CREATE TABLE attachment (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  message_id uuid REFERENCES message,
  uploaded_by uuid REFERENCES member,
  -- Uploaded through an endpoint by the sending system, until a message takes it.
  endpoint_id uuid REFERENCES endpoint,
  position int NOT NULL DEFAULT 0,
  filename text NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL DEFAULT 0,
  storage_key text,
  content_id text,
  inline boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'ready' CHECK (state IN ('pending', 'ready', 'failed')),
  reason text,
  source_url text,
  created_at timestamptz NOT NULL
);
CREATE INDEX attachment_message ON attachment (message_id, position);
CREATE INDEX attachment_storage ON attachment (storage_key);
CREATE INDEX attachment_pending ON attachment (created_at) WHERE state = 'pending';
CREATE INDEX attachment_loose ON attachment (created_at) WHERE message_id IS NULL;

-- Objects that were put, or that a row has let go of: a day later they are deleted unless some row names them.
CREATE TABLE released_object (
  key text PRIMARY KEY,
  released_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Somebody is deleting it: whoever wants to keep the same content again waits until then at most.
  deleting_until timestamptz
);
CREATE INDEX released_object_due ON released_object (released_at);
CREATE FUNCTION release_object() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  released text;
BEGIN
  EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO released USING OLD;
  INSERT INTO public.released_object (key) VALUES (released)
  ON CONFLICT (key) DO UPDATE SET released_at = excluded.released_at;
  RETURN NULL;
END $$;
CREATE TRIGGER attachment_releases AFTER DELETE OR UPDATE OF storage_key ON attachment
  FOR EACH ROW WHEN (OLD.storage_key IS NOT NULL) EXECUTE FUNCTION release_object('storage_key');
CREATE TRIGGER message_releases AFTER DELETE OR UPDATE OF raw_key ON message
  FOR EACH ROW WHEN (OLD.raw_key IS NOT NULL) EXECUTE FUNCTION release_object('raw_key');
CREATE TRIGGER inbound_delivery_releases AFTER DELETE OR UPDATE OF body_key ON inbound_delivery
  FOR EACH ROW WHEN (OLD.body_key IS NOT NULL) EXECUTE FUNCTION release_object('body_key');
`;

const outbound = `
-- Every try to send a reply: committed before the first byte leaves.
CREATE TABLE send_attempt (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  message_id uuid NOT NULL REFERENCES message,
  number int NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  outcome text,
  detail text
);
CREATE INDEX send_attempt_message ON send_attempt (message_id, number);

-- What is still to be done beside sending: look-ups of unconfirmed replies, copies in Sent, mails of the house.
CREATE TABLE outbound_task (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  message_id uuid REFERENCES message,
  kind text NOT NULL,
  -- Sealed: mails of the house carry secret links.
  payload text,
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  reason text,
  created_at timestamptz NOT NULL
);
CREATE INDEX outbound_task_due ON outbound_task (next_attempt_at);
CREATE UNIQUE INDEX outbound_task_message ON outbound_task (message_id, kind) WHERE message_id IS NOT NULL;

CREATE TABLE webhook_delivery (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  channel_id uuid NOT NULL REFERENCES channel,
  message_id uuid REFERENCES message,
  webhook_id text NOT NULL,
  event text NOT NULL,
  url text NOT NULL,
  body text NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed', 'unconfirmed')),
  attempts int NOT NULL DEFAULT 0,
  last_status int,
  last_error text,
  created_at timestamptz NOT NULL,
  next_attempt_at timestamptz,
  delivered_at timestamptz
);
CREATE INDEX webhook_delivery_channel ON webhook_delivery (channel_id, created_at DESC, id DESC);
CREATE INDEX webhook_delivery_message ON webhook_delivery (message_id);
`;

const search = `
-- Words without accents, in three readings: a brand's conversations are in German, English or anything else.
CREATE TEXT SEARCH CONFIGURATION parley_german (COPY = german);
ALTER TEXT SEARCH CONFIGURATION parley_german ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, german_stem;
CREATE TEXT SEARCH CONFIGURATION parley_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION parley_english ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION parley_simple (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION parley_simple ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, simple;
CREATE TABLE message_search (
  message_id uuid PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  brand_id uuid NOT NULL REFERENCES brand,
  conversation_id uuid NOT NULL REFERENCES conversation,
  words tsvector NOT NULL
);
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA public;
CREATE INDEX message_search_words ON message_search USING gin (brand_id, words);
-- Messages whose words are not in message_search yet, or no longer true.
CREATE TABLE message_search_due (message_id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
`;
