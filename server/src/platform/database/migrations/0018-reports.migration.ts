import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What reports are made of beside the turns: digests of past days, the switch per member, figures counted anew. */
export class Reports1700000000018 implements MigrationInterface {
  readonly name = 'Reports1700000000018';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [indexes, settings, digests, marks, recomputations]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const indexes = `
-- Open turns are read one by one: how long they have waited changes all the time.
CREATE INDEX turn_open ON turn (brand_id, opened_at) WHERE outcome IS NULL;
CREATE INDEX message_said ON message (brand_id, occurred_at) WHERE direction <> 'note';
`;

const settings = `
CREATE TABLE report_setting (
  brand_id uuid PRIMARY KEY REFERENCES brand,
  per_member boolean NOT NULL DEFAULT false,
  changed_at timestamptz NOT NULL,
  changed_by uuid REFERENCES member
);
`;

const digests = `
-- The closed turns of one local day in columns: entry n of each is the nth turn; see turn-digest.ts for what the bytes say.
CREATE TABLE turn_digest (
  brand_id uuid NOT NULL REFERENCES brand,
  day date NOT NULL,
  timezone text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  turns int NOT NULL,
  channels uuid[] NOT NULL,
  members uuid[] NOT NULL,
  posts uuid[] NOT NULL,
  tag_sets jsonb NOT NULL,
  reasons text[] NOT NULL,
  kinds bytea NOT NULL,
  hours bytea NOT NULL,
  left_out bytea NOT NULL,
  priorities bytea NOT NULL,
  channel_of bytea NOT NULL,
  member_of bytea NOT NULL,
  post_of bytea NOT NULL,
  tags_of bytea NOT NULL,
  wall bytea NOT NULL,
  business bytea NOT NULL,
  PRIMARY KEY (brand_id, day)
);
-- Read as a whole and often: unpacking would cost more than it saves.
ALTER TABLE turn_digest ALTER kinds SET STORAGE EXTERNAL, ALTER hours SET STORAGE EXTERNAL, ALTER left_out SET STORAGE EXTERNAL,
  ALTER priorities SET STORAGE EXTERNAL, ALTER channel_of SET STORAGE EXTERNAL, ALTER member_of SET STORAGE EXTERNAL,
  ALTER post_of SET STORAGE EXTERNAL, ALTER tags_of SET STORAGE EXTERNAL, ALTER wall SET STORAGE EXTERNAL,
  ALTER business SET STORAGE EXTERNAL;
`;

// Only rows are ever added, so that nobody waits for anybody; a digest is believed only while no mark of its day is there.
const marks = `
-- A quarter of an hour whose turns have changed since its day was digested, or before: days begin at one in every zone. What is younger than two days leaves none: days are
-- digested three days after they ended.
CREATE TABLE turn_digest_mark (
  brand_id uuid NOT NULL REFERENCES brand,
  quarter timestamptz NOT NULL
);
CREATE INDEX turn_digest_mark_brand ON turn_digest_mark (brand_id, quarter);

CREATE FUNCTION mark_turn_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.opened_at < now() - interval '2 days' THEN
    INSERT INTO public.turn_digest_mark (brand_id, quarter) VALUES (OLD.brand_id, date_bin('15 minutes', OLD.opened_at, '2000-01-01T00:00Z'));
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.opened_at < now() - interval '2 days' THEN
    INSERT INTO public.turn_digest_mark (brand_id, quarter) VALUES (NEW.brand_id, date_bin('15 minutes', NEW.opened_at, '2000-01-01T00:00Z'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER turn_marks_inserted AFTER INSERT ON turn FOR EACH ROW
  WHEN (NEW.opened_at < now() - interval '2 days') EXECUTE FUNCTION mark_turn_digest();
CREATE TRIGGER turn_marks_updated AFTER UPDATE ON turn FOR EACH ROW
  WHEN (OLD.opened_at < now() - interval '2 days' OR NEW.opened_at < now() - interval '2 days')
  EXECUTE FUNCTION mark_turn_digest();
CREATE TRIGGER turn_marks_deleted AFTER DELETE ON turn FOR EACH ROW
  WHEN (OLD.opened_at < now() - interval '2 days') EXECUTE FUNCTION mark_turn_digest();

-- Tags, post and priority are the conversation's: all its turns are counted under them.
CREATE FUNCTION mark_turns_of(conversation uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.turn_digest_mark (brand_id, quarter)
  SELECT DISTINCT brand_id, date_bin('15 minutes', opened_at, '2000-01-01T00:00Z') FROM public.turn
  WHERE conversation_id = conversation AND opened_at < now() - interval '2 days'
$$;
CREATE FUNCTION mark_tagged_turns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN PERFORM public.mark_turns_of(NEW.conversation_id);
  ELSE PERFORM public.mark_turns_of(OLD.conversation_id); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_tag_marks AFTER INSERT OR DELETE ON conversation_tag FOR EACH ROW
  EXECUTE FUNCTION mark_tagged_turns();
CREATE FUNCTION mark_sorted_turns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.mark_turns_of(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_marks AFTER UPDATE OF priority, post_id ON conversation FOR EACH ROW
  WHEN (OLD.priority IS DISTINCT FROM NEW.priority OR OLD.post_id IS DISTINCT FROM NEW.post_id)
  EXECUTE FUNCTION mark_sorted_turns();
`;

const recomputations = `
-- Hours and targets that a manager let hold for a period afterwards: the versions they name, instead of those of the time.
CREATE TABLE policy_override (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  calendar_id uuid NOT NULL REFERENCES calendar,
  target_set_id uuid NOT NULL REFERENCES target_set,
  created_at timestamptz NOT NULL
);
CREATE INDEX policy_override_brand ON policy_override (brand_id, created_at);

CREATE TABLE recomputation (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  from_day date NOT NULL,
  to_day date NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  done int NOT NULL DEFAULT 0,
  total int NOT NULL,
  -- The last conversation counted anew: the next ones have larger ids.
  reached uuid,
  attempts int NOT NULL DEFAULT 0,
  lease_until timestamptz,
  reason text,
  requested_by uuid REFERENCES member,
  requested_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX recomputation_brand ON recomputation (brand_id, requested_at DESC);
CREATE INDEX recomputation_due ON recomputation (requested_at) WHERE state IN ('waiting', 'running');
`;
