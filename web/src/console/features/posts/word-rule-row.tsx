import type { WordHit, WordRuleView } from '@parley/shared/word-rules.js';
import { Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Badge } from '../../../ui/badge.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Switch } from '../../../ui/field.js';
import { toast } from '../../../ui/toast.js';
import { type useChangeWordRules, useWordHits } from './word-rules-api.js';

type Props = {
  rule: WordRuleView;
  where: string;
  /** Only whoever could have made it changes it. */
  may: boolean;
  change: ReturnType<typeof useChangeWordRules>;
};

/** A rule at work, and what it has put out of sight. */
export function WordRuleRow({ rule, where, may, change }: Props) {
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

function Log({ rule, change }: Pick<Props, 'rule' | 'change'>) {
  const { t } = useTranslation();
  const log = useWordHits(rule.id);
  const undo = (hitIds?: string[]) =>
    change.mutate(
      { do: 'undo', id: rule.id, ...(hitIds && { hitIds }) },
      {
        onSuccess: ({ failed }) => {
          if (failed > 0) toast.show({ tone: 'error', text: t('posts.words.notBack', { count: failed }) });
        },
      },
    );
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
                onClick={() => undo([hit.id])}
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
            onClick={() => undo()}
          >
            {t('posts.words.bringAllBack')}
          </Button>
        )}
      </div>
    </div>
  );
}
