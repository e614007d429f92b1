import { Global, Module } from '@nestjs/common';
import { Identities } from './identities.service.js';
import { JoinedIdentities } from './joined-identities.service.js';
import { MergedPeople } from './merged-people.service.js';
import { PersonNames } from './names/person-names.service.js';
import { PersonAttributesRepository } from './person-attributes.repository.js';
import { PersonMergeRepository } from './person-merge.repository.js';
import { PersonMerging } from './person-merging.service.js';

@Global()
@Module({
  providers: [
    Identities,
    JoinedIdentities,
    MergedPeople,
    PersonAttributesRepository,
    PersonMergeRepository,
    PersonMerging,
    PersonNames,
  ],
  exports: [Identities, JoinedIdentities, MergedPeople, PersonMerging, PersonNames],
})
export class PeopleModule {}
