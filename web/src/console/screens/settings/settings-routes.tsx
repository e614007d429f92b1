import type { Permission } from '@parley/shared/permissions.js';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, useParams } from 'react-router';
import { useSession } from '../../data/session.js';
import { MemberFiguresSetting } from '../../features/reports/member-figures-setting.js';
import { AuditSettings } from '../../features/settings/audit-settings.js';
import { BrandSettings } from '../../features/settings/brand-settings.js';
import { HoursSettings } from '../../features/settings/hours-settings.js';
import { MembersSettings } from '../../features/settings/members-settings.js';
import { PersonFieldsSettings } from '../../features/settings/person-fields-settings.js';
import { ProfileSettings } from '../../features/settings/profile-settings.js';
import { SecuritySettings } from '../../features/settings/security-settings.js';
import { SnippetsSettings } from '../../features/settings/snippets-settings.js';
import { TagsSettings } from '../../features/settings/tags-settings.js';
import { TargetsSettings } from '../../features/settings/targets-settings.js';
import { TokensSettings } from '../../features/settings/tokens-settings.js';
import { Page } from '../page.js';
import './settings.css';

type SectionName =
  | 'profile'
  | 'security'
  | 'tokens'
  | 'brand'
  | 'hours'
  | 'targets'
  | 'members'
  | 'tags'
  | 'snippets'
  | 'people'
  | 'reports'
  | 'audit';
type Entry = { name: SectionName; needs?: Permission; text: string; body: ReactNode };

export function SettingsScreen() {
  const { t } = useTranslation();
  const { section = 'profile' } = useParams();
  const { permissions, seat } = useSession();
  const groups: { id: 'mine' | 'brand'; entries: Entry[] }[] = [
    {
      id: 'mine',
      entries: [
        { name: 'profile', text: t('settings.profileText'), body: <ProfileSettings /> },
        { name: 'security', text: t('settings.securityText'), body: <SecuritySettings /> },
        { name: 'tokens', needs: 'brand.read', text: t('settings.tokensText'), body: <TokensSettings /> },
      ],
    },
    {
      id: 'brand',
      entries: [
        { name: 'brand', needs: 'brand.read', text: t('settings.brandText'), body: <BrandSettings /> },
        { name: 'hours', needs: 'workflow.read', text: t('settings.hoursText'), body: <HoursSettings /> },
        {
          name: 'targets',
          needs: 'workflow.read',
          text: t('settings.targetsText'),
          body: <TargetsSettings />,
        },
        {
          name: 'members',
          needs: 'members.read',
          text: t('settings.membersText'),
          body: <MembersSettings />,
        },
        { name: 'tags', needs: 'brand.read', text: t('settings.tagsText'), body: <TagsSettings /> },
        {
          name: 'snippets',
          needs: 'conversations.reply',
          text: t('snippets.text'),
          body: <SnippetsSettings />,
        },
        {
          name: 'people',
          needs: 'people.read',
          text: t('personFields.settings'),
          body: <PersonFieldsSettings />,
        },
        {
          name: 'reports',
          needs: 'reports.read',
          text: t('reports.settingsText'),
          body: <MemberFiguresSetting />,
        },
        { name: 'audit', needs: 'audit.read', text: t('settings.auditText'), body: <AuditSettings /> },
      ],
    },
  ];
  const allowed = (entry: Entry) => !entry.needs || permissions.includes(entry.needs);
  const current = groups
    .flatMap((group) => group.entries)
    .find((entry) => entry.name === section && allowed(entry));
  const nav = useRef<HTMLElement>(null);
  // On a phone the sections stand in a row that scrolls: the one shown has to be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another section is shown
  useEffect(() => {
    const active = nav.current?.querySelector<HTMLElement>('.active');
    if (nav.current && active)
      nav.current.scrollLeft = active.offsetLeft - (nav.current.clientWidth - active.offsetWidth) / 2;
  }, [current?.name]);
  if (!current) return <Navigate to="/settings/profile" replace />;
  return (
    <div className="settings">
      <nav ref={nav} className="settings-nav" aria-label={t('settings.title')}>
        <p className="settings-nav-title">{t('settings.title')}</p>
        {groups.map((group) => (
          <div key={group.id} className="settings-group">
            <p className="settings-nav-group">
              {group.id === 'brand' && seat ? seat.brandName : t(`settings.groups.${group.id}`)}
            </p>
            {group.entries.filter(allowed).map((entry) => (
              <NavLink key={entry.name} to={`/settings/${entry.name}`} className="settings-link">
                {t(`settings.sections.${entry.name}`)}
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <Page key={current.name} title={t(`settings.sections.${current.name}`)} text={current.text}>
        {current.body}
      </Page>
    </div>
  );
}
