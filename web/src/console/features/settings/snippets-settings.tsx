import type { Snippet } from '@parley/shared/brands.js';
import { Plus, TextQuote } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { Input } from '../../../ui/field.js';
import { StateMessage } from '../../../ui/state-message.js';
import { useMay } from '../../data/session.js';
import { findSnippets, useDeleteSnippet, useSnippets } from '../../writing/snippets-api.js';
import { Loaded } from './loaded.js';
import { SnippetForm } from './snippet-form.js';
import './snippets-settings.css';

export function SnippetsSettings() {
  const { t } = useTranslation();
  const snippets = useSnippets();
  const mayManage = useMay('workflow.manage');
  const [query, setQuery] = useState('');
  const [editing, setEditing] = useState<Snippet | 'new' | null>(null);
  return (
    <>
      <div className="snippets-head">
        <Input
          type="search"
          aria-label={t('snippets.search')}
          placeholder={t('snippets.search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Button variant="primary" icon={<Plus />} onClick={() => setEditing('new')}>
          {t('snippets.new')}
        </Button>
      </div>
      <Loaded query={snippets}>
        {(rows) => {
          const found = findSnippets(rows, query);
          if (rows.length === 0)
            return (
              <StateMessage compact icon={<TextQuote />} title={t('snippets.none')}>
                {t('snippets.noneText')}
              </StateMessage>
            );
          if (found.length === 0) return <p className="section-text">{t('snippets.notFound')}</p>;
          return (
            <ul className="rows">
              {found.map((snippet) => (
                <SnippetRow
                  key={snippet.id}
                  snippet={snippet}
                  mayChange={!snippet.shared || mayManage}
                  onEdit={() => setEditing(snippet)}
                />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {editing && (
        <SnippetForm
          snippet={editing === 'new' ? null : editing}
          mayShare={mayManage}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

function SnippetRow({
  snippet,
  mayChange,
  onEdit,
}: {
  snippet: Snippet;
  mayChange: boolean;
  onEdit: () => void;
}) {
  const { t } = useTranslation();
  const remove = useDeleteSnippet();
  const [asking, setAsking] = useState(false);
  const words = (
    <>
      <span className="snippet-name">
        <span className="truncate">{snippet.name}</span>
        {snippet.shortcut && <code className="snippet-shortcut">/{snippet.shortcut}</code>}
        <Badge>{t(snippet.shared ? 'snippets.shared' : 'snippets.own')}</Badge>
      </span>
      <span className="snippet-text">{snippet.body}</span>
    </>
  );
  return (
    <li>
      {mayChange ? (
        <button type="button" className="row-main snippet-row" onClick={onEdit}>
          {words}
        </button>
      ) : (
        <div className="row-main snippet-row">{words}</div>
      )}
      {mayChange && (
        <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
          {t('ui.delete')}
        </Button>
      )}
      {asking && (
        <Confirm
          title={t('snippets.deleteTitle', { name: snippet.name })}
          description={t('snippets.deleteText')}
          action={t('ui.delete')}
          danger
          onConfirm={() => remove.mutateAsync(snippet.id)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
