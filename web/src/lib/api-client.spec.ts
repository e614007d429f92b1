import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, api, apiUrl, getList, setSignedOutListener } from './api-client.js';

const answer = (status: number, body: string) =>
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(body, { status }));

afterEach(() => setSignedOutListener(() => undefined));

describe('api', () => {
  it('leaves empty parameters out of the address', () => {
    expect(apiUrl('/conversations', { view: 'ours', tagId: undefined, q: '', limit: 0 })).toBe(
      '/api/v1/conversations?view=ours&limit=0',
    );
  });

  it('turns a problem body into a typed error that knows its fields', async () => {
    answer(
      400,
      JSON.stringify({
        code: 'invalid_request',
        message: 'bad',
        requestId: 'r1',
        issues: [{ path: ['settings', 'host'], message: 'required' }],
      }),
    );
    const error = (await api.post('/channels', {}).catch((thrown: unknown) => thrown)) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect(error.code).toBe('invalid_request');
    expect(error.issueFor('settings.host')).toBe('required');
    expect(error.issueFor('settings.port')).toBeUndefined();
  });

  it('reads short lists bare or as a page', async () => {
    answer(200, '[1]');
    await expect(getList('/tags')).resolves.toEqual([1]);
    answer(200, '{"items":[2],"nextCursor":null}');
    await expect(getList('/tags')).resolves.toEqual([2]);
  });

  it('says offline when no answer comes, and unavailable for a proxy page', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('failed'));
    await expect(api.get('/x')).rejects.toMatchObject({ code: 'offline', status: 0 });
    answer(502, '<html>Bad Gateway</html>');
    await expect(api.get('/x')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('tells once the session is gone, but not on a wrong password', async () => {
    const gone = vi.fn();
    setSignedOutListener(gone);
    answer(401, JSON.stringify({ code: 'invalid_credentials', message: '', requestId: '' }));
    await api.post('/session').catch(() => undefined);
    expect(gone).not.toHaveBeenCalled();
    answer(401, JSON.stringify({ code: 'unauthenticated', message: '', requestId: '' }));
    await api.get('/x').catch(() => undefined);
    expect(gone).toHaveBeenCalledOnce();
  });
});
