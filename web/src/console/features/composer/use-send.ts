import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Attachment, Message, SendMessage, staleDetailsSchema } from '@parley/shared/messages.js';
import { PLAIN } from '@parley/shared/moderation.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { ApiError, api } from '../../../lib/api-client.js';
import { formatDateTimeIn } from '../../../lib/time.js';
import { toast } from '../../../ui/toast.js';
import { leaves } from '../../acts/replies-leaving.js';
import { forgetUndo, noteUndo } from '../../acts/undo.js';
import { applyMessage, dropMessage } from '../../data/conversation-cache.js';
import { keys } from '../../data/keys.js';
import { problemText } from '../../data/problem-text.js';
import { useSeat, useSession } from '../../data/session.js';
import { type Later, useBrandZone } from '../../later/later-api.js';
import { type Composition, fromMessage, isRich, toRequest } from './composition.js';

export type Stale = z.infer<typeof staleDetailsSchema> & {
  composition: Composition;
  closeAfter: boolean;
  later?: Later | undefined;
};
type Sending = { composition: Composition; seenSeq: number; closeAfter: boolean; later?: Later | undefined };

/** Sends through the gate: shown at once, undone for the length of the hold, refused with what is new. */
export function useSend(
  conversation: ConversationDetail,
  {
    onTaken,
    onReturned,
    onTakenBack,
  }: {
    onTaken: () => void;
    /** It was refused, or nobody knows whether it arrived: sent again, it is the same reply. */
    onReturned: (composition: Composition) => void;
    /** It is cancelled: sent again, it is another one. */
    onTakenBack: (composition: Composition) => void;
  },
) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const seat = useSeat();
  const zone = useBrandZone();
  const { user, undoMs } = useSession();
  const [stale, setStale] = useState<Stale | null>(null);
  const undoable = useRef<{ id: string; composition: Composition; until: number } | null>(null);
  const { id } = conversation;
  const recipients = conversation.channelDetail.capabilities.includes('recipients');

  const undo = useMutation({
    meta: { quiet: true },
    mutationFn: ({ messageId }: { messageId: string; composition: Composition }) =>
      api.post<Message>(`/messages/${messageId}/undo`, {}),
    onSuccess: (message, { composition }) => {
      applyMessage(client, message);
      void client.invalidateQueries({ queryKey: keys.scheduled });
      if (undoable.current?.id === message.id) undoable.current = null;
      onTakenBack(composition);
      toast.show({ id: `sent-${id}`, text: t('composer.takenBack') });
    },
    onError: (error) =>
      toast.show({
        id: `sent-${id}`,
        tone: 'error',
        text: error instanceof ApiError && error.status === 409 ? t('composer.tooLate') : problemText(error),
      }),
  });

  const takeBack = (messageId: string, composition: Composition) => {
    forgetUndo(messageId);
    if (!undo.isPending) undo.mutate({ messageId, composition });
  };

  const send = useMutation({
    meta: { quiet: true, undoable: true },
    mutationFn: ({ composition, seenSeq, closeAfter, later }: Sending) =>
      leaves(
        id,
        api.post<Message>(`/conversations/${id}/messages`, {
          ...toRequest(composition, {
            seenSeq,
            closeAfter,
            recipients,
            rich: isRich(conversation, composition.kind),
          }),
          ...later,
        }),
      ),
    onMutate: ({ composition, seenSeq, closeAfter, later }) => {
      const request = {
        ...toRequest(composition, {
          seenSeq,
          closeAfter,
          recipients,
          rich: isRich(conversation, composition.kind),
        }),
        ...later,
      };
      applyMessage(
        client,
        optimistic(request, { conversation, member: { memberId: seat.memberId, name: user.name }, undoMs }),
      );
      onTaken();
    },
    onSuccess: (message, { composition }) => {
      applyMessage(client, message);
      void client.invalidateQueries({ queryKey: keys.conversation(id) });
      if (message.sendAt !== null) void client.invalidateQueries({ queryKey: keys.scheduled });
      if (message.direction === 'note') return;
      const until = message.heldUntil ? Date.parse(message.heldUntil) : 0;
      const left = until - Date.now();
      if (left <= 300) return;
      undoable.current = { id: message.id, composition, until };
      noteUndo({ id: message.id, until, run: () => takeBack(message.id, composition) });
      const long = left > 120_000;
      toast.show({
        id: `sent-${id}`,
        text: long
          ? t('composer.scheduledFor', { when: formatDateTimeIn(i18n.language, until, zone) })
          : t('composer.sent'),
        durationMs: long ? 8_000 : left,
        countdown: !long,
        action: { label: t('composer.undo'), keys: 'z', onSelect: () => takeBack(message.id, composition) },
      });
    },
    onError: (error, { composition, closeAfter, later }) => {
      dropMessage(client, id, composition.clientId);
      onReturned(composition);
      if (error instanceof ApiError && error.code === 'stale') {
        const details = error.details as Partial<z.infer<typeof staleDetailsSchema>>;
        const news = details.news ?? [];
        for (const message of news) applyMessage(client, message);
        setStale({
          utteranceSeq: details.utteranceSeq ?? conversation.utteranceSeq,
          news,
          composition,
          closeAfter,
          later,
        });
        return;
      }
      toast.show({ tone: 'error', text: `${problemText(error)} ${t('composer.keptText')}` });
    },
  });

  return {
    send: (sending: Sending) => send.mutate(sending),
    sending: send.isPending,
    stale,
    dropStale: () => setStale(null),
    /** Takes back a reply that stands in the thread. `passedOn`: the files of the message it passed on. */
    takeBack: (message: Message, passedOn: readonly Attachment[]) => {
      const last = undoable.current;
      const mine = message.member?.memberId === seat.memberId;
      takeBack(
        message.id,
        last?.id === message.id ? last.composition : fromMessage(message, conversation, { mine, passedOn }),
      );
    },
  };
}

/** What the reply will look like, until the server has it (`version` 0). */
function optimistic(
  request: SendMessage,
  {
    conversation,
    member,
    undoMs,
  }: { conversation: ConversationDetail; member: { memberId: string; name: string }; undoMs: number },
): Message {
  const now = new Date();
  const note = request.kind === 'note';
  return {
    id: request.clientId,
    conversationId: conversation.id,
    version: 0,
    seq: conversation.utteranceSeq + 1_000_000,
    direction: note ? 'note' : 'out',
    visibility: request.visibility ?? 'private',
    person: null,
    member,
    outsideParley: false,
    automatic: false,
    text: request.body,
    fullText: null,
    html: request.html ?? null,
    replyHtml: null,
    at: now.toISOString(),
    editedAt: null,
    deletedAt: null,
    history: false,
    inReplyToId: request.inReplyToId ?? null,
    attachments: [],
    mail: request.to
      ? {
          from: [],
          to: request.to,
          cc: request.cc ?? [],
          bcc: request.bcc ?? [],
          subject: request.subject ?? conversation.subject ?? '',
          messageId: null,
          date: null,
          invitations: [],
        }
      : null,
    hasRaw: false,
    clientId: request.clientId,
    state: note ? null : 'held',
    heldUntil: new Date(now.getTime() + undoMs).toISOString(),
    sendAt: request.sendAt ?? null,
    cancelIfTheyWrite: request.cancelIfTheyWrite ?? false,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    reason: null,
    refused: [],
    ...PLAIN,
    closeAfter: request.closeAfter,
    forward: request.forward,
  };
}
