import type { Brand } from '@parley/shared/brands.js';
import { useQuery } from '@tanstack/react-query';
import {
  ChartColumn,
  Command,
  Hourglass,
  Inbox,
  Keyboard,
  LogOut,
  Megaphone,
  MonitorDown,
  Plug,
  Search,
  Settings,
  UserRound,
  UsersRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useNavigate } from 'react-router';
import { api } from '../../lib/api-client.js';
import { useNarrow } from '../../lib/media.js';
import { Avatar, initials } from '../../ui/avatar.js';
import { cx } from '../../ui/cx.js';
import type { MenuEntry } from '../../ui/menu.js';
import { MenuButton } from '../../ui/menu-button.js';
import { toast } from '../../ui/toast.js';
import { Tooltip } from '../../ui/tooltip.js';
import { useCounts } from '../data/counts.js';
import { useInstall } from '../data/installed.js';
import { keys } from '../data/keys.js';
import { useMay, useMayReports, useSession, useSignOut, useSwitchBrand } from '../data/session.js';
import { Bell } from '../features/notifications/bell.js';
import { useTitle } from './title.js';

/** The slim rail: brand, places, account. At the foot of the page on a phone. */
export function Rail({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const { t } = useTranslation();
  const counts = useCounts();
  const mayChannels = useMay('channels.read');
  const mayPeople = useMay('people.read');
  const mayReports = useMayReports();
  const waiting = counts.data?.mine || counts.data?.ours || 0;
  useTitle(counts.data?.ours ?? 0);
  return (
    <nav className="rail" aria-label={t('app.rail')}>
      <BrandSwitch />
      <SampleMark />
      <RailLink
        to="/inbox"
        label={t('app.inbox')}
        short={t('app.inboxShort')}
        keys="g o"
        icon={<Inbox />}
        dot={waiting > 0}
      />
      <RailLink to="/now" label={t('app.now')} keys="g w" icon={<Hourglass />} />
      <RailLink to="/search" label={t('app.search')} keys="/" icon={<Search />} />
      <RailLink to="/posts" label={t('app.posts')} keys="g b" icon={<Megaphone />} className="rail-rare" />
      {mayPeople && <RailLink to="/people" label={t('app.people')} keys="g p" icon={<UsersRound />} />}
      {mayReports && (
        <RailLink
          to="/reports"
          label={t('app.reports')}
          keys="g r"
          icon={<ChartColumn />}
          className="rail-rare"
        />
      )}
      {mayChannels && (
        <RailLink to="/channels" label={t('app.channels')} keys="g h" icon={<Plug />} className="rail-rare" />
      )}
      <span className="rail-gap" />
      <Bell />
      <RailLink
        to="/settings"
        label={t('app.settings')}
        keys="g ,"
        icon={<Settings />}
        className="rail-rare"
      />
      <AccountMenu onPalette={onPalette} onKeys={onKeys} />
    </nav>
  );
}

function RailLink({
  to,
  label,
  keys,
  icon,
  dot,
  short,
  className,
}: {
  to: string;
  label: string;
  keys?: string;
  icon: ReactNode;
  dot?: boolean;
  /** What stands under the icon on a phone, where the label is too long for it. */
  short?: string;
  className?: string;
}) {
  // Called as it reads there, so that whoever speaks to the page can say what they see.
  const name = useNarrow() ? (short ?? label) : label;
  return (
    <Tooltip label={label} keys={keys} placement="right">
      <NavLink to={to} className={cx('rail-link', className)} aria-label={name}>
        {icon}
        {dot && <span className="rail-dot" aria-hidden="true" />}
        <span className="rail-label" aria-hidden="true">
          {short ?? label}
        </span>
      </NavLink>
    </Tooltip>
  );
}

/** Says on every page that nobody real is waiting here. */
function SampleMark() {
  const { t } = useTranslation();
  const brand = useQuery({
    queryKey: keys.brand,
    queryFn: () => api.get<Brand>('/brand'),
    staleTime: 5 * 60_000,
  });
  if (!brand.data?.sample) return null;
  return (
    <Tooltip label={t('app.sampleText')} placement="right">
      <span className="rail-sample" role="note" aria-label={t('app.sampleText')}>
        {t('app.sample')}
      </span>
    </Tooltip>
  );
}

function BrandSwitch() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const switchBrand = useSwitchBrand();
  const seat = session.seat;
  if (!seat) return null;
  const face = (
    <span
      className="rail-brand"
      style={{ '--brand': seat.brandColor }}
      data-initials={initials(seat.brandName)}
    />
  );
  if (session.seats.length < 2)
    return (
      <Tooltip label={seat.brandName} placement="right">
        <span className="rail-brand-slot" role="img" aria-label={seat.brandName}>
          {face}
        </span>
      </Tooltip>
    );
  const entries: MenuEntry[] = [
    { type: 'heading', id: 'brands', label: t('app.brands') },
    ...session.seats.map((other) => ({
      id: other.brandId,
      label: other.brandName,
      detail: t(`app.roles.${other.role}`),
      checked: other.brandId === seat.brandId,
      onSelect: () =>
        switchBrand.mutate(other.brandId, {
          onSuccess: () => {
            navigate('/inbox/ours');
            toast.show({ text: t('app.switchedTo', { brand: other.brandName }) });
          },
        }),
    })),
  ];
  return (
    <MenuButton
      label={`${t('app.brands')}: ${seat.brandName}`}
      entries={entries}
      icon={face}
      className="rail-brand-slot"
      placement="right"
    />
  );
}

function AccountMenu({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const mayReports = useMayReports();
  const install = useInstall();
  const mayChannels = useMay('channels.read');
  // The foot of the page has no room for these there.
  const phone = useNarrow();
  return (
    <MenuButton
      label={`${t('app.account')}: ${user.name}`}
      placement="right"
      className="rail-account"
      icon={<Avatar name={user.name} size="sm" drawn />}
      entries={[
        { type: 'heading', id: 'who', label: `${user.name} · ${user.email}` },
        {
          id: 'profile',
          label: t('app.profile'),
          icon: <UserRound />,
          onSelect: () => navigate('/settings/profile'),
        },
        ...(mayReports
          ? [
              {
                id: 'reports',
                label: t('app.reports'),
                icon: <ChartColumn />,
                keys: 'g r',
                onSelect: () => navigate('/reports'),
              },
            ]
          : []),
        {
          id: 'settings',
          label: t('app.settings'),
          icon: <Settings />,
          keys: 'g ,',
          onSelect: () => navigate('/settings'),
        },
        ...(phone
          ? [
              {
                id: 'posts',
                label: t('app.posts'),
                icon: <Megaphone />,
                onSelect: () => navigate('/posts'),
              },
            ]
          : []),
        ...(phone && mayChannels
          ? [
              {
                id: 'channels',
                label: t('app.channels'),
                icon: <Plug />,
                onSelect: () => navigate('/channels'),
              },
            ]
          : []),
        { id: 'palette', label: t('app.palette'), icon: <Command />, keys: 'mod+k', onSelect: onPalette },
        { id: 'keys', label: t('app.keys'), icon: <Keyboard />, keys: '?', onSelect: onKeys },
        ...(install
          ? [{ id: 'install', label: t('app.install'), icon: <MonitorDown />, onSelect: install }]
          : []),
        { type: 'separator', id: 's' },
        { id: 'sign-out', label: t('app.signOut'), icon: <LogOut />, onSelect: () => signOut.mutate() },
      ]}
    />
  );
}
