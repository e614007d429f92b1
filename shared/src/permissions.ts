import { z } from 'zod';

/** What a route may ask for. A role is a set of these. */
export const permissions = [
  'conversations.read',
  'conversations.reply',
  'conversations.manage',
  'people.read',
  'people.edit',
  'channels.read',
  'channels.manage',
  'events.read',
  'events.process',
  'workflow.read',
  'workflow.manage',
  'reports.read',
  /** One's own figures, where the brand has figures per member. */
  'reports.own',
  'members.read',
  'members.manage',
  'brand.read',
  'brand.manage',
  'audit.read',
] as const;

export const permissionSchema = z.enum(permissions);
export type Permission = z.infer<typeof permissionSchema>;

export const roleSchema = z.enum(['agent', 'manager', 'owner']);
export type Role = z.infer<typeof roleSchema>;

const agent: Permission[] = [
  'conversations.read',
  'conversations.reply',
  'conversations.manage',
  'people.read',
  'people.edit',
  'channels.read',
  'workflow.read',
  'members.read',
  'brand.read',
  'reports.own',
];
const manager: Permission[] = [...agent, 'workflow.manage', 'reports.read', 'events.read', 'events.process'];

export const rolePermissions: Record<Role, readonly Permission[]> = { agent, manager, owner: permissions };
