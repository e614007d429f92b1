import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { SchemaPipe } from './schema.pipe.js';

const schema = z.object({
  name: z.string().trim().min(1),
  when: z.object({ hours: z.array(z.number()) }).optional(),
});
const through = (value: unknown) => new SchemaPipe().transform(value, { type: 'body', schema } as never);

describe('SchemaPipe', () => {
  it('gives what the schema makes of the value', async () => {
    expect(await through({ name: ' Anna ', more: 1 })).toEqual({ name: 'Anna' });
  });

  it('names every field that does not fit', async () => {
    await expect(through({ name: '', when: { hours: [1, 'two'] } })).rejects.toMatchObject({
      code: 'invalid_request',
      issues: [
        { path: ['name'], message: expect.any(String) },
        { path: ['when', 'hours', 1], message: expect.any(String) },
      ],
    });
    await expect(through(undefined)).rejects.toMatchObject({
      code: 'invalid_request',
      issues: [{ path: [] }],
    });
  });

  it('mends what the database could not hold', async () => {
    expect(await through({ name: 'a\0b\ud800' })).toEqual({ name: 'a\u{fffd}b\u{fffd}' });
  });
});
