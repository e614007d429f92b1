import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { searchHitSchema, searchQuerySchema } from '@parley/shared/conversations.js';
import { pageOf } from '@parley/shared/page.js';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { SearchService } from './search.service.js';

@ApiTags('search')
@Controller('api/v1/search')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get()
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: pageOf(searchHitSchema) })
  find(
    @CurrentCaller() caller: Member,
    @Query({ schema: searchQuerySchema }) query: z.infer<typeof searchQuerySchema>,
  ) {
    return this.search.find(caller, query);
  }
}
