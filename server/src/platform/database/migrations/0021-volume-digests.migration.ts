import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Past days of what was said, and of who was heard of again after a turn, digested like those of the turns. */
export class VolumeDigests1700000000021 implements MigrationInterface {
  readonly name = 'VolumeDigests1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [said, messages, heard, turns, people, conversations]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

const said = `
-- The messages of one local day, summed up; see volume-digest.ts for what the bytes say. By the hour, and beside it by post and tags,
-- too: most reports ask for neither.
CREATE TABLE volume_digest (
  brand_id uuid NOT NULL REFERENCES brand,
  day date NOT NULL,
  timezone text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  messages int NOT NULL,
  channels uuid[] NOT NULL,
  posts uuid[] NOT NULL,
  tag_sets jsonb NOT NULL,
  hourly bytea NOT NULL,
  sorted bytea NOT NULL,
  PRIMARY KEY (brand_id, day)
);
ALTER TABLE volume_digest ALTER hourly SET STORAGE EXTERNAL, ALTER sorted SET STORAGE EXTERNAL;

-- A quarter of an hour whose messages count otherwise than when its day was digested; days begin at one in every zone.
CREATE TABLE volume_digest_mark (
  brand_id uuid NOT NULL REFERENCES brand,
  quarter timestamptz NOT NULL
);
CREATE INDEX volume_digest_mark_brand ON volume_digest_mark (brand_id, quarter);
`;

// Messages younger than two days leave no mark, and pay for one comparison: days are digested three days after they ended.
const messages = `
CREATE FUNCTION mark_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.occurred_at < now() - interval '2 days' THEN
    INSERT INTO public.volume_digest_mark (brand_id, quarter)
    VALUES (OLD.brand_id, date_bin('15 minutes', OLD.occurred_at, '2000-01-01T00:00Z'));
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.occurred_at < now() - interval '2 days' THEN
    INSERT INTO public.volume_digest_mark (brand_id, quarter)
    VALUES (NEW.brand_id, date_bin('15 minutes', NEW.occurred_at, '2000-01-01T00:00Z'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER message_said_late AFTER INSERT ON message FOR EACH ROW
  WHEN (NEW.occurred_at < now() - interval '2 days' AND NEW.direction <> 'note' AND NOT NEW.history)
  EXECUTE FUNCTION mark_said();
-- Read, delivered and edited is said all the same.
CREATE TRIGGER message_said_otherwise
  AFTER UPDATE OF direction, automatic, deleted_at, state, member_id, occurred_at, history, conversation_id ON message FOR EACH ROW
  WHEN ((OLD.occurred_at < now() - interval '2 days' OR NEW.occurred_at < now() - interval '2 days')
    AND (OLD.direction, OLD.automatic IS NULL, OLD.deleted_at IS NULL, OLD.state IS NULL OR OLD.state IN ('sent', 'delivered', 'read'),
      OLD.member_id IS NULL, OLD.occurred_at, OLD.history, OLD.conversation_id)
    IS DISTINCT FROM (NEW.direction, NEW.automatic IS NULL, NEW.deleted_at IS NULL,
      NEW.state IS NULL OR NEW.state IN ('sent', 'delivered', 'read'),
      NEW.member_id IS NULL, NEW.occurred_at, NEW.history, NEW.conversation_id))
  EXECUTE FUNCTION mark_said();
CREATE TRIGGER message_said_no_more AFTER DELETE ON message FOR EACH ROW
  WHEN (OLD.occurred_at < now() - interval '2 days' AND OLD.direction <> 'note' AND NOT OLD.history)
  EXECUTE FUNCTION mark_said();
`;

const heard = `
-- People by numbers that are small enough to be columns.
CREATE SEQUENCE person_number_given AS int;
CREATE TABLE person_number (
  brand_id uuid NOT NULL REFERENCES brand,
  person_id uuid NOT NULL,
  number int NOT NULL DEFAULT nextval('person_number_given'),
  PRIMARY KEY (brand_id, person_id)
);
CREATE UNIQUE INDEX person_number_number ON person_number (number);

-- The turns of one local day after which somebody could go quiet, the latest first, in columns; see quiet-digest.ts.
CREATE TABLE quiet_digest (
  brand_id uuid NOT NULL REFERENCES brand,
  day date NOT NULL,
  timezone text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  turns int NOT NULL,
  channels uuid[] NOT NULL,
  posts uuid[] NOT NULL,
  tag_sets jsonb NOT NULL,
  heard_sets jsonb NOT NULL,
  kinds bytea NOT NULL,
  people bytea NOT NULL,
  heard_of bytea NOT NULL,
  priorities bytea NOT NULL,
  channel_of bytea NOT NULL,
  post_of bytea NOT NULL,
  tags_of bytea NOT NULL,
  undecided bytea NOT NULL,
  -- By then more of it is decided; null when all is.
  again_at timestamptz,
  PRIMARY KEY (brand_id, day)
);
ALTER TABLE quiet_digest ALTER kinds SET STORAGE EXTERNAL, ALTER people SET STORAGE EXTERNAL, ALTER heard_of SET STORAGE EXTERNAL,
  ALTER priorities SET STORAGE EXTERNAL, ALTER channel_of SET STORAGE EXTERNAL, ALTER post_of SET STORAGE EXTERNAL,
  ALTER tags_of SET STORAGE EXTERNAL, ALTER undecided SET STORAGE EXTERNAL;

CREATE TABLE quiet_digest_mark (
  brand_id uuid NOT NULL REFERENCES brand,
  quarter timestamptz NOT NULL
);
CREATE INDEX quiet_digest_mark_brand ON quiet_digest_mark (brand_id, quarter);
`;

const turns = `
CREATE FUNCTION mark_quiet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.opened_at < now() - interval '2 days' THEN
    INSERT INTO public.quiet_digest_mark (brand_id, quarter)
    VALUES (OLD.brand_id, date_bin('15 minutes', OLD.opened_at, '2000-01-01T00:00Z'));
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.opened_at < now() - interval '2 days' THEN
    INSERT INTO public.quiet_digest_mark (brand_id, quarter)
    VALUES (NEW.brand_id, date_bin('15 minutes', NEW.opened_at, '2000-01-01T00:00Z'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER turn_quiet_inserted AFTER INSERT ON turn FOR EACH ROW
  WHEN (NEW.opened_at < now() - interval '2 days') EXECUTE FUNCTION mark_quiet();
CREATE TRIGGER turn_quiet_updated AFTER UPDATE ON turn FOR EACH ROW
  WHEN ((OLD.opened_at < now() - interval '2 days' OR NEW.opened_at < now() - interval '2 days')
    AND (OLD.opened_at, OLD.person_id, OLD.conversation_id, OLD.in_figures, OLD.outcome, OLD.answered_at, OLD.closed_at, OLD.answer_by)
    IS DISTINCT FROM (NEW.opened_at, NEW.person_id, NEW.conversation_id, NEW.in_figures, NEW.outcome, NEW.answered_at, NEW.closed_at, NEW.answer_by))
  EXECUTE FUNCTION mark_quiet();
CREATE TRIGGER turn_quiet_deleted AFTER DELETE ON turn FOR EACH ROW
  WHEN (OLD.opened_at < now() - interval '2 days') EXECUTE FUNCTION mark_quiet();
`;

// Whether somebody was heard of is digested three hours after their fourteen days are over: what they say later than two hours ago
// changes nothing there, and leaves no mark.
const people = `
CREATE FUNCTION mark_heard(of_brand uuid, of_identity uuid, said_at timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.quiet_digest_mark (brand_id, quarter)
  SELECT DISTINCT of_brand, date_bin('15 minutes', t.opened_at, '2000-01-01T00:00Z')
  FROM public.identity i JOIN public.turn t ON t.brand_id = of_brand AND t.person_id = i.person_id
  WHERE i.id = of_identity AND t.opened_at < said_at AND t.opened_at < now() - interval '2 days'
    AND CASE t.outcome WHEN 'answered' THEN t.answered_at WHEN 'closed_unanswered' THEN t.closed_at ELSE t.answer_by END
      BETWEEN said_at - interval '14 days' AND said_at
$$;
CREATE FUNCTION mark_heard_late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM public.mark_heard(OLD.brand_id, OLD.identity_id, OLD.occurred_at); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM public.mark_heard(NEW.brand_id, NEW.identity_id, NEW.occurred_at); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER message_heard_late AFTER INSERT ON message FOR EACH ROW
  WHEN (NEW.direction = 'in' AND NEW.occurred_at < now() - interval '2 hours' AND NEW.automatic IS NULL AND NOT NEW.history)
  EXECUTE FUNCTION mark_heard_late();
CREATE TRIGGER message_heard_otherwise
  AFTER UPDATE OF direction, automatic, history, occurred_at, identity_id, channel_id ON message FOR EACH ROW
  WHEN ((OLD.direction = 'in' OR NEW.direction = 'in')
    AND (OLD.occurred_at < now() - interval '2 hours' OR NEW.occurred_at < now() - interval '2 hours')
    AND (OLD.direction, OLD.automatic IS NULL, OLD.history, OLD.occurred_at, OLD.identity_id, OLD.channel_id)
    IS DISTINCT FROM (NEW.direction, NEW.automatic IS NULL, NEW.history, NEW.occurred_at, NEW.identity_id, NEW.channel_id))
  EXECUTE FUNCTION mark_heard_late();
CREATE TRIGGER message_heard_no_more AFTER DELETE ON message FOR EACH ROW
  WHEN (OLD.direction = 'in' AND OLD.occurred_at < now() - interval '2 hours' AND OLD.automatic IS NULL AND NOT OLD.history)
  EXECUTE FUNCTION mark_heard_late();

-- What an identity says is said by another person from now on, and was by another until now.
CREATE FUNCTION mark_regrouped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.quiet_digest_mark (brand_id, quarter)
  SELECT DISTINCT brand_id, date_bin('15 minutes', opened_at, '2000-01-01T00:00Z') FROM public.turn
  WHERE brand_id = NEW.brand_id AND person_id IN (OLD.person_id, NEW.person_id) AND opened_at < now() - interval '2 days';
  RETURN NULL;
END $$;
CREATE TRIGGER identity_regrouped AFTER UPDATE OF person_id ON identity FOR EACH ROW
  WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id) EXECUTE FUNCTION mark_regrouped();
`;

// Everything in a conversation is counted under its tags, post and priority. A tag may be taken from very many at once: they are
// marked together, each found by its index however many they were the last time.
const conversations = `
CREATE FUNCTION mark_tagged_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.volume_digest_mark (brand_id, quarter)
  SELECT DISTINCT c.brand_id, m.quarter FROM (SELECT DISTINCT brand_id, conversation_id FROM changed) AS c
  CROSS JOIN LATERAL (
    SELECT date_bin('15 minutes', occurred_at, '2000-01-01T00:00Z') AS quarter FROM public.message
    WHERE conversation_id = c.conversation_id AND occurred_at < now() - interval '2 days' OFFSET 0) AS m;
  INSERT INTO public.quiet_digest_mark (brand_id, quarter)
  SELECT DISTINCT c.brand_id, t.quarter FROM (SELECT DISTINCT brand_id, conversation_id FROM changed) AS c
  CROSS JOIN LATERAL (
    SELECT date_bin('15 minutes', opened_at, '2000-01-01T00:00Z') AS quarter FROM public.turn
    WHERE conversation_id = c.conversation_id AND opened_at < now() - interval '2 days' OFFSET 0) AS t;
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_tag_days AFTER INSERT ON conversation_tag REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION mark_tagged_days();
CREATE TRIGGER conversation_tag_no_more_days AFTER DELETE ON conversation_tag REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION mark_tagged_days();

CREATE FUNCTION mark_sorted_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.volume_digest_mark (brand_id, quarter)
  SELECT DISTINCT NEW.brand_id, date_bin('15 minutes', occurred_at, '2000-01-01T00:00Z') FROM public.message
  WHERE conversation_id = NEW.id AND occurred_at < now() - interval '2 days';
  INSERT INTO public.quiet_digest_mark (brand_id, quarter)
  SELECT DISTINCT NEW.brand_id, date_bin('15 minutes', opened_at, '2000-01-01T00:00Z') FROM public.turn
  WHERE conversation_id = NEW.id AND opened_at < now() - interval '2 days';
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_sorted_days AFTER UPDATE OF priority, post_id, channel_id, medium ON conversation FOR EACH ROW
  WHEN ((OLD.priority, OLD.post_id, OLD.channel_id, OLD.medium) IS DISTINCT FROM (NEW.priority, NEW.post_id, NEW.channel_id, NEW.medium))
  EXECUTE FUNCTION mark_sorted_days();
`;
