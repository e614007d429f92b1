import type { Member } from '@parley/shared/brands.js';
import type { Role } from '@parley/shared/permissions.js';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-client.js';
import { formatDate } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { CopyLine } from '../../../ui/copy-line.js';
import { Field, Input, Select } from '../../../ui/field.js';
import { Section } from '../../../ui/section.js';
import { useMembers } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { useMay, useSeat } from '../../data/session.js';
import { Loaded } from './loaded.js';
import {
  useInvitations,
  useInvite,
  useRemoveMember,
  useUpdateMember,
  useWithdrawInvitation,
} from './settings-api.js';

const roles: Role[] = ['agent', 'manager', 'owner'];

export function MembersSettings() {
  const members = useMembers();
  const mayManage = useMay('members.manage');
  return (
    <>
      <Loaded query={members} shape="people">
        {(rows) => (
          <ul className="rows">
            {rows.map((member) => (
              <MemberRow key={member.id} member={member} mayManage={mayManage} />
            ))}
          </ul>
        )}
      </Loaded>
      {mayManage && <Invite />}
    </>
  );
}

function MemberRow({ member, mayManage }: { member: Member; mayManage: boolean }) {
  const { t } = useTranslation();
  const seat = useSeat();
  const update = useUpdateMember();
  const remove = useRemoveMember();
  const [asking, setAsking] = useState(false);
  const own = member.id === seat.memberId;
  return (
    <li>
      <Avatar name={member.name} />
      <div className="row-main">
        <p className="row-title">
          {member.name} {own && <Badge>{t('inbox.you')}</Badge>}
        </p>
        <p className="row-text">{member.email}</p>
      </div>
      {mayManage ? (
        <span className="role-select">
          <Select
            aria-label={t('settings.roleOf', { name: member.name })}
            value={update.isPending ? update.variables.role : member.role}
            disabled={update.isPending}
            onChange={(event) => update.mutate({ id: member.id, role: event.target.value as Role })}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`app.roles.${role}`)}
              </option>
            ))}
          </Select>
        </span>
      ) : (
        <Badge>{t(`app.roles.${member.role}`)}</Badge>
      )}
      {mayManage && !own && (
        <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
          {t('settings.removeMember')}
        </Button>
      )}
      {asking && (
        <Confirm
          title={t('settings.removeMemberTitle', { name: member.name })}
          description={t('settings.removeMemberText')}
          action={t('settings.removeMember')}
          danger
          onConfirm={() => remove.mutateAsync(member.id)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

function Invite() {
  const { t, i18n } = useTranslation();
  const invite = useInvite();
  const invitations = useInvitations(true);
  const withdraw = useWithdrawInvitation();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const error = invite.error instanceof ApiError ? invite.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email, role }, { onSuccess: () => setEmail('') });
  };
  return (
    <>
      <Section title={t('settings.invite')}>
        <form className="form" onSubmit={submit}>
          <div className="form-row">
            <Field label={t('settings.email')} error={error ? problemText(error) : undefined}>
              <Input type="email" required value={email} onChange={(event) => setEmail(event.target.value)} />
            </Field>
            <Field label={t('settings.role')} hint={t(`app.roleHints.${role}`)}>
              <Select value={role} onChange={(event) => setRole(event.target.value as Role)}>
                {roles.map((one) => (
                  <option key={one} value={one}>
                    {t(`app.roles.${one}`)}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
          <div className="form-actions">
            <Button type="submit" variant="primary" busy={invite.isPending}>
              {t('settings.inviteAction')}
            </Button>
          </div>
          {invite.data && (
            <CopyLine
              label={t('settings.inviteLinkLabel')}
              value={invite.data.link}
              hint={t('settings.inviteLink')}
            />
          )}
        </form>
      </Section>
      {invitations.data && invitations.data.length > 0 && (
        <Section title={t('settings.invitations')}>
          <ul className="rows">
            {invitations.data.map((invitation) => (
              <li key={invitation.id}>
                <div className="row-main">
                  <p className="row-title">{invitation.email}</p>
                  <p className="row-text">
                    {t('settings.invitationText', {
                      name: invitation.invitedBy,
                      when: formatDate(i18n.language, invitation.expiresAt),
                    })}
                  </p>
                </div>
                <Badge>{t(`app.roles.${invitation.role}`)}</Badge>
                <Button
                  size="sm"
                  variant="ghost"
                  busy={withdraw.isPending && withdraw.variables === invitation.id}
                  onClick={() => withdraw.mutate(invitation.id)}
                >
                  {t('settings.withdraw')}
                </Button>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
