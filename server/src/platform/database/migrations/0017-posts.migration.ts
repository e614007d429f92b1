import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Comments under a post in every order they are read in, each an index scan; words that keep comments out of sight, and the
 * log of what they did.
 */
export class Posts1700000000017 implements MigrationInterface {
  readonly name = 'Posts1700000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(asking);
    await runner.query(comments);
    await runner.query(standing);
    await runner.query(rules);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Parley only go forward: restore a backup instead.');
  }
}

// A plain rule, and no more: a question mark outside of an address, or a beginning with which people ask without one.
const asking = `
CREATE FUNCTION asks_something(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT said ~ '[?？؟¿]' OR said ~ ('^(?:(?:@\\S+|hi|hallo|hello|hey|moin|servus|und|and|ok|okay|guten tag)[\\s,.!:]+)*(?:'
    || 'wann (?!immer)|wo (?:ist|sind|kann|bekomm|krieg|gibt|find|liegt|war)|wohin|woher|wieso|weshalb|warum|wie ?viele?|wie (?:lange|oft|teuer|kann|könn|geht|macht|komm|bekomm|kriegt|funktionier)'
    || '|was kostet|was (?:ist|sind) (?:der|die|das|denn|mit)|welche[rsmn]? |kann (?:man|ich|jemand|mir)|könn(?:t ihr|en sie|en wir|te man|te ich|ten sie|tet ihr)|habt ihr|haben sie|hat jemand|gibt(?: e|’|'')?s |seid ihr|liefert ihr|wisst ihr|weiß jemand'
    || '|when (?:is|are|will|do|does|did|can|was|were|’s|''s)|when(?:’|'')s|where (?:is|are|can|do|did|does|was)|where(?:’|'')s|why |how (?:much|many|long|often|do|does|did|can|could|is|are|to)|what (?:is|are|does|do|time|about|happened)|what(?:’|'')s|which |who (?:is|can|do)'
    || '|(?:can|could|would|will|do|does|did|are|is|has|have) (?:i|you|u|we|they|there|it|this|that|anyone|anybody|somebody|someone) |anyone (?:know|else)|any (?:idea|news|update|chance|plans)'
    || ')')
  FROM (SELECT ltrim(lower(regexp_replace(left(value, 4000), '(?:https?://|www\\.)\\S+', ' ', 'gi'))) AS said) AS s
$$;
`;

const comments = `
ALTER TABLE conversation
  -- When what began it was said, of those under a post; what newest first goes by.
  ADD COLUMN opened_at timestamptz,
  -- Something a person asked has no answer yet.
  ADD COLUMN asks boolean NOT NULL DEFAULT false,
  -- Of the most liked utterance of a person.
  ADD COLUMN likes int NOT NULL DEFAULT 0;
CREATE FUNCTION conversation_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.opened_at := NEW.last_at;
  RETURN NEW;
END $$;
CREATE TRIGGER conversation_opens BEFORE INSERT ON conversation
  FOR EACH ROW WHEN (NEW.post_id IS NOT NULL AND NEW.opened_at IS NULL) EXECUTE FUNCTION conversation_opens();

-- What was asked after our last word, and the most likes, as the messages say it now.
CREATE FUNCTION count_comments(of_conversation uuid) RETURNS void LANGUAGE sql AS $$
  UPDATE public.conversation c SET asks = s.asks, likes = s.likes
  FROM (
    SELECT coalesce(bool_or(public.asks_something(m.text)) FILTER (WHERE m.arrival > coalesce((
        SELECT max(o.arrival) FROM public.message o WHERE o.conversation_id = of_conversation AND o.direction = 'out'
          AND o.deleted_at IS NULL AND (o.state IS NULL OR o.state IN ('sent', 'delivered', 'read'))), 0)), false) AS asks,
      coalesce(max(m.likes), 0) AS likes
    FROM public.message m
    WHERE m.conversation_id = of_conversation AND m.direction = 'in' AND m.deleted_at IS NULL
      AND (m.moderation IS NULL OR m.moderation NOT IN ('spam', 'trashed', 'removed'))
  ) s
  WHERE c.id = of_conversation AND c.medium = 'comment' AND (c.asks, c.likes) IS DISTINCT FROM (s.asks, s.likes)
$$;
CREATE FUNCTION comment_said() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asking boolean := public.asks_something(NEW.text);
BEGIN
  -- Its conversation is locked, and the row rarely needs to change: most comments ask nothing and are liked by nobody yet.
  UPDATE public.conversation c SET asks = asking OR c.asks AND c.side = 'ours', likes = greatest(c.likes, coalesce(NEW.likes, 0))
  WHERE c.id = NEW.conversation_id AND c.medium = 'comment'
    AND (asking AND NOT c.asks OR c.asks AND NOT asking AND c.side <> 'ours' OR coalesce(NEW.likes, 0) > c.likes);
  RETURN NULL;
END $$;
CREATE FUNCTION comment_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.count_comments(NEW.conversation_id);
  IF OLD.conversation_id <> NEW.conversation_id THEN
    PERFORM public.count_comments(OLD.conversation_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER comment_said AFTER INSERT ON message
  FOR EACH ROW WHEN (NEW.direction = 'in' AND NEW.visibility = 'public') EXECUTE FUNCTION comment_said();
CREATE TRIGGER comment_changed AFTER UPDATE OF text, likes, moderation, deleted_at, conversation_id ON message
  FOR EACH ROW WHEN (NEW.visibility = 'public' AND NEW.direction = 'in' AND (OLD.text, OLD.likes, OLD.moderation,
    OLD.deleted_at, OLD.conversation_id) IS DISTINCT FROM (NEW.text, NEW.likes, NEW.moderation, NEW.deleted_at, NEW.conversation_id)) EXECUTE FUNCTION comment_changed();

CREATE INDEX conversation_post_waiting ON conversation (brand_id, post_id, waiting_since, id)
  WHERE post_id IS NOT NULL AND side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_post_questions ON conversation (brand_id, post_id, waiting_since, id)
  WHERE post_id IS NOT NULL AND asks AND side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_post_liked ON conversation (brand_id, post_id, likes DESC, id DESC)
  WHERE post_id IS NOT NULL AND set_aside IS NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_post_newest ON conversation (brand_id, post_id, opened_at DESC, id DESC)
  WHERE post_id IS NOT NULL AND set_aside IS NULL AND merged_into_id IS NULL;
CREATE INDEX conversation_post_aside ON conversation (brand_id, post_id, opened_at DESC, id DESC)
  WHERE post_id IS NOT NULL AND set_aside IS NOT NULL AND merged_into_id IS NULL;
CREATE INDEX post_active ON post (brand_id, updated_at DESC, id DESC);
`;

// What stands there already. Only threads under posts are looked at.
const standing = `
UPDATE conversation c SET opened_at = coalesce(s.first_at, c.created_at), asks = s.asks, likes = s.likes
FROM conversation o CROSS JOIN LATERAL (
  SELECT min(m.occurred_at) AS first_at, coalesce(max(m.likes), 0) AS likes,
    coalesce(bool_or(asks_something(m.text)) FILTER (WHERE o.side = 'ours'), false) AS asks
  FROM message m WHERE m.conversation_id = o.id AND m.direction = 'in' AND m.deleted_at IS NULL
) s
WHERE o.id = c.id AND o.post_id IS NOT NULL;
`;

const rules = `
-- Words that keep comments out of sight: of a brand, one of its channels, or one post.
CREATE TABLE word_rule (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  channel_id uuid REFERENCES channel ON DELETE CASCADE,
  post_id uuid REFERENCES post ON DELETE CASCADE,
  words text[] NOT NULL,
  whole_words boolean NOT NULL,
  -- In whose name it acts.
  created_by uuid NOT NULL REFERENCES member,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- Off: it looks at nothing any more; its log stays.
  active boolean NOT NULL DEFAULT true,
  removed_at timestamptz
);
CREATE INDEX word_rule_brand ON word_rule (brand_id, created_at DESC) WHERE removed_at IS NULL;
CREATE INDEX word_rule_channel ON word_rule (channel_id) WHERE channel_id IS NOT NULL;
CREATE INDEX word_rule_post ON word_rule (post_id) WHERE post_id IS NOT NULL;

-- What a rule did, a comment each.
CREATE TABLE word_hit (
  id uuid PRIMARY KEY,
  brand_id uuid NOT NULL REFERENCES brand,
  rule_id uuid NOT NULL REFERENCES word_rule ON DELETE CASCADE,
  message_id uuid NOT NULL REFERENCES message ON DELETE CASCADE,
  -- The word of the rule that was found.
  word text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'hidden', 'set_aside', 'left', 'failed', 'undone')),
  -- Why it was left or failed, in plain words.
  reason text,
  at timestamptz NOT NULL,
  undone_at timestamptz,
  undone_by uuid REFERENCES member
);
CREATE UNIQUE INDEX word_hit_message ON word_hit (message_id, rule_id);
CREATE INDEX word_hit_rule ON word_hit (brand_id, rule_id, at DESC, id DESC);
`;
