import type { ChannelDetail } from '@parley/shared/channels.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { CopyLine } from '../../../ui/copy-line.js';
import { Segmented } from '../../../ui/segmented.js';
import { useRotateSecret } from './channels-api.js';
import './embed.css';
import { endpointIdOf, policyLines, scriptTag } from './embed-settings.js';

/** The line for the website, what it may say, and what a strict page must allow. */
export function EmbedGuide({ endpointUrl }: { endpointUrl: string }) {
  const { t } = useTranslation();
  const { origin } = new URL(endpointUrl);
  return (
    <div className="form">
      <CopyLine label={t('livechat.tag')} value={scriptTag(endpointIdOf(endpointUrl), origin)} hideLabel />
      <details className="form-advanced">
        <summary>{t('livechat.options')}</summary>
        <dl className="embed-options">
          <dt>data-language="de"</dt>
          <dd>{t('livechat.optionLanguage')}</dd>
          <dt>data-side="left"</dt>
          <dd>{t('livechat.optionSide')}</dd>
          <dt>data-theme="dark"</dt>
          <dd>{t('livechat.optionTheme')}</dd>
          <dt>data-identity="…"</dt>
          <dd>{t('livechat.optionIdentity')}</dd>
        </dl>
      </details>
      <details className="form-advanced">
        <summary>{t('livechat.policy')}</summary>
        <p className="embed-text">{t('livechat.policyText')}</p>
        <Code text={policyLines(origin).join('\n')} label={t('livechat.policy')} />
      </details>
    </div>
  );
}

/** How a server says who a visitor is. */
export function EmbedIdentity({ channel }: { channel: ChannelDetail }) {
  const { t } = useTranslation();
  const rotate = useRotateSecret(channel.id);
  const [asking, setAsking] = useState(false);
  const [language, setLanguage] = useState<keyof typeof examples>('node');
  const secret = rotate.data?.endpointSecret;
  return (
    <div className="form">
      <Segmented
        size="sm"
        label={t('livechat.identity')}
        value={language}
        options={[
          { value: 'node', label: 'Node' },
          { value: 'php', label: 'PHP' },
        ]}
        onChange={setLanguage}
      />
      <Code text={examples[language]} label={t('livechat.identity')} />
      <p className="embed-text">{t('livechat.identityHow')}</p>
      {secret ? (
        <CopyLine label={t('livechat.secret')} value={secret} hint={t('app.copySecretHint')} />
      ) : (
        <p className="embed-text">{t('livechat.secretStored')}</p>
      )}
      <div className="form-actions">
        <Button onClick={() => setAsking(true)}>{t('livechat.rotate')}</Button>
      </div>
      {asking && (
        <Confirm
          title={t('livechat.rotate')}
          description={t('livechat.rotateText')}
          action={t('livechat.rotate')}
          danger
          onConfirm={() => rotate.mutateAsync()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Code({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
    <section className="embed-code" tabIndex={0} aria-label={label}>
      <pre>
        <code>{text}</code>
      </pre>
    </section>
  );
}

const examples = {
  node: `import { createHmac } from 'node:crypto';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = Math.floor(Date.now() / 1000);
const head = part({ alg: 'HS256', typ: 'JWT' });
const body = part({ sub: user.id, name: user.name, email: user.email, iat: now, exp: now + 3600 });
const identity = [
  head,
  body,
  createHmac('sha256', process.env.PARLEY_CHAT_SECRET).update(\`\${head}.\${body}\`).digest('base64url'),
].join('.');`,
  php: `$part = fn(string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
$head = $part(json_encode(['alg' => 'HS256', 'typ' => 'JWT']));
$body = $part(json_encode([
    'sub' => $user->id, 'name' => $user->name, 'email' => $user->email,
    'iat' => time(), 'exp' => time() + 3600,
]));
$identity = "$head.$body." . $part(
    hash_hmac('sha256', "$head.$body", getenv('PARLEY_CHAT_SECRET'), true)
);`,
};
