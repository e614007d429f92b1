import { ApiBody } from '@nestjs/swagger';
import { z } from 'zod';

type BodySchema = Extract<Parameters<typeof ApiBody>[0], { schema: unknown }>['schema'];

/** Says in the description of the API what a route takes that reads its body by itself (`rawBodyOf`). It checks nothing. */
export const ApiRawBody = (schema: z.ZodType): MethodDecorator =>
  ApiBody({ schema: z.toJSONSchema(schema, { io: 'input', target: 'openapi-3.0' }) as BodySchema });
