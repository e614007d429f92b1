import type { Attachment } from '@parley/shared/messages.js';
import { ApiError, apiUrl, problemOf } from './api-client.js';

/** Uploads one file; `onProgress` gets shares from 0 to 1. XHR, because fetch tells nothing about sending. */
export function uploadAttachment(
  file: File,
  { onProgress, signal }: { onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiUrl('/attachments'));
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300)
        resolve(JSON.parse(request.responseText) as Attachment);
      else reject(problemOf(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiError(0, 'offline', 'The upload was interrupted.'));
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}
