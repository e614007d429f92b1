import type { PostSummary } from '@parley/shared/posts.js';
import type { WordRuleView } from '@parley/shared/word-rules.js';
import type { TFunction } from 'i18next';
import { EyeOff } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Select, Switch, TextArea } from '../../../ui/field.js';
import { useMay, useSeat } from '../../data/session.js';
import { WordRuleRow } from './word-rule-row.js';
import { useChangeWordRules, useWordPreview, useWordRules } from './word-rules-api.js';
import { useWordsWay } from './words-way.js';
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
  const way = useWordsWay(post);
  const owner = useSeat().role === 'owner';
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
      title={t(`posts.words.open.${way}`)}
      description={t(`posts.words.text.${way}`)}
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
                {mayAll && (
                  <option value="brand">{t(owner ? 'posts.words.brand' : 'posts.words.brandSeen')}</option>
                )}
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
            {t(way === 'hides' ? 'posts.words.hide' : 'posts.words.aside')}
          </Button>
        </form>
        {rules.data && rules.data.length > 0 && (
          <section className="words-rules">
            <h3>{t('posts.words.rules')}</h3>
            <ul>
              {rules.data.map((rule) => (
                <WordRuleRow
                  key={rule.id}
                  rule={rule}
                  may={rule.postId !== null || mayAll}
                  change={change}
                  where={placeOf(rule, post, t)}
                />
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  );
}

function placeOf(rule: WordRuleView, post: PostSummary, t: TFunction): string {
  if (rule.postId) return t('posts.words.post');
  if (rule.channelId) return t('posts.words.channel', { name: post.channel.name });
  return rule.byOwner ? t('posts.words.brand') : t('posts.words.brandSeenBy', { name: rule.createdBy });
}
