import { Global, Module } from '@nestjs/common';
import { Identities } from './identities.service.js';
import { JoinedIdentities } from './joined-identities.service.js';

@Global()
@Module({ providers: [Identities, JoinedIdentities], exports: [Identities, JoinedIdentities] })
export class PeopleModule {}
