import type { PostSummary } from '@parley/shared/posts.js';
import type { WordHit, WordRuleView } from '@parley/shared/word-rules.js';
import { EyeOff, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Badge } from '../../../ui/badge.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Select, Switch, TextArea } from '../../../ui/field.js';
import { useChannels } from '../../data/lookups.js';
import { useMay } from '../../data/session.js';
import { useChangeWordRules, useWordHits, useWordPreview, useWordRules } from './word-rules-api.js';
import './word-rules.css';

const typingMs = 350;
type Scope = 'post' | 'channel' | 'brand';

/** One word or phrase a line, or between commas. */
export const wordsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;]+/)
      .map((word) => word.trim())
      .filter(Boolean),
  ),
];

/** Words that keep comments out of sight: what they would find is seen before they are put to work. */
export function WordRulesDialog({ post, onClose }: { post: PostSummary; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState('');
  const [typed, setTyped] = useState('');
  const [wholeWords, setWhole] = useState(true);
  const [existing, setExisting] = useState(true);
  const [scope, setScope] = useState<Scope>('post');
  const mayAll = useMay('workflow.manage');
  const rules = useWordRules(post.id);
  const change = useChangeWordRules(post.id);
  const channel = useChannels().data?.find(({ id }) => id === post.channel.id);
  const hides = channel?.capabilities.includes('hides') ?? false;
  useEffect(() => {
    const timer = window.setTimeout(() => setTyped(text), typingMs);
    return () => window.clearTimeout(timer);
  }, [text]);
  const place = useMemo(
    () =>
      scope === 'post' ? { postId: post.id } : scope === 'channel' ? { channelId: post.channel.id } : {},
    [scope, post.id, post.channel.id],
  );
  const input = useMemo(() => {
    const words = wordsIn(typed);
    return words.length === 0 ? null : { words, wholeWords, ...place };
  }, [typed, wholeWords, place]);
  const preview = useWordPreview(input);
  const shown = input ? preview.data : undefined;
  const number = (value: number) => formatNumber(i18n.language, value);
  const words = wordsIn(text);
  const create = () =>
    change.mutate(
      { do: 'create', rule: { words, wholeWords, existing, ...place } },
      { onSuccess: () => setText('') },
    );
  return (
    <Dialog
      title={t('posts.words.title')}
      description={t(hides ? 'posts.words.textHides' : 'posts.words.textAside')}
      size="lg"
      onClose={onClose}
    >
      <div className="words">
        <form
          className="words-form"
          onSubmit={(event) => {
            event.preventDefault();
            create();
          }}
        >
          <Field label={t('posts.words.words')} hint={t('posts.words.wordsHint')}>
            <TextArea rows={3} value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
          <div className="words-how">
            <Field label={t('posts.words.where')}>
              <Select value={scope} onChange={(event) => setScope(event.target.value as Scope)}>
                <option value="post">{t('posts.words.post')}</option>
                {mayAll && (
                  <option value="channel">{t('posts.words.channel', { name: post.channel.name })}</option>
                )}
                {mayAll && <option value="brand">{t('posts.words.brand')}</option>}
              </Select>
            </Field>
            <Switch
              label={t('posts.words.whole')}
              checked={wholeWords}
              onChange={() => setWhole(!wholeWords)}
            />
            <Switch
              label={t('posts.words.existing')}
              checked={existing}
              onChange={() => setExisting(!existing)}
            />
          </div>
          <div className="words-preview" role="status">
            {shown && (
              <>
                <p className="words-would">
                  {t('posts.words.would', {
                    count: shown.hits,
                    number: number(shown.hits),
                    of: number(shown.looked),
                  })}
                </p>
                {shown.sample.length > 0 && (
                  <ul className="words-sample">
                    {shown.sample.slice(0, 6).map((one) => (
                      <li key={one.messageId} className="truncate" dir="auto">
                        <b>{one.name}</b> {one.text}
                      </li>
                    ))}
                  </ul>
                )}
              </>
            )}
          </div>
          <Button
            type="submit"
            variant="primary"
            icon={<EyeOff />}
            className="words-save"
            busy={change.isPending && change.variables.do === 'create'}
            disabled={words.length === 0}
          >
            {t(hides ? 'posts.words.hide' : 'posts.words.aside')}
          </Button>
        </form>
        {rules.data && rules.data.length > 0 && (
          <section className="words-rules">
            <h3>{t('posts.words.rules')}</h3>
            <ul>
              {rules.data.map((rule) => (
                <Rule
                  key={rule.id}
                  rule={rule}
                  may={rule.postId !== null || mayAll}
                  change={change}
                  where={
                    rule.postId
                      ? t('posts.words.post')
                      : rule.channelId
                        ? t('posts.words.channel', { name: post.channel.name })
                        : t('posts.words.brand')
                  }
                />
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  );
}

type RuleProps = {
  rule: WordRuleView;
  where: string;
  /** Only whoever could have made it changes it. */
  may: boolean;
  change: ReturnType<typeof useChangeWordRules>;
};

function Rule({ rule, where, may, change }: RuleProps) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <li className="words-rule">
      <div className="words-rule-top">
        <span className="words-list" dir="auto">
          {rule.words.join(', ')}
        </span>
        <Switch
          label={t('posts.words.on')}
          checked={rule.active}
          disabled={!may}
          onChange={() => change.mutate({ do: 'switch', id: rule.id, active: !rule.active })}
        />
        <IconButton
          size="sm"
          label={t('posts.words.remove', { words: rule.words.join(', ') })}
          disabled={!may}
          onClick={() => change.mutate({ do: 'remove', id: rule.id })}
        >
          <Trash2 />
        </IconButton>
      </div>
      <p className="words-about">
        {[where, rule.createdBy, rule.wholeWords ? null : t('posts.words.parts')].filter(Boolean).join(' · ')}
        <button type="button" className="words-log" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('posts.words.hits', { count: rule.hits, number: formatNumber(i18n.language, rule.hits) })}
        </button>
        {rule.failed > 0 && <Badge tone="bad">{t('posts.words.failed', { count: rule.failed })}</Badge>}
      </p>
      {open && <Log rule={rule} change={change} />}
    </li>
  );
}

const standing = (hit: WordHit) => ['pending', 'hidden', 'set_aside'].includes(hit.state);

function Log({ rule, change }: Pick<RuleProps, 'rule' | 'change'>) {
  const { t } = useTranslation();
  const log = useWordHits(rule.id);
  const hits = log.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="words-hits">
      {log.isSuccess && hits.length === 0 && <p className="words-about">{t('posts.words.none')}</p>}
      <ul>
        {hits.map((hit) => (
          <li key={hit.id}>
            <span className="words-hit truncate" dir="auto" title={hit.reason ?? hit.text}>
              <b>{hit.name}</b> {hit.text}
            </span>
            <Badge tone={hit.state === 'failed' ? 'bad' : 'neutral'}>
              {t(`posts.words.states.${hit.state}`)}
            </Badge>
            {standing(hit) && (
              <IconButton
                size="sm"
                label={t('posts.words.bringBack', { name: hit.name })}
                onClick={() => change.mutate({ do: 'undo', id: rule.id, hitIds: [hit.id] })}
              >
                <Undo2 />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <div className="words-log-acts">
        {log.hasNextPage && (
          <Button size="sm" variant="ghost" busy={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
            {t('posts.words.more')}
          </Button>
        )}
        {hits.some(standing) && (
          <Button
            size="sm"
            icon={<Undo2 />}
            busy={change.isPending && change.variables.do === 'undo'}
            onClick={() => change.mutate({ do: 'undo', id: rule.id })}
          >
            {t('posts.words.bringAllBack')}
          </Button>
        )}
      </div>
    </div>
  );
}
