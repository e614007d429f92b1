import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { canReach, parsePasswd } from './postgres-account.js';

describe('parsePasswd', () => {
  it('reads names and numbers, and leaves out what is not an account', () => {
    expect(
      parsePasswd(
        '# comment\nroot:x:0:0:root:/root:/bin/sh\npostgres:x:101:104::/:/bin/sh\n\nnobody:*:-2:-2::/:/\n',
      ),
    ).toEqual([
      { name: 'root', uid: 0, gid: 0 },
      { name: 'postgres', uid: 101, gid: 104 },
    ]);
  });
});

describe('canReach', () => {
  it('looks at every folder on the way, also before the last exists', async () => {
    const base = await mkdtemp(path.join(tmpdir(), 'parley-reach-'));
    try {
      const other = { name: 'other', uid: 54321, gid: 54321 };
      const inner = path.join(base, 'a', 'b');
      await mkdir(inner, { recursive: true });
      expect(await canReach(other, inner)).toBe(false);
      await chmod(base, 0o711);
      expect(await canReach(other, path.join(inner, 'not', 'yet'))).toBe(true);
      await chmod(path.join(base, 'a'), 0o700);
      expect(await canReach(other, inner)).toBe(false);
      expect(await canReach({ ...other, uid: process.getuid?.() ?? 0 }, inner)).toBe(true);
    } finally {
      await rm(base, { recursive: true });
    }
  });
});
