import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { AccessPublic } from '../../platform/http/access.decorator.js';
import { PLUGIN_FILE, PLUGIN_NAME } from './plugin-file.js';

/** Where whoever runs a site gets its plugin from. */
@ApiTags('hooks')
@Controller('hooks/wordpress')
export class PluginController {
  @Get(PLUGIN_NAME)
  @AccessPublic('a plugin for the site, without any secret')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('content-disposition', `attachment; filename="${PLUGIN_NAME}"`)
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The file for wp-content/mu-plugins.' })
  file(): string {
    return PLUGIN_FILE;
  }
}
