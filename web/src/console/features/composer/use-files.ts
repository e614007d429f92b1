import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/time.js';
import { uploadAttachment } from '../../../lib/upload.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import type { UploadedFile } from './composition.js';

export type Upload = { key: string; name: string; share: number };
type Limits = ChannelManifest['limits'];

/** Why the channel would refuse a file; null when it takes it. `size` in bytes. */
export function refusal(file: { type: string; size: number }, limits: Limits): 'size' | 'type' | null {
  if (file.size > limits.attachmentBytes) return 'size';
  if (
    limits.attachmentTypes &&
    !limits.attachmentTypes.some((type) =>
      type.endsWith('/') ? file.type.startsWith(type) : file.type === type,
    )
  )
    return 'type';
  return null;
}

/** Uploads what is picked, dropped or pasted, within the channel's limits. */
export function useFiles(
  limits: Limits | undefined,
  present: number,
  onUploaded: (file: UploadedFile) => void,
) {
  const { t, i18n } = useTranslation();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const serial = useRef(0);
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const controller of all.values()) controller.abort();
    };
  }, []);

  const complain = (text: string) => toast.show({ tone: 'error', text });

  const add = (files: File[]) => {
    let room = (limits?.attachments ?? 20) - present - uploads.length;
    for (const file of files) {
      const no = limits ? refusal(file, limits) : null;
      if (no === 'size')
        complain(
          t('composer.fileTooLarge', {
            name: file.name,
            size: formatBytes(i18n.language, limits?.attachmentBytes ?? 0),
          }),
        );
      else if (no === 'type') complain(t('composer.fileType', { name: file.name }));
      else if (room-- <= 0) {
        complain(t('composer.tooManyFiles', { count: limits?.attachments ?? 20 }));
        return;
      } else void upload(file);
    }
  };

  const upload = async (file: File) => {
    const key = `upload-${++serial.current}`;
    const controller = new AbortController();
    running.current.set(key, controller);
    setUploads((all) => [...all, { key, name: file.name, share: 0 }]);
    try {
      const attachment = await uploadAttachment(file, {
        signal: controller.signal,
        onProgress: (share) =>
          setUploads((all) => all.map((one) => (one.key === key ? { ...one, share } : one))),
      });
      onUploaded({
        id: attachment.id,
        name: attachment.filename,
        size: attachment.size,
        contentType: attachment.contentType,
      });
    } catch (error) {
      if (!controller.signal.aborted)
        complain(`${t('composer.uploadFailed', { name: file.name })}: ${problemText(error)}`);
    } finally {
      running.current.delete(key);
      setUploads((all) => all.filter((one) => one.key !== key));
    }
  };

  return { uploads, add, cancel: (key: string) => running.current.get(key)?.abort() };
}
