import type { Member as Colleague, Snippet } from '@parley/shared/brands.js';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.js';
import { matches } from '../../ui/match.js';
import { useMembers } from '../data/lookups.js';
import { useSeat } from '../data/session.js';
import {
  type Emoji,
  findEmoji,
  inTone,
  loadEmoji,
  noteRecent,
  readTone,
  recentOf,
} from './emoji/emoji-data.js';
import { blanksOf, escapeHtml, fillIn, type Values } from './placeholders.js';
import { findSnippets, useSnippets } from './snippets-api.js';
import { type Suggestion, useSuggestions } from './suggestions.js';
import { closedName, type Trigger, triggerAt } from './trigger.js';
import type { Writing, WritingHandle } from './writing.js';

type Member = { id: string; name: string };
type Options = {
  field: RefObject<WritingHandle | null>;
  allowed: ReadonlySet<Trigger['kind']>;
  values: Values;
  onMention?: ((member: Member) => void) | undefined;
  /** Whoever may not see the conversation is not offered. */
  mayMention?: ((member: Colleague) => boolean) | undefined;
};

const mostShown = 30;

/** What `/`, `:` and `@` offer at the caret, and putting it there. */
export function useTriggers({ field, allowed, values, onMention, mayMention }: Options) {
  const { t } = useTranslation();
  const [before, setBefore] = useState<string | null>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const found = before === null ? null : triggerAt(before, allowed);
  // A list that was closed stays closed while this word is typed on.
  const start = found && before !== null ? before.slice(0, before.length - found.query.length) : null;
  const trigger = found && start !== dismissed ? found : null;
  const nothing = found === null;
  useEffect(() => {
    if (nothing) setDismissed(null);
  }, [nothing]);

  const kind = trigger?.kind;
  const emoji = useEmoji(kind === 'emoji' || (before?.includes(':') ?? false));
  const snippets = useSnippets(kind === 'snippet');
  const { memberId } = useSeat();
  const members = useMembers();

  // `:tada:` needs no list.
  useEffect(() => {
    const name = before === null || !allowed.has('emoji') ? null : closedName(before);
    const hit = name && emoji.find((one) => one.names.includes(name.toLowerCase()));
    if (!name || !hit) return;
    field.current?.insert({ body: inTone(hit, readTone()), html: null }, name.length + 2);
  }, [before, emoji, field, allowed]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `trigger` is made anew each time, what it says is here
  const options = useMemo((): Suggestion[] => {
    if (!trigger) return [];
    const put = (piece: Writing) => field.current?.insert(piece, trigger.back);
    if (trigger.kind === 'snippet')
      return findSnippets(snippets.data ?? [], trigger.query)
        .slice(0, mostShown)
        .map((snippet) => {
          const filled = filledIn(snippet, values);
          return {
            id: snippet.id,
            label: snippet.name,
            detail: snippet.shortcut && `/${snippet.shortcut}`,
            preview: <Preview text={filled.body} />,
            onChoose: () => put(filled),
          };
        });
    if (trigger.kind === 'emoji') {
      const tone = readTone();
      const hits =
        trigger.query === ''
          ? recentOf(emoji).slice(0, 8)
          : findEmoji(emoji, trigger.query, mostShown).map((one) => ({
              emoji: one,
              written: inTone(one, tone),
            }));
      return hits.map(({ emoji: one, written }) => ({
        id: one.names[0] ?? one.label,
        label: one.label,
        icon: (
          <span className="suggestions-emoji" aria-hidden="true">
            {written}
          </span>
        ),
        detail: one.names[0] && `:${one.names[0]}:`,
        onChoose: () => {
          noteRecent(written);
          put({ body: written, html: null });
        },
      }));
    }
    return (members.data ?? [])
      .filter(
        (member) =>
          member.id !== memberId &&
          (mayMention?.(member) ?? true) &&
          matches(`${member.name} ${member.email}`, trigger.query),
      )
      .slice(0, mostShown)
      .map((member) => ({
        id: member.id,
        label: member.name,
        icon: <Avatar name={member.name} size="xs" />,
        onChoose: () => {
          put({ body: `@${member.name} `, html: null });
          onMention?.({ id: member.id, name: member.name });
        },
      }));
  }, [
    trigger?.kind,
    trigger?.query,
    trigger?.back,
    snippets.data,
    emoji,
    members.data,
    memberId,
    values,
    field,
    onMention,
    mayMention,
  ]);

  const list = useSuggestions(trigger, options, () => setDismissed(start));
  return {
    ...list,
    onBefore: setBefore,
    label: trigger ? t(`writing.list.${trigger.kind}`) : '',
    kind,
  };
}

/** A snippet with what is known of this conversation. */
export const filledIn = (snippet: Pick<Snippet, 'body' | 'html'>, values: Values): Writing => ({
  body: fillIn(snippet.body, values),
  html: snippet.html === null ? null : fillIn(snippet.html, values, escapeHtml),
});

const none: Emoji[] = [];
function useEmoji(wanted: boolean): Emoji[] {
  const { i18n } = useTranslation();
  const [all, setAll] = useState(none);
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    loadEmoji(i18n.language).then(
      (loaded) => here && setAll(loaded),
      // Offline: nothing is offered, and what is typed stays text. The next colon tries again.
      () => {},
    );
    return () => {
      here = false;
    };
  }, [wanted, i18n.language]);
  return all;
}

/** The text with what is still to be filled in marked. */
function Preview({ text }: { text: string }) {
  const parts: React.ReactNode[] = [];
  let from = 0;
  for (const blank of blanksOf(text)) {
    parts.push(
      text.slice(from, blank.from),
      <mark key={blank.from} className="blank">
        {blank.name}
      </mark>,
    );
    from = blank.to;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}
