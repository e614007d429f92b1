import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { nowBoardSchema } from '@parley/shared/now.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { NowBoards } from './now-boards.service.js';

/** Who waits at this moment. Whoever reads conversations sees it, as far as they see channels. */
@ApiTags('now')
@Controller('api/v1/now')
export class NowController {
  constructor(private readonly boards: NowBoards) {}

  @Get()
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: nowBoardSchema })
  board(@CurrentCaller() { seat }: Member) {
    return this.boards.of(seat);
  }
}
