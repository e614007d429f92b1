import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Bulk, bulkResultSchema, bulkSchema } from '@parley/shared/bulk.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { BulkService } from './bulk.service.js';

@ApiTags('conversations')
@Controller('api/v1/conversations')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  @Post('bulk')
  @HttpCode(200)
  @Access('conversations.manage')
  @ApiOkResponse({ standardSchema: bulkResultSchema })
  run(@CurrentCaller() { seat }: Member, @Body({ schema: bulkSchema }) body: Bulk) {
    return this.bulk.run(seat, body);
  }
}
