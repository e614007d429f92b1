import { Global, Module } from '@nestjs/common';
import { AvatarFetch } from './avatar-fetch.service.js';
import { PeopleController } from './people.controller.js';
import { PeopleRepository } from './people.repository.js';
import { PeopleService } from './people.service.js';

/** What members see and change of people. Who is who when something comes in is PeopleModule's. */
@Global()
@Module({
  controllers: [PeopleController],
  providers: [AvatarFetch, PeopleRepository, PeopleService],
  exports: [PeopleService],
})
export class PeoplePagesModule {}
