import type { ConversationDetail } from '@parley/shared/conversations.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../ui/toast.js';
import type { Later } from '../../later/later-api.js';
import type { Blank } from '../../writing/placeholders.js';
import { type Composition, isEmpty } from './composition.js';
import type { useFiles } from './use-files.js';
import type { useSend } from './use-send.js';

type Options = {
  conversation: ConversationDetail;
  composition: Composition;
  gate: ReturnType<typeof useSend>;
  files: ReturnType<typeof useFiles>;
  /** What is still to be filled in. */
  blanks: readonly Blank[];
  seenSeq: number;
  /** Nothing can be sent as it stands: no right, no window, too long. */
  barred: boolean;
  focus: () => void;
  /** The writing is over. */
  onLeaving: () => void;
  /** Before a reply that closes the conversation. */
  onClosing: () => void;
};

export type Sending = ReturnType<typeof useSending>;

/** Sending what is written, now or later, once nothing is missing; what is missing is asked for first. */
export function useSending({ conversation, composition, gate, files, blanks, ...rest }: Options) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<{ closeAfter: boolean; at?: Later } | null>(null);
  const [later, setLater] = useState<{ closeAfter: boolean } | null>(null);
  const note = composition.kind === 'note';
  const stopped = rest.barred || gate.sending;
  const empty = isEmpty(composition);
  const recipients = conversation.channelDetail.capabilities.includes('recipients');
  const nobody = composition.to.length + composition.cc.length + composition.bcc.length === 0;

  const send = (
    closeAfter: boolean,
    { seen = rest.seenSeq, asIs = false, at }: { seen?: number; asIs?: boolean; at?: Later } = {},
  ) => {
    if (stopped) return;
    if (files.pending) return void toast.show({ text: t('composer.waitForUploads') });
    if (files.uploads.length > 0)
      return void toast.show({ tone: 'error', text: t('composer.failedUploads') });
    if (empty) return rest.focus();
    if (recipients && !note && nobody)
      return void toast.show({ tone: 'error', text: t('composer.noRecipient') });
    if (blanks.length > 0 && !asIs) return setAsking({ closeAfter, ...(at ? { at } : {}) });
    rest.onLeaving();
    if (closeAfter && !note && !at) rest.onClosing();
    gate.send({ composition, seenSeq: seen, closeAfter, later: at });
  };
  return {
    send,
    /** Opens the choice of a time, once there is something to send. */
    sendLater: (closeAfter: boolean) => {
      if (note || stopped) return;
      if (empty) return rest.focus();
      setLater({ closeAfter });
    },
    /** It is to leave with blanks in it, if that is meant. */
    asking,
    dropAsking: () => setAsking(null),
    /** A time is being chosen. */
    later,
    dropLater: () => setLater(null),
  };
}
