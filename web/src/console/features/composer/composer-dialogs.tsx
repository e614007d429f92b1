import type { ConversationDetail } from '@parley/shared/conversations.js';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Blank } from '../../writing/placeholders.js';
import { BlanksDialog } from './composer-blanks.js';
import { StaleDialog } from './stale-dialog.js';
import type { useSend } from './use-send.js';
import type { Sending } from './use-sending.js';

const LaterDialog = lazy(async () => ({
  default: (await import('../../later/later-dialog.js')).LaterDialog,
}));

type Props = {
  conversation: ConversationDetail;
  sending: Sending;
  gate: ReturnType<typeof useSend>;
  blanks: Blank[];
  /** Back to what is still to be filled in. */
  onBlank: () => void;
  /** What is new has been read. */
  onSeen: () => void;
};

/** What is asked before a reply leaves: about blanks in it, when it should leave, whether in spite of what is new. */
export function ComposerDialogs({ conversation, sending, gate, blanks, onBlank, onSeen }: Props) {
  const { t } = useTranslation();
  const { asking, later } = sending;
  return (
    <>
      {asking && (
        <BlanksDialog
          blanks={blanks}
          onSend={() => {
            sending.dropAsking();
            sending.send(asking.closeAfter, { asIs: true, ...(asking.at ? { at: asking.at } : {}) });
          }}
          onClose={() => {
            sending.dropAsking();
            requestAnimationFrame(onBlank);
          }}
        />
      )}
      {later && (
        <Suspense>
          <LaterDialog
            title={t(later.closeAfter ? 'later.sendClose' : 'later.send')}
            submit={t('later.schedule')}
            name={conversation.person.name}
            until={conversation.replyWindowEndsAt}
            onClose={sending.dropLater}
            onChoose={(at) => {
              sending.dropLater();
              sending.send(later.closeAfter, { at });
            }}
          />
        </Suspense>
      )}
      {gate.stale && (
        <StaleDialog
          stale={gate.stale}
          onClose={gate.dropStale}
          onSend={() => {
            const { composition: refused, closeAfter, utteranceSeq, later: at } = gate.stale ?? {};
            gate.dropStale();
            onSeen();
            if (refused)
              gate.send({
                composition: refused,
                closeAfter: closeAfter ?? false,
                seenSeq: utteranceSeq ?? 0,
                later: at,
              });
          }}
        />
      )}
    </>
  );
}
