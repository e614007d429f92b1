import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports of resolution over long periods: sums on episodes, and digests of past days. */
export class EpisodeDigests1700000000020 implements MigrationInterface {
  readonly name = 'EpisodeDigests1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [sums, forgotten, digests, marks]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

// No row is written: what has no sums yet is summed up when it is read, until a chore has been there.
const sums = `
ALTER TABLE episode
  -- Of its turns and of who was assigned, together; only of closed ones. Null until counted, and again when any of it changes.
  ADD COLUMN messages int,
  ADD COLUMN waited_ms bigint,
  ADD COLUMN answered int,
  ADD COLUMN unanswered int,
  ADD COLUMN hand_overs int;
CREATE INDEX episode_open ON episode (brand_id, opened_at) WHERE closed_at IS NULL;
CREATE INDEX episode_uncounted ON episode (brand_id, opened_at, id) WHERE closed_at IS NOT NULL AND messages IS NULL;
`;

// Sums are counted under the conversation's lock, so that nothing changes between counting and keeping.
const forgotten = `
CREATE FUNCTION forget_own_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.messages := NULL; NEW.waited_ms := NULL; NEW.answered := NULL; NEW.unanswered := NULL; NEW.hand_overs := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER episode_forgets BEFORE UPDATE ON episode FOR EACH ROW
  WHEN (OLD.messages IS NOT NULL
    AND (OLD.conversation_id, OLD.opened_at, OLD.closed_at) IS DISTINCT FROM (NEW.conversation_id, NEW.opened_at, NEW.closed_at))
  EXECUTE FUNCTION forget_own_sums();

CREATE FUNCTION forget_sums(of_conversation uuid, of_key text) RETURNS void LANGUAGE sql AS $$
  UPDATE public.episode SET messages = NULL, waited_ms = NULL, answered = NULL, unanswered = NULL, hand_overs = NULL
  WHERE conversation_id = of_conversation AND key = of_key AND messages IS NOT NULL
$$;
CREATE FUNCTION turn_forgets_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM public.forget_sums(OLD.conversation_id, OLD.episode_key); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM public.forget_sums(NEW.conversation_id, NEW.episode_key); END IF;
  RETURN NULL;
END $$;
-- An open turn stands in a closed episode only when it was brought back: what people write costs nothing here.
CREATE TRIGGER turn_inserted_forgets AFTER INSERT ON turn FOR EACH ROW
  WHEN (NEW.outcome IS NOT NULL OR NEW.reopened) EXECUTE FUNCTION turn_forgets_sums();
CREATE TRIGGER turn_updated_forgets AFTER UPDATE ON turn FOR EACH ROW
  WHEN ((OLD.outcome IS NOT NULL OR NEW.outcome IS NOT NULL OR NEW.reopened)
    AND (OLD.conversation_id, OLD.episode_key, OLD.opened_at, OLD.closed_at, OLD.outcome, OLD.inbound_count)
      IS DISTINCT FROM (NEW.conversation_id, NEW.episode_key, NEW.opened_at, NEW.closed_at, NEW.outcome, NEW.inbound_count))
  EXECUTE FUNCTION turn_forgets_sums();
CREATE TRIGGER turn_deleted_forgets AFTER DELETE ON turn FOR EACH ROW EXECUTE FUNCTION turn_forgets_sums();

CREATE FUNCTION forget_assigned(of_conversation uuid, assigned_at timestamptz) RETURNS void LANGUAGE sql AS $$
  UPDATE public.episode SET messages = NULL, waited_ms = NULL, answered = NULL, unanswered = NULL, hand_overs = NULL
  WHERE conversation_id = of_conversation AND closed_at >= assigned_at AND messages IS NOT NULL
$$;
CREATE FUNCTION assignment_forgets_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM public.forget_assigned(OLD.conversation_id, OLD.at); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM public.forget_assigned(NEW.conversation_id, NEW.at); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER assigned_forgets AFTER INSERT ON conversation_act FOR EACH ROW
  WHEN (NEW.kind = 'assigned') EXECUTE FUNCTION assignment_forgets_sums();
CREATE TRIGGER reassigned_forgets AFTER UPDATE OF conversation_id, at, kind, details ON conversation_act FOR EACH ROW
  WHEN (OLD.kind = 'assigned' OR NEW.kind = 'assigned') EXECUTE FUNCTION assignment_forgets_sums();
CREATE TRIGGER unassigned_forgets AFTER DELETE ON conversation_act FOR EACH ROW
  WHEN (OLD.kind = 'assigned') EXECUTE FUNCTION assignment_forgets_sums();
`;

const digests = `
-- The closed episodes of one local day in columns: entry n of each is the nth episode; see episode-digest.ts for what the bytes say.
CREATE TABLE episode_digest (
  brand_id uuid NOT NULL REFERENCES brand,
  day date NOT NULL,
  timezone text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  episodes int NOT NULL,
  -- Until then some of them may still be reopened in time to be unsolved; null: it is known of all.
  undecided_until timestamptz,
  channels uuid[] NOT NULL,
  posts uuid[] NOT NULL,
  tag_sets jsonb NOT NULL,
  reasons text[] NOT NULL,
  kinds bytea NOT NULL,
  left_out bytea NOT NULL,
  priorities bytea NOT NULL,
  channel_of bytea NOT NULL,
  post_of bytea NOT NULL,
  tags_of bytea NOT NULL,
  took bytea NOT NULL,
  costs bytea NOT NULL,
  undecided bytea NOT NULL,
  PRIMARY KEY (brand_id, day)
);
-- Read as a whole and often: unpacking would cost more than it saves.
ALTER TABLE episode_digest ALTER kinds SET STORAGE EXTERNAL, ALTER left_out SET STORAGE EXTERNAL,
  ALTER priorities SET STORAGE EXTERNAL, ALTER channel_of SET STORAGE EXTERNAL, ALTER post_of SET STORAGE EXTERNAL,
  ALTER tags_of SET STORAGE EXTERNAL, ALTER took SET STORAGE EXTERNAL, ALTER costs SET STORAGE EXTERNAL,
  ALTER undecided SET STORAGE EXTERNAL;
`;

// As of turns: only rows are ever added, and what is younger than two days leaves none.
const marks = `
CREATE TABLE episode_digest_mark (
  brand_id uuid NOT NULL REFERENCES brand,
  quarter timestamptz NOT NULL
);
CREATE INDEX episode_digest_mark_brand ON episode_digest_mark (brand_id, quarter);

CREATE FUNCTION mark_episode_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.opened_at < now() - interval '2 days' THEN
    INSERT INTO public.episode_digest_mark (brand_id, quarter) VALUES (OLD.brand_id, date_bin('15 minutes', OLD.opened_at, '2000-01-01T00:00Z'));
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.opened_at < now() - interval '2 days' THEN
    INSERT INTO public.episode_digest_mark (brand_id, quarter) VALUES (NEW.brand_id, date_bin('15 minutes', NEW.opened_at, '2000-01-01T00:00Z'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER episode_marks_inserted AFTER INSERT ON episode FOR EACH ROW
  WHEN (NEW.opened_at < now() - interval '2 days') EXECUTE FUNCTION mark_episode_digest();
-- Sums that are there for the first time change nothing: a day is digested only when all of it is counted.
CREATE TRIGGER episode_marks_updated AFTER UPDATE ON episode FOR EACH ROW
  WHEN ((OLD.opened_at < now() - interval '2 days' OR NEW.opened_at < now() - interval '2 days')
    AND (OLD.messages IS NOT NULL OR (OLD.conversation_id, OLD.opened_at, OLD.closed_at, OLD.details)
      IS DISTINCT FROM (NEW.conversation_id, NEW.opened_at, NEW.closed_at, NEW.details)))
  EXECUTE FUNCTION mark_episode_digest();
CREATE TRIGGER episode_marks_deleted AFTER DELETE ON episode FOR EACH ROW
  WHEN (OLD.opened_at < now() - interval '2 days') EXECUTE FUNCTION mark_episode_digest();

-- Tags, post and priority are the conversation's: all its episodes are counted under them.
CREATE FUNCTION mark_episodes_of(conversation uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.episode_digest_mark (brand_id, quarter)
  SELECT DISTINCT brand_id, date_bin('15 minutes', opened_at, '2000-01-01T00:00Z') FROM public.episode
  WHERE conversation_id = conversation AND opened_at < now() - interval '2 days'
$$;
CREATE FUNCTION mark_tagged_episodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN PERFORM public.mark_episodes_of(NEW.conversation_id);
  ELSE PERFORM public.mark_episodes_of(OLD.conversation_id); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_tag_marks_episodes AFTER INSERT OR DELETE ON conversation_tag FOR EACH ROW
  EXECUTE FUNCTION mark_tagged_episodes();
CREATE FUNCTION mark_sorted_episodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.mark_episodes_of(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_marks_episodes AFTER UPDATE OF priority, post_id ON conversation FOR EACH ROW
  WHEN (OLD.priority IS DISTINCT FROM NEW.priority OR OLD.post_id IS DISTINCT FROM NEW.post_id)
  EXECUTE FUNCTION mark_sorted_episodes();
`;
