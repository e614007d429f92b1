import type { PostComment } from '@parley/shared/posts.js';
import { Globe, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { AnswerPreview } from './answer-preview.js';
import { AnswerTemplate } from './answer-template.js';
import { type Answer, isReady } from './answers.js';
import { useAnswers } from './use-answers.js';
import './answer-many.css';

type Props = {
  postId: string;
  comments: PostComment[];
  onDone: (answered: string[]) => void;
  onClose: () => void;
};

/** One reply to each of many, with their own name in it: every text is seen before any is sent. */
export function AnswerMany({ postId, comments, onDone, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const greeting = t('posts.answer.template', { open: '{{', close: '}}' });
  const [template, setTemplate] = useState(greeting);
  const [editing, setEditing] = useState<string | null>(null);
  const [closeAfter, setCloseAfter] = useState(true);
  const given = useAnswers({ postId, comments, template, closeAfter, onDone, onClose });
  const { answers, sent, refused } = given;
  const busy = sent !== null;
  const unready = answers.filter((answer) => !isReady(answer)).length;
  /** A greeting alone is no answer. */
  const untouched = template === greeting && !given.changed;
  const counted = { count: answers.length, number: formatNumber(i18n.language, answers.length) };
  const reach = reachOf(answers);
  return (
    <Dialog
      title={t('posts.answer.title', counted)}
      description={t(`posts.answer.text.${reach}`)}
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
              ? t('posts.answer.sending', { done: formatNumber(i18n.language, sent), of: counted.number })
              : untouched
                ? t('posts.answer.untouched')
                : unready > 0 && t('posts.answer.unready', { count: unready })}
          </span>
          <Button onClick={onClose} disabled={busy}>
            {t('ui.cancel')}
          </Button>
          <Button
            className="btn-public"
            variant="primary"
            icon={reach === 'among' ? <Users /> : <Globe />}
            busy={busy}
            disabled={answers.length === 0 || unready > 0 || untouched || editing !== null}
            onClick={() => void given.send()}
          >
            {t(`posts.answer.${refused.size > 0 ? 'again' : 'send'}.${reach}`, counted)}
          </Button>
        </>
      }
    >
      <div className="answer">
        <AnswerTemplate value={template} disabled={busy} onChange={setTemplate} />
        <ul className="answer-list" aria-label={t('posts.answer.preview')}>
          {answers.map((answer) => (
            <AnswerPreview
              key={answer.conversationId}
              answer={answer}
              refused={refused.get(answer.conversationId)}
              editing={editing === answer.conversationId}
              busy={busy}
              onEdit={(text) => {
                if (text !== undefined) given.rewrite(answer.conversationId, text);
                setEditing(text === undefined ? answer.conversationId : null);
              }}
              onLeave={() => given.leave(answer.conversationId)}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

/** Who will be able to read them: everyone, no more than could read each comment, or some of both. */
function reachOf(answers: readonly Answer[]): 'public' | 'among' | 'both' {
  const kept = answers.filter(({ among }) => among).length;
  if (kept === 0) return 'public';
  return kept === answers.length ? 'among' : 'both';
}
