import type { View } from '@parley/shared/conversations.js';
import { useCallback, useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useSteady } from '../../../lib/steady.js';

export type ListPlace = ReturnType<typeof useListPlace>;

/** The addresses of a list and of what is open beside it, or on a narrow screen above it. `view: null` is the search. */
export function useListPlace(view: View | null, conversationId: string | null, narrow: boolean) {
  const { search } = useLocation();
  const navigate = useNavigate();
  /** The page before this one is the list, on a screen that shows one of them at a time. */
  const listSeen = useRef(false);
  useEffect(() => {
    if (!narrow || !conversationId) listSeen.current = narrow;
  }, [conversationId, narrow]);
  const base = view === null ? '/search' : `/inbox/${view}`;
  const linkTo = useCallback((id: string) => `${base}/${id}${search}`, [base, search]);
  const open = (id: string | null, replace = false) => navigate(id ? linkTo(id) : base + search, { replace });
  return {
    search,
    linkTo,
    open,
    /** As the gesture does it: back to the list that it was opened from, which is not left behind twice. */
    close: useSteady(() => {
      if (listSeen.current) navigate(-1);
      else open(null, true);
    }),
  };
}
