import {
  AtSign,
  Braces,
  Camera,
  Globe,
  Hash,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageSquareText,
  MessagesSquare,
  Phone,
  Plug,
  Send,
  Share2,
  Star,
  Users,
  Video,
  Webhook,
} from 'lucide-react';

// The console's set: manifests name one of these, so that no code here knows a kind.
const set: Record<string, LucideIcon> = {
  mail: Mail,
  email: Mail,
  chat: MessagesSquare,
  'message-circle': MessageCircle,
  'message-square': MessageSquareText,
  comment: MessageSquareText,
  dm: MessageCircle,
  api: Braces,
  braces: Braces,
  code: Braces,
  webhook: Webhook,
  plug: Plug,
  at: AtSign,
  globe: Globe,
  hash: Hash,
  send: Send,
  phone: Phone,
  camera: Camera,
  video: Video,
  star: Star,
  users: Users,
  share: Share2,
};

export function ChannelIcon({
  icon,
  medium,
  className,
}: {
  icon: string;
  medium?: string;
  className?: string;
}) {
  const Icon = set[icon] ?? (medium ? set[medium] : undefined) ?? Plug;
  return <Icon className={className} aria-hidden="true" />;
}

/** What kind of talk it is: a comment, a mail, a direct message, a chat. */
export function MediumIcon({ medium, className }: { medium: string; className?: string }) {
  const Icon = set[medium] ?? MessageCircle;
  return <Icon className={className} aria-hidden="true" />;
}
