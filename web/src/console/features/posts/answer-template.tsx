import { Braces, SquareSlash } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, TextArea } from '../../../ui/field.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { knownPlaceholders } from '../../writing/placeholders.js';
import { useSnippets } from '../../writing/snippets-api.js';

type Props = { value: string; disabled: boolean; onChange: (value: string) => void };

/** What all of them are told, with placeholders for what differs. */
export function AnswerTemplate({ value, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const snippets = useSnippets().data ?? [];
  // Words go on behind the greeting, not before it.
  useLayoutEffect(() => {
    const end = field.current?.value.length ?? 0;
    field.current?.setSelectionRange(end, end);
  }, []);
  const insert = (text: string) => {
    const element = field.current;
    const [from, to] = element
      ? [element.selectionStart, element.selectionEnd]
      : [value.length, value.length];
    onChange(value.slice(0, from) + text + value.slice(to));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + text.length, from + text.length);
    });
  };
  return (
    <div className="answer-template">
      <Field label={t('posts.answer.words')}>
        <TextArea
          ref={field}
          rows={5}
          data-autofocus
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
      <div className="answer-insert">
        <MenuButton
          label={t('posts.answer.placeholder')}
          size="sm"
          variant="ghost"
          icon={<Braces />}
          placement="bottom-start"
          entries={knownPlaceholders
            .filter((name) => name !== 'conversation.subject')
            .map((name) => ({
              id: name,
              label: t(`snippets.field.${name}`),
              onSelect: () =>
                insert(
                  name === 'person.firstName' ? `{{${name}|${t('posts.answer.fallback')}}}` : `{{${name}}}`,
                ),
            }))}
        />
        {snippets.length > 0 && (
          <MenuButton
            label={t('writing.snippetButton')}
            size="sm"
            variant="ghost"
            icon={<SquareSlash />}
            placement="bottom-start"
            entries={snippets.map((snippet) => ({
              id: snippet.id,
              label: snippet.name,
              onSelect: () => insert(snippet.body),
            }))}
          />
        )}
      </div>
    </div>
  );
}
