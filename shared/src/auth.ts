import { z } from 'zod';
import { idSchema, instantSchema } from './page.js';
import { permissionSchema, roleSchema } from './permissions.js';

export const emailAddressSchema = z.string().trim().toLowerCase().pipe(z.email().max(254));
/** At least 10 characters; the server also refuses the best-known ones (`weak_password`). */
export const passwordSchema = z.string().min(10).max(200);
export const personNameSchema = z.string().trim().min(1).max(120);
export const localeSchema = z.enum(['en', 'de']);
export type Locale = z.infer<typeof localeSchema>;
export const themeSchema = z.enum(['system', 'light', 'dark']);

export const signInSchema = z.object({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(200),
});

export const seatSchema = z
  .object({
    memberId: idSchema,
    brandId: idSchema,
    brandName: z.string(),
    brandColor: z.string(),
    role: roleSchema,
  })
  .meta({ id: 'Seat' });

/** Who is signed in, where they sit, and in which brand this session works now. */
export const sessionViewSchema = z
  .object({
    user: z.object({
      id: idSchema,
      email: z.string(),
      name: z.string(),
      locale: localeSchema,
      theme: themeSchema,
    }),
    seats: z.array(seatSchema),
    /** `null` when the user sits in no brand (any more). */
    seat: seatSchema.nullable(),
    permissions: z.array(permissionSchema),
    /** Milliseconds a reply of this member is held so that it can be undone. */
    undoMs: z.number().int(),
  })
  .meta({ id: 'SessionView' });
export type SessionView = z.infer<typeof sessionViewSchema>;

export const switchBrandSchema = z.object({ brandId: idSchema });

export const setupStateSchema = z.object({ needed: z.boolean() }).meta({ id: 'SetupState' });
export const setupSchema = z.object({
  /** From the one-time link printed at start. */
  token: z.string().min(1).max(200),
  brandName: z.string().trim().min(1).max(120),
  name: personNameSchema,
  email: emailAddressSchema,
  password: passwordSchema,
  locale: localeSchema.default('en'),
  timezone: z.string().max(64).default('UTC'),
});

export const tokenParamSchema = z.object({ token: z.string().min(1).max(200) });

export const inviteSchema = z.object({ email: emailAddressSchema, role: roleSchema });
export const invitationSchema = z
  .object({
    id: idSchema,
    email: z.string(),
    role: roleSchema,
    createdAt: instantSchema,
    expiresAt: instantSchema,
    invitedBy: z.string(),
  })
  .meta({ id: 'Invitation' });
/** Only the answer to the creation carries the link: it is stored hashed. */
export const invitationCreatedSchema = invitationSchema
  .extend({ link: z.string() })
  .meta({ id: 'InvitationCreated' });
export const invitationPreviewSchema = z
  .object({ email: z.string(), brandName: z.string(), role: roleSchema, userExists: z.boolean() })
  .meta({ id: 'InvitationPreview' });
/** Someone who already has an account proves it with its password; `name` is then ignored. */
export const acceptInvitationSchema = z.object({
  name: personNameSchema.optional(),
  password: z.string().min(1).max(200),
  locale: localeSchema.optional(),
});

export const requestPasswordResetSchema = z.object({ email: emailAddressSchema });
export const passwordResetPreviewSchema = z
  .object({ email: z.string() })
  .meta({ id: 'PasswordResetPreview' });
export const resetPasswordSchema = z.object({ password: passwordSchema });

export const profileSchema = z
  .object({
    id: idSchema,
    email: z.string(),
    name: z.string(),
    locale: localeSchema,
    theme: themeSchema,
    undoMs: z.number().int(),
    /** Signature under this member's mails in the current brand; plain text. */
    signature: z.string(),
  })
  .meta({ id: 'Profile' });
export const updateProfileSchema = z.object({
  name: personNameSchema.optional(),
  locale: localeSchema.optional(),
  theme: themeSchema.optional(),
  undoMs: z.number().int().min(0).max(30_000).optional(),
  signature: z.string().max(5_000).optional(),
});
export const changePasswordSchema = z.object({
  current: z.string().min(1).max(200),
  password: passwordSchema,
});

export const sessionRowSchema = z
  .object({
    id: idSchema,
    createdAt: instantSchema,
    lastSeenAt: instantSchema,
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    current: z.boolean(),
  })
  .meta({ id: 'SessionRow' });

export const createApiTokenSchema = z.object({
  name: z.string().trim().min(1).max(80),
  expiresAt: instantSchema.optional(),
  /** Fewer rights than the role has; all of the role's when left out. */
  permissions: z.array(permissionSchema).min(1).optional(),
});
export const apiTokenSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    /** The first characters, to tell tokens apart. */
    prefix: z.string(),
    createdAt: instantSchema,
    lastUsedAt: instantSchema.nullable(),
    expiresAt: instantSchema.nullable(),
    permissions: z.array(permissionSchema).nullable(),
  })
  .meta({ id: 'ApiToken' });
/** Only this answer ever carries the token itself. */
export const apiTokenCreatedSchema = apiTokenSchema
  .extend({ token: z.string() })
  .meta({ id: 'ApiTokenCreated' });

export const auditEntrySchema = z
  .object({
    id: idSchema,
    at: instantSchema,
    action: z.string(),
    actorName: z.string().nullable(),
    ip: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });
