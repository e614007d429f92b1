import { describe, expect, it } from 'vitest';
import { filterToSave, pathOfView, sameFilter } from './saved-views.js';

describe('a saved view', () => {
  it('is an address that says everything it narrows to', () => {
    expect(pathOfView({ id: 'v1', filter: { view: 'theirs', medium: 'email', tagId: 't1' } })).toBe(
      '/inbox/theirs?medium=email&tagId=t1&saved=v1',
    );
    expect(pathOfView({ id: 'v2', filter: { view: 'ours', q: 'tag:vip parsley' } })).toBe(
      '/search?q=tag%3Avip+parsley&saved=v2',
    );
  });

  it('is the same whatever is left out or empty, and another with one thing more', () => {
    expect(sameFilter({ view: 'ours', medium: undefined }, { view: 'ours' })).toBe(true);
    expect(sameFilter({ view: 'ours', medium: 'chat' }, { view: 'ours' })).toBe(false);
  });

  it('keeps only what is chosen', () => {
    expect(filterToSave({ view: 'ours', medium: undefined, priority: 'high' })).toEqual({
      view: 'ours',
      priority: 'high',
    });
  });
});
