import type { searchHitSchema } from '@parley/shared/conversations.js';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Search, SearchX } from 'lucide-react';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { api, type Page } from '../../../lib/api-client.js';
import { Input } from '../../../ui/field.js';
import { keys } from '../../data/keys.js';

export type SearchHit = z.infer<typeof searchHitSchema>;

const typingMs = 220;

export interface SearchFieldHandle {
  /** Puts it behind what is typed already. */
  add: (text: string) => void;
}

export function useSearch(q: string) {
  const query = useInfiniteQuery({
    queryKey: keys.search(q),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<SearchHit>>('/search', {
        query: { q, cursor: pageParam ?? undefined, limit: 40 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled: q.length > 0,
    placeholderData: (before) => before,
  });
  return { ...query, hits: q ? (query.data?.pages.flatMap((page) => page.items) ?? []) : [] };
}

/** The search field; says what to look for once the hand rests. */
export function SearchField({
  ref,
  value,
  onChange,
  onMove,
  onOpen,
}: {
  ref?: Ref<SearchFieldHandle>;
  value: string;
  onChange: (q: string) => void;
  /** Through what was found, while the hands stay on the field. */
  onMove: (by: 1 | -1) => void;
  onOpen: () => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => field.current?.focus(), []);
  useImperativeHandle(ref, () => ({
    add: (text) => {
      setTyped((before) => (before.trim() === '' ? text : `${before.trimEnd()} ${text}`));
      field.current?.focus();
    },
  }));
  useEffect(() => {
    const timer = window.setTimeout(() => latest.current(typed.trim()), typingMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  return (
    <search className="qsearch">
      <Search aria-hidden="true" />
      <Input
        ref={field}
        type="search"
        aria-label={t('inbox.searchTitle')}
        placeholder={t('inbox.searchPlaceholder')}
        value={typed}
        maxLength={500}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (!['Escape', 'ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) return;
          if (event.nativeEvent.isComposing) return;
          // Escape leaves the field; what was found stays.
          event.preventDefault();
          if (event.key === 'ArrowDown') onMove(1);
          else if (event.key === 'ArrowUp') onMove(-1);
          else {
            field.current?.blur();
            if (event.key === 'Enter') onOpen();
          }
        }}
      />
    </search>
  );
}

export const searchIcons = { start: <Search />, nothing: <SearchX /> };

/** What matched, with the found words marked (they come between U+E000 and U+E001). */
export function markFound(excerpt: string): ReactNode[] {
  return excerpt.split(/(\uE000[^\uE001]*\uE001)/u).map((part, index) =>
    part.startsWith('\uE000') ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one excerpt never change places
      <mark key={index}>{part.slice(1, -1)}</mark>
    ) : (
      part
    ),
  );
}
