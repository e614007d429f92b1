/* biome-ignore-all lint/a11y/useSemanticElements: a grid whose cells are reached by the field's arrows, not a table */
/* biome-ignore-all lint/a11y/useFocusableInteractive: focus stays in the field (aria-activedescendant) */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Spinner } from '../../../ui/spinner.js';
import {
  type Emoji,
  findEmoji,
  type Group,
  groups,
  inTone,
  keepTone,
  loadEmoji,
  noteRecent,
  readTone,
  recentOf,
  type Tone,
} from './emoji-data.js';
import './emoji-picker.css';

const columns = 8;
const signs: Record<Group, string> = {
  0: '🙂',
  1: '👋',
  3: '🌿',
  4: '🍎',
  5: '🚗',
  6: '⚽',
  7: '💡',
  8: '❤️',
  9: '🏳️',
};
const hand = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'];

const nameOf = (group: Group | 'recent') => (group === 'recent' ? group : (`g${group}` as const));

type Shown = { key: string; label: string; written: string };

/** All emoji, by name or by group. The focus stays in the search field; arrows walk over the grid. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const grid = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [all, setAll] = useState<Emoji[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [query, setQuery] = useState('');
  const [group, setGroup] = useState<Group | 'recent'>('recent');
  const [tone, setTone] = useState<Tone>(readTone);
  const [at, setAt] = useState(0);

  useEffect(() => {
    let here = true;
    loadEmoji(i18n.language).then(
      (loaded) => here && setAll(loaded),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [i18n.language]);
  useEffect(() => input.current?.focus({ preventScroll: true }), []);

  const shown = useMemo((): Shown[] => {
    if (!all) return [];
    const one = (emoji: Emoji, written = inTone(emoji, tone)): Shown => ({
      key: emoji.emoji + written,
      label: emoji.label,
      written,
    });
    if (query.trim()) return findEmoji(all, query, columns * 12).map((emoji) => one(emoji));
    if (group === 'recent') return recentOf(all).map(({ emoji, written }) => one(emoji, written));
    return all.filter((emoji) => emoji.group === group).map((emoji) => one(emoji));
  }, [all, query, group, tone]);
  const rows = useMemo(() => {
    const made: Shown[][] = [];
    for (let from = 0; from < shown.length; from += columns) made.push(shown.slice(from, from + columns));
    return made;
  }, [shown]);

  const pick = (emoji: Shown | undefined) => {
    if (!emoji) return;
    noteRecent(emoji.written);
    onPick(emoji.written);
  };
  const go = (next: number) => {
    const bounded = Math.min(Math.max(next, 0), shown.length - 1);
    setAt(bounded);
    grid.current?.querySelector(`[data-at="${bounded}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const atEnd = selectionStart === value.length;
    if (event.key === 'ArrowDown') go(at + columns);
    else if (event.key === 'ArrowUp') go(at - columns);
    else if (event.key === 'ArrowRight' && atEnd) go(at + 1);
    else if (
      event.key === 'ArrowLeft' &&
      atEnd &&
      selectionStart === selectionEnd &&
      (at > 0 || value === '')
    )
      go(at - 1);
    else if (event.key === 'Enter') pick(shown[at]);
    else return;
    event.preventDefault();
  };
  const choose = (next: Group | 'recent') => {
    setGroup(next);
    setQuery('');
    setAt(0);
    grid.current?.scrollTo(0, 0);
    input.current?.focus();
  };

  if (failed) return <p className="emoji-none">{t('writing.emojiFailed')}</p>;
  const toneName = `${t('writing.emojiTone')}: ${t(`writing.tones.t${tone}`)}`;
  const heading = query.trim() ? t('writing.emoji') : t(`writing.groups.${nameOf(group)}`);
  return (
    <div className="emoji-picker">
      <div className="emoji-top">
        <input
          ref={input}
          className="picker-input"
          role="combobox"
          aria-label={t('writing.emojiSearch')}
          aria-expanded="true"
          aria-controls={`${id}-grid`}
          aria-haspopup="grid"
          aria-activedescendant={shown[at] ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('writing.emojiSearch')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="emoji-tone"
          aria-label={toneName}
          title={toneName}
          onClick={() => {
            const next = ((tone + 1) % hand.length) as Tone;
            setTone(next);
            keepTone(next);
            input.current?.focus();
          }}
        >
          {hand[tone]}
        </button>
      </div>
      <p className="menu-heading" aria-live="polite">
        {heading}
      </p>
      <div ref={grid} id={`${id}-grid`} role="grid" aria-label={heading} className="emoji-grid">
        {!all && <Spinner className="emoji-loading" />}
        {all && shown.length === 0 && <p className="emoji-none">{t('writing.emojiNone')}</p>}
        {rows.map((row, line) => (
          <div key={row[0]?.key} role="row" className="emoji-row">
            {row.map((emoji, column) => {
              const index = line * columns + column;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
                <div
                  key={emoji.key}
                  id={`${id}-${index}`}
                  role="gridcell"
                  aria-label={emoji.label}
                  aria-selected={index === at}
                  title={emoji.label}
                  data-at={index}
                  data-active={index === at || undefined}
                  className="emoji-cell"
                  onPointerDown={(event) => event.preventDefault()}
                  onPointerMove={() => index !== at && setAt(index)}
                  onClick={() => pick(emoji)}
                >
                  {emoji.written}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <div className="emoji-groups">
        {(['recent', ...groups] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-label={t(`writing.groups.${nameOf(one)}`)}
            title={t(`writing.groups.${nameOf(one)}`)}
            aria-pressed={!query && group === one}
            className="emoji-group"
            onClick={() => choose(one)}
          >
            {one === 'recent' ? '🕘' : signs[one]}
          </button>
        ))}
      </div>
    </div>
  );
}
