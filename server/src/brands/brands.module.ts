import { Global, Module } from '@nestjs/common';
import { BrandController } from './brand.controller.js';
import { BrandsService } from './brands.service.js';
import { CalendarsService } from './calendars.service.js';
import { MembersService } from './members.service.js';
import { PolicyOverrides } from './policy-overrides.service.js';
import { SnippetsController } from './snippets.controller.js';
import { SnippetsService } from './snippets.service.js';
import { TagsController } from './tags.controller.js';
import { TagsService } from './tags.service.js';
import { TargetsService } from './targets.service.js';

const services = [
  BrandsService,
  CalendarsService,
  MembersService,
  PolicyOverrides,
  SnippetsService,
  TagsService,
  TargetsService,
];

@Global()
@Module({
  controllers: [BrandController, SnippetsController, TagsController],
  providers: services,
  exports: services,
})
export class BrandsModule {}
