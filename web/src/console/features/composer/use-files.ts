import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/time.js';
import { uploadAttachment } from '../../../lib/upload.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import type { UploadedFile } from './composition.js';

export type Upload = {
  key: string;
  file: File;
  name: string;
  size: number;
  contentType: string;
  /** From 0 to 1. */
  share: number;
  /** Why it did not arrive; it can be tried again. */
  failed: string | null;
  inline: boolean;
};
type Limits = ChannelManifest['limits'];

/** Why the channel would refuse a file; null when it takes it. `size` in bytes, `others`: bytes of those that go along. */
export function refusal(
  file: { type: string; size: number },
  limits: Limits,
  others = 0,
): 'size' | 'type' | 'total' | null {
  if (file.size > limits.attachmentBytes) return 'size';
  if (
    limits.attachmentTypes &&
    !limits.attachmentTypes.some((type) =>
      type.endsWith('/') ? file.type.startsWith(type) : file.type === type,
    )
  )
    return 'type';
  return others + file.size > limits.totalBytes ? 'total' : null;
}

/** Uploads what is picked, dropped or pasted, within the channel's limits. `present`: the files that are there already. */
export function useFiles(
  limits: Limits | undefined,
  present: readonly UploadedFile[],
  onUploaded: (file: UploadedFile) => void,
) {
  const { t, i18n } = useTranslation();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const serial = useRef(0);
  const latest = useRef(onUploaded);
  latest.current = onUploaded;
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const controller of all.values()) controller.abort();
    };
  }, []);

  const complain = (text: string) => toast.show({ tone: 'error', text });

  /** `inline`: pictures among them go into the text. */
  const add = (files: File[], { inline = false }: { inline?: boolean } = {}) => {
    let room = (limits?.attachments ?? 20) - present.length - uploads.length;
    let bytes = [...present, ...uploads].reduce((sum, { size }) => sum + size, 0);
    for (const file of files) {
      const no = limits ? refusal(file, limits, bytes) : null;
      const size = (limit: number | undefined) => formatBytes(i18n.language, limit ?? 0);
      if (no === 'size')
        complain(t('composer.fileTooLarge', { name: file.name, size: size(limits?.attachmentBytes) }));
      else if (no === 'type') complain(t('composer.fileType', { name: file.name }));
      else if (no === 'total')
        complain(t('composer.filesTooLarge', { name: file.name, size: size(limits?.totalBytes) }));
      else if (room-- <= 0) {
        complain(t('composer.tooManyFiles', { count: limits?.attachments ?? 20 }));
        return;
      } else {
        bytes += file.size;
        const key = `upload-${++serial.current}`;
        const upload: Upload = {
          key,
          file,
          name: file.name,
          size: file.size,
          contentType: file.type,
          share: 0,
          failed: null,
          inline: inline && file.type.startsWith('image/'),
        };
        setUploads((all) => [...all, upload]);
        void send(upload);
      }
    }
  };

  const change = (key: string, part: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const drop = (key: string) => setUploads((all) => all.filter((one) => one.key !== key));

  const send = async (upload: Upload) => {
    const { key, file, inline } = upload;
    const controller = new AbortController();
    running.current.set(key, controller);
    try {
      const attachment = await uploadAttachment(file, {
        signal: controller.signal,
        onProgress: (share) => change(key, { share }),
      });
      const { id, filename: name, size, contentType } = attachment;
      latest.current({ id, name, size, contentType, ...(inline ? { inline } : {}) });
      drop(key);
    } catch (error) {
      if (controller.signal.aborted) drop(key);
      else change(key, { failed: problemText(error) });
    } finally {
      running.current.delete(key);
    }
  };

  return {
    uploads,
    /** Some are still on their way; those that failed wait for a word of the writer. */
    pending: uploads.some(({ failed }) => failed === null),
    add,
    retry: (key: string) => {
      const upload = uploads.find((one) => one.key === key);
      if (!upload || running.current.has(key)) return;
      change(key, { failed: null, share: 0 });
      void send(upload);
    },
    remove: (key: string) => {
      const controller = running.current.get(key);
      if (controller) controller.abort();
      else drop(key);
    },
  };
}
