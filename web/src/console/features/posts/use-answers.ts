import type { BulkMessagesResult, PostComment } from '@parley/shared/posts.js';
import { textRoom } from '@parley/shared/text-count.js';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { toast } from '../../../ui/toast.js';
import { acting, offerUndo } from '../../acts/undo.js';
import { applyMessage } from '../../data/conversation-cache.js';
import { keys } from '../../data/keys.js';
import { useChannels } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { useSeat, useSession } from '../../data/session.js';
import { type Answer, answersTo } from './answers.js';
import { getComments, sendReplies, undoReplies } from './posts-api.js';

export type Refused = Extract<BulkMessagesResult['results'][number], { ok: false }>;

type Options = {
  postId: string;
  comments: PostComment[];
  /** What all of them get, with placeholders. */
  template: string;
  closeAfter: boolean;
  onDone: (answered: string[]) => void;
  onClose: () => void;
};

/** A reply to each of many: their texts, their sending, what became of each, and taking them back. */
export function useAnswers({ postId, comments: chosen, template, closeAfter, onDone, onClose }: Options) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { user } = useSession();
  const { brandName } = useSeat();
  const [comments, setComments] = useState(chosen);
  const [own, setOwn] = useState<ReadonlyMap<string, string>>(new Map());
  const [sent, setSent] = useState<number | null>(null);
  const [refused, setRefused] = useState<ReadonlyMap<string, Refused>>(new Map());
  const ids = useRef(new Map<string, string>());
  const messages = useRef<string[]>([]);
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

  const sendAll = async (list: Answer[]) => {
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
          items: list.map((answer) => ({
            conversationId: answer.conversationId,
            clientId: answer.clientId,
            body: answer.text,
            seenSeq: answer.comment.conversation.utteranceSeq,
            ...(answer.inReplyToId === null ? {} : { inReplyToId: answer.inReplyToId }),
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
        text: t('posts.answer.sent', {
          count: done.length,
          number: formatNumber(i18n.language, done.length),
        }),
        run: () => undo(),
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

  return {
    answers,
    /** How many are through while they are being sent; else null. */
    sent,
    refused,
    /** Something was written by hand for one of them. */
    changed: own.size > 0,
    send: () => acting(() => sendAll(answers)),
    rewrite: (id: string, text: string) => setOwn(new Map(own).set(id, text)),
    leave,
  };
}
