import type { WidgetLanguage, WidgetSettings } from '@parley/shared/livechat.js';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Segmented } from '../../../ui/segmented.js';
import './embed.css';
import { embedExample } from './embed-example.js';
import { shownSettings } from './embed-settings.js';
import type { FormValues } from './settings-values.js';

type Props = {
  name: string;
  values: FormValues;
  /** Where the channel's own figures are asked for; null while there is no channel. */
  endpointUrl: string | null;
};

/** The widget itself on a page of its own, in a frame that can reach nothing, following the form as it is typed. */
export function EmbedPreview({ name, values, endpointUrl }: Props) {
  const { t, i18n } = useTranslation();
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(0);
  const [scene, setScene] = useState<'fresh' | 'talk'>('fresh');
  const [theme, setTheme] = useState<'light' | 'dark'>('light');
  const [chosen, setLanguage] = useState<WidgetLanguage>(i18n.language === 'de' ? 'de' : 'en');
  const stored = useStored(endpointUrl);
  const settings = shownSettings(name, values, stored);
  const language = settings.languages.includes(chosen) ? chosen : (settings.languages[0] ?? 'en');

  useEffect(() => {
    const heard = ({ source, data }: MessageEvent) => {
      if (source === frame.current?.contentWindow && data?.type === 'parley.preview.ready')
        setReady((before) => before + 1);
    };
    window.addEventListener('message', heard);
    return () => window.removeEventListener('message', heard);
  }, []);
  const script = embedExample[language];
  const order = JSON.stringify({ type: 'parley.preview', settings, language, theme, scene, script });
  // The frame has no origin to be named; what it is told is what visitors see anyway.
  useEffect(() => {
    if (ready > 0) frame.current?.contentWindow?.postMessage(JSON.parse(order), '*');
  }, [ready, order]);

  return (
    <div className="embed-preview">
      <div className="embed-preview-bar">
        <Segmented
          size="sm"
          label={t('livechat.scene')}
          value={scene}
          options={[
            { value: 'fresh', label: t('livechat.fresh') },
            { value: 'talk', label: t('livechat.talk') },
          ]}
          onChange={setScene}
        />
        <Segmented
          size="sm"
          label={t('livechat.look')}
          value={theme}
          options={[
            { value: 'light', label: t('livechat.light') },
            { value: 'dark', label: t('livechat.dark') },
          ]}
          onChange={setTheme}
        />
        {settings.languages.length > 1 && (
          <Segmented
            size="sm"
            label={t('livechat.language')}
            value={language}
            options={settings.languages.map((one) => ({ value: one, label: one.toUpperCase() }))}
            onChange={setLanguage}
          />
        )}
      </div>
      <iframe
        ref={frame}
        className="embed-frame"
        title={t('livechat.frame')}
        sandbox="allow-scripts"
        src="/widget-preview.html"
      />
    </div>
  );
}

/** What visitors are shown now, with the figures only the server has. */
function useStored(endpointUrl: string | null): WidgetSettings | undefined {
  const path = endpointUrl === null ? null : new URL(endpointUrl).pathname;
  return useQuery({
    queryKey: ['embed-settings', path],
    enabled: path !== null,
    retry: false,
    meta: { quiet: true },
    queryFn: async ({ signal }): Promise<WidgetSettings | null> => {
      const response = await fetch(`${path}/settings`, { signal, credentials: 'omit' });
      // A channel that is stopped answers nobody; the form alone is shown then.
      return response.ok ? ((await response.json()) as WidgetSettings) : null;
    },
  }).data as WidgetSettings | undefined;
}
