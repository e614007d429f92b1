import { randomBytes } from 'node:crypto';

/** A new secret, as Standard Webhooks writes them. */
export const newAlertSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;

/** What the sealed secret of an alert is bound to. */
export const alertSecretContext = ({ brandId, id }: { brandId: string; id: string }): string =>
  `alert:${brandId}:${id}:webhook`;
