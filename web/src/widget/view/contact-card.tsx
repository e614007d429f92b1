/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Chat } from '../chat.js';
import type { Texts } from '../texts.js';
import { Icon } from './icons.js';

/** Asks, once and politely, where an answer may follow to. */
export function ContactCard({ chat, texts, away }: { chat: Chat; texts: Texts; away: boolean }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    if (!/^\S+@\S+\.\S+$/.test(email.trim())) return setWrong(texts.contact.wrong);
    setBusy(true);
    setWrong(null);
    try {
      await chat.saveProfile({ name: name.trim() || null, email: email.trim() });
    } catch (error) {
      setWrong(
        (error as { code?: string }).code === 'invalid_request' ? texts.contact.wrong : texts.contact.failed,
      );
      setBusy(false);
    }
  };
  return (
    <section class="contact" aria-label={texts.contact.email}>
      <p class="contact-text">
        <Icon name="mail" />
        <span>{away ? texts.contact.away : texts.contact.slow}</span>
      </p>
      <label>
        <span>{texts.contact.email}</span>
        <input
          type="email"
          autocomplete="email"
          maxLength={254}
          required
          value={email}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : 'contact-wrong'}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </label>
      <label>
        <span>{texts.contact.name}</span>
        <input
          type="text"
          autocomplete="name"
          maxLength={200}
          dir="auto"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      {wrong !== null && (
        <p class="hint bad" id="contact-wrong" role="alert">
          {wrong}
        </p>
      )}
      <div class="contact-acts">
        <button type="button" class="primary" disabled={busy} onClick={() => void save()}>
          {texts.contact.save}
        </button>
        <button type="button" class="link" onClick={() => chat.setContact('later')}>
          {texts.contact.later}
        </button>
      </div>
    </section>
  );
}
