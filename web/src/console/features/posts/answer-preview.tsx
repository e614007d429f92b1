import { PencilLine, TriangleAlert, Users, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../../ui/avatar.js';
import { Button, IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Field, TextArea } from '../../../ui/field.js';
import { type Answer, isReady } from './answers.js';
import type { Refused } from './use-answers.js';

/** What was said, the reply to it as it will be sent, who will be able to read it, and what stands in its way. */
export function AnswerPreview({
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
        {answer.among && (
          <p className="answer-among">
            <Users aria-hidden="true" />
            {t('posts.answer.among')}
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
