import type { BulkMessagesResult, PostComment } from '@parley/shared/posts.js';
import { textRoom } from '@parley/shared/text-count.js';
import { useQueryClient } from '@tanstack/react-query';
import { Braces, Globe, PencilLine, SquareSlash, TriangleAlert, X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button, IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, TextArea } from '../../../ui/field.js';
import { MenuButton } from '../../../ui/menu-button.js';
import { toast } from '../../../ui/toast.js';
import { offerUndo } from '../../acts/undo.js';
import { applyMessage } from '../../data/conversation-cache.js';
import { keys } from '../../data/keys.js';
import { useChannels } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { useSeat, useSession } from '../../data/session.js';
import { knownPlaceholders } from '../../writing/placeholders.js';
import { useSnippets } from '../../writing/snippets-api.js';
import { type Answer, answersTo, isReady } from './answers.js';
import { getComments, sendReplies, undoReplies } from './posts-api.js';
import './answer-many.css';

type Refused = Extract<BulkMessagesResult['results'][number], { ok: false }>;

type Props = {
  postId: string;
  comments: PostComment[];
  onDone: (answered: string[]) => void;
  onClose: () => void;
};

/** One reply to each of many, with their own name in it: every text is seen before any is sent. */
export function AnswerMany({ postId, comments: chosen, onDone, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { user } = useSession();
  const { brandName } = useSeat();
  const [comments, setComments] = useState(chosen);
  const [template, setTemplate] = useState(t('posts.answer.template', { open: '{{', close: '}}' }));
  const [own, setOwn] = useState<ReadonlyMap<string, string>>(new Map());
  const [editing, setEditing] = useState<string | null>(null);
  const [closeAfter, setCloseAfter] = useState(true);
  const [sent, setSent] = useState<number | null>(null);
  const [refused, setRefused] = useState<ReadonlyMap<string, Refused>>(new Map());
  const ids = useRef(new Map<string, string>());
  const messages = useRef<string[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const snippets = useSnippets().data ?? [];
  const channelId = comments[0]?.conversation.channel.id;
  const limits = useChannels().data?.find(({ id }) => id === channelId)?.limits;

  const answers = useMemo(
    () =>
      answersTo(comments, template, {
        member: user.name,
        brand: brandName,
        own,
        ids: ids.current,
        over: (text, costs) =>
          Math.max(0, -((limits && textRoom(text, limits, { files: false, costs }).left) ?? 0)),
      }),
    [comments, template, own, user.name, brandName, limits],
  );
  const unready = answers.filter((answer) => !isReady(answer));
  const busy = sent !== null;
  /** A greeting alone is no answer. */
  const untouched = template === t('posts.answer.template', { open: '{{', close: '}}' }) && own.size === 0;
  const number = (value: number) => formatNumber(i18n.language, value);

  const insert = (text: string) => {
    const element = field.current;
    const [from, to] = element
      ? [element.selectionStart, element.selectionEnd]
      : [template.length, template.length];
    setTemplate(template.slice(0, from) + text + template.slice(to));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + text.length, from + text.length);
    });
  };
  const leave = (id: string) =>
    setComments((before) => before.filter(({ conversation }) => conversation.id !== id));

  const undo = async () => {
    const taken = messages.current;
    try {
      const results: BulkMessagesResult['results'] = [];
      for (let at = 0; at < taken.length; at += 500)
        results.push(...(await undoReplies(taken.slice(at, at + 500))));
      for (const result of results) if (result.ok) applyMessage(client, result.message);
      const late = results.filter(({ ok }) => !ok).length;
      toast.show(
        late > 0
          ? { tone: 'error', text: t('posts.answer.tooLate', { count: late }) }
          : { text: t('desk.undone') },
      );
    } catch (error) {
      toast.show({ tone: 'error', text: problemText(error) });
    }
  };

  const send = async (list: Answer[]) => {
    const left = new Map<string, Refused>();
    const done: string[] = [];
    setSent(0);
    setRefused(new Map());
    try {
      await sendReplies(
        postId,
        {
          visibility: 'public',
          closeAfter,
          items: list.map(({ conversationId, clientId, text, comment }) => ({
            conversationId,
            clientId,
            body: text,
            seenSeq: comment.conversation.utteranceSeq,
          })),
        },
        (results) => {
          for (const result of results) {
            if (result.ok) {
              messages.current.push(result.message.id);
              applyMessage(client, result.message);
              done.push(result.id);
            } else left.set(result.id, result);
          }
          setSent(done.length + left.size);
        },
      );
    } catch (error) {
      toast.show({ tone: 'error', text: problemText(error) });
    }
    setSent(null);
    if (done.length > 0) {
      offerUndo(t, {
        id: `answers-${messages.current[0]}`,
        text: t('posts.answer.sent', { count: done.length, number: number(done.length) }),
        run: () => void undo(),
      });
      void client.invalidateQueries({ queryKey: keys.post(postId) });
      onDone(done);
    }
    if (done.length === list.length) return onClose();
    // What was taken leaves the list; the rest stays with what stood in the way.
    const gone = new Set(done);
    setOwn(
      new Map(
        list.flatMap((one) =>
          gone.has(one.conversationId) || !one.own ? [] : [[one.conversationId, one.text]],
        ),
      ),
    );
    setRefused(left);
    setComments(list.filter(({ conversationId }) => !gone.has(conversationId)).map(({ comment }) => comment));
    if ([...left.values()].some(({ code }) => code === 'stale')) void readNews(left);
  };

  /** What was said meanwhile, so that whoever tries again has seen it. */
  const readNews = async (left: ReadonlyMap<string, Refused>) => {
    try {
      const { items } = await getComments(postId, { sort: 'newest', limit: 200 });
      const now = new Map(items.map((one) => [one.conversation.id, one]));
      setComments((before) =>
        before.map((one) => {
          const refusal = left.get(one.conversation.id);
          const read = now.get(one.conversation.id);
          if (read) return read;
          if (refusal?.utteranceSeq === undefined) return one;
          return { ...one, conversation: { ...one.conversation, utteranceSeq: refusal.utteranceSeq } };
        }),
      );
    } catch (error) {
      toast.show({ tone: 'error', text: problemText(error) });
    }
  };

  return (
    <Dialog
      title={t('posts.answer.title', { count: comments.length, number: number(comments.length) })}
      description={t('posts.answer.text')}
      size="lg"
      onClose={() => !busy && onClose()}
      footer={
        <>
          <label className="answer-close">
            <input
              type="checkbox"
              checked={closeAfter}
              onChange={(event) => setCloseAfter(event.target.checked)}
            />
            {t('posts.answer.close')}
          </label>
          <span className="answer-state" role="status">
            {busy
              ? t('posts.answer.sending', { done: number(sent), of: number(answers.length) })
              : untouched
                ? t('posts.answer.untouched')
                : unready.length > 0 && t('posts.answer.unready', { count: unready.length })}
          </span>
          <Button onClick={onClose} disabled={busy}>
            {t('ui.cancel')}
          </Button>
          <Button
            className="btn-public"
            variant="primary"
            icon={<Globe />}
            busy={busy}
            disabled={answers.length === 0 || unready.length > 0 || untouched || editing !== null}
            onClick={() => void send(answers)}
          >
            {refused.size > 0
              ? t('posts.answer.again', { count: answers.length, number: number(answers.length) })
              : t('posts.answer.send', { count: answers.length, number: number(answers.length) })}
          </Button>
        </>
      }
    >
      <div className="answer">
        <div className="answer-template">
          <Field label={t('posts.answer.words')}>
            <TextArea
              ref={field}
              rows={5}
              data-autofocus
              value={template}
              disabled={busy}
              onChange={(event) => setTemplate(event.target.value)}
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
                      name === 'person.firstName'
                        ? `{{${name}|${t('posts.answer.fallback')}}}`
                        : `{{${name}}}`,
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
        <ul className="answer-list" aria-label={t('posts.answer.preview')}>
          {answers.map((answer) => (
            <Preview
              key={answer.conversationId}
              answer={answer}
              refused={refused.get(answer.conversationId)}
              editing={editing === answer.conversationId}
              busy={busy}
              onEdit={(text) => {
                if (text !== undefined) setOwn(new Map(own).set(answer.conversationId, text));
                setEditing(text === undefined ? answer.conversationId : null);
              }}
              onLeave={() => leave(answer.conversationId)}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Preview({
  answer,
  refused,
  editing,
  busy,
  onEdit,
  onLeave,
}: {
  answer: Answer;
  refused: Refused | undefined;
  editing: boolean;
  busy: boolean;
  /** Without a text the editing begins. */
  onEdit: (text?: string) => void;
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(answer.text);
  const { conversation, comment } = answer.comment;
  const said =
    refused?.code === 'stale'
      ? conversation.lastWords
      : comment?.warning || comment?.text || conversation.lastWords;
  return (
    <li className={cx('answer-one', (refused || !isReady(answer)) && 'is-unready')}>
      <Avatar name={conversation.person.name} url={conversation.person.avatarUrl} size="sm" />
      <div className="answer-body">
        <p className="answer-said truncate" dir="auto">
          <b>{conversation.person.name}</b> {said}
        </p>
        {editing ? (
          <form
            className="answer-edit"
            onSubmit={(event) => {
              event.preventDefault();
              onEdit(text);
            }}
          >
            <Field label={t('posts.answer.textFor', { name: conversation.person.name })} hideLabel>
              <TextArea rows={3} autoFocus value={text} onChange={(event) => setText(event.target.value)} />
            </Field>
            <Button type="submit" size="sm">
              {t('posts.answer.keep')}
            </Button>
          </form>
        ) : (
          <p className="answer-text" dir="auto">
            {answer.text}
          </p>
        )}
        {refused && (
          <p className="answer-fault">
            <TriangleAlert aria-hidden="true" />
            {refused.code === 'stale'
              ? t('posts.answer.stale', { name: conversation.person.name })
              : refused.code === 'invalid_request'
                ? refused.message
                : t(`problem.${refused.code}`)}
          </p>
        )}
        {!editing && answer.blanks.length > 0 && (
          <p className="answer-fault">
            <TriangleAlert aria-hidden="true" />
            {t('posts.answer.blank', { name: answer.blanks.join(', ') })}
          </p>
        )}
        {!editing && answer.over > 0 && (
          <p className="answer-fault">
            <TriangleAlert aria-hidden="true" />
            {t('composer.over', { count: answer.over })}
          </p>
        )}
      </div>
      <span className="answer-acts">
        <IconButton
          size="sm"
          label={t('posts.answer.edit', { name: conversation.person.name })}
          disabled={busy}
          onClick={() => {
            setText(answer.text);
            onEdit();
          }}
        >
          <PencilLine />
        </IconButton>
        <IconButton
          size="sm"
          label={t('posts.answer.leaveOut', { name: conversation.person.name })}
          disabled={busy}
          onClick={onLeave}
        >
          <X />
        </IconButton>
      </span>
    </li>
  );
}
