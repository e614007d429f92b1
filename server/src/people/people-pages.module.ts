import { Global, Module } from '@nestjs/common';
import { AvatarFetch } from './avatar-fetch.service.js';
import { MergeSuggestions } from './merge-suggestions.service.js';
import { PeopleController } from './people.controller.js';
import { PeopleRepository } from './people.repository.js';
import { PeopleService } from './people.service.js';
import { PersonPresenter } from './person.presenter.js';
import { PersonFieldsController } from './person-fields.controller.js';
import { PersonFields } from './person-fields.service.js';

/** What members see and change of people. Who is who when something comes in is PeopleModule's. */
@Global()
@Module({
  controllers: [PersonFieldsController, PeopleController],
  providers: [AvatarFetch, MergeSuggestions, PeopleRepository, PeopleService, PersonFields, PersonPresenter],
  exports: [PeopleService],
})
export class PeoplePagesModule {}
