import type { Member } from '@parley/shared/brands.js';
import { lazy, type RefObject, Suspense, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { IconButton } from '../../ui/button.js';
import { Keys } from '../../ui/kbd.js';
import type { Values } from './placeholders.js';
import { PlainField } from './plain-field.js';
import { SuggestionList } from './suggestions.js';
import type { Trigger } from './trigger.js';
import { useTriggers } from './use-triggers.js';
import './formatted.css';
import './writing.css';
import type { FieldProps, WritingHandle } from './writing.js';

// The editor travels only where text can be formatted.
const RichField = lazy(async () => ({ default: (await import('./rich-field.js')).RichField }));

type Props = Omit<FieldProps, 'onBefore' | 'onKey' | 'list'> & {
  /** Text can be formatted here. */
  rich: boolean;
  /** What placeholders of snippets are filled in with. */
  values: Values;
  /** Colleagues can be mentioned here. */
  onMention?: ((member: { id: string; name: string }) => void) | undefined;
  /** Of them, who may see what is written here. */
  mayMention?: ((member: Member) => boolean) | undefined;
  /** The lists open beside it. */
  anchor: RefObject<HTMLElement | null>;
  /** Snippets are offered; on their own page they are not. */
  snippets?: boolean;
};

/** Where text is written, with snippets by `/`, emoji by `:`, and where it is offered, colleagues by `@`. */
export function WritingArea({
  rich,
  values,
  onMention,
  mayMention,
  anchor,
  snippets = true,
  ref,
  ...field
}: Props) {
  const { t } = useTranslation();
  const handle = useRef<WritingHandle>(null);
  useImperativeHandle(ref, () => ({
    focus: () => handle.current?.focus(),
    insert: (...piece) => handle.current?.insert(...piece),
    insertPicture: (id, name) => handle.current?.insertPicture?.(id, name),
    toBlank: () => handle.current?.toBlank() ?? false,
  }));
  const triggers = useTriggers({
    field: handle,
    allowed: offered[`${snippets}${onMention !== undefined}`] ?? none,
    values,
    onMention,
    mayMention,
  });
  const props: FieldProps = {
    ...field,
    onBefore: triggers.onBefore,
    onKey: triggers.onKey,
    list: triggers.list,
    ref: handle,
  };
  return (
    <>
      {rich ? (
        <Suspense
          fallback={
            <>
              <PlainField {...props} />
              <ToolbarToBe />
            </>
          }
        >
          <RichField {...props} />
        </Suspense>
      ) : (
        <PlainField {...props} />
      )}
      {triggers.shown && (
        <SuggestionList
          shown={triggers.shown}
          anchor={anchor}
          label={triggers.label}
          hint={
            triggers.kind === 'snippet' ? (
              <>
                <span>
                  <Keys keys="enter" /> {t('writing.insert')}
                </span>
                <Link to="/settings/snippets">{t('writing.manageSnippets')}</Link>
              </>
            ) : undefined
          }
        />
      )}
    </>
  );
}

/** Keeps the place of the toolbar, so that nothing moves when the editor comes. */
const ToolbarToBe = () => (
  <div className="writing-toolbar is-to-be" aria-hidden="true">
    <IconButton size="sm" label="" tabIndex={-1} disabled>
      {null}
    </IconButton>
  </div>
);

const none: ReadonlySet<Trigger['kind']> = new Set();
const offered: Record<string, ReadonlySet<Trigger['kind']>> = {
  truetrue: new Set(['snippet', 'emoji', 'mention']),
  truefalse: new Set(['snippet', 'emoji']),
  falsetrue: new Set(['emoji', 'mention']),
  falsefalse: new Set(['emoji']),
};
