import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { MediumIcon } from '../../../ui/channel-icon.js';
import { Input, Select } from '../../../ui/field.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { Loaded } from './loaded.js';
import { type Targets, useSaveTargets, useTargets } from './settings-api.js';
import { joinTarget, splitTarget, type Unit } from './target-units.js';

const media = ['chat', 'dm', 'comment', 'email'] as const;
const units: Unit[] = ['minutes', 'hours', 'days'];

export function TargetsSettings() {
  const targets = useTargets();
  return (
    <Loaded query={targets} shape="rows">
      {(data) => <TargetsForm targets={data} key={JSON.stringify(data)} />}
    </Loaded>
  );
}

function TargetsForm({ targets }: { targets: Targets }) {
  const { t } = useTranslation();
  const mayManage = useMay('workflow.manage');
  const save = useSaveTargets();
  const [typed, setTyped] = useState(() => {
    const split = (medium: keyof Targets) => {
      const { value, unit } = splitTarget(targets[medium]);
      return { value: String(value), unit };
    };
    return { chat: split('chat'), dm: split('dm'), comment: split('comment'), email: split('email') };
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const join = (medium: keyof Targets) => joinTarget(Number(typed[medium].value), typed[medium].unit);
    save.mutate(
      { chat: join('chat'), dm: join('dm'), comment: join('comment'), email: join('email') },
      { onSuccess: () => toast.show({ tone: 'ok', text: t('ui.saved') }) },
    );
  };
  return (
    <form onSubmit={submit}>
      <fieldset className="form" disabled={!mayManage}>
        <ul className="rows">
          {media.map((medium) => {
            const name = t(`inbox.media.${medium}`);
            return (
              <li key={medium}>
                <MediumIcon medium={medium} className="row-icon" />
                <span className="row-main row-title">{name}</span>
                <span className="target">
                  <Input
                    type="number"
                    min={0.01}
                    step="any"
                    required
                    aria-label={t('settings.targetFor', { medium: name })}
                    value={typed[medium].value}
                    onChange={(event) =>
                      setTyped({ ...typed, [medium]: { ...typed[medium], value: event.target.value } })
                    }
                  />
                  <Select
                    aria-label={t('settings.targetUnitFor', { medium: name })}
                    value={typed[medium].unit}
                    onChange={(event) =>
                      setTyped({ ...typed, [medium]: { ...typed[medium], unit: event.target.value as Unit } })
                    }
                  >
                    {units.map((unit) => (
                      <option key={unit} value={unit}>
                        {t(`settings.targetUnit.${unit}`)}
                      </option>
                    ))}
                  </Select>
                </span>
              </li>
            );
          })}
        </ul>
        {save.isError && (
          <p className="form-error" role="alert">
            {problemText(save.error)}
          </p>
        )}
        {mayManage && (
          <div className="form-actions">
            <Button type="submit" variant="primary" busy={save.isPending}>
              {t('ui.save')}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}
