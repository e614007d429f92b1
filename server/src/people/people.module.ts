import { Global, Module } from '@nestjs/common';
import { Identities } from './identities.service.js';

@Global()
@Module({ providers: [Identities], exports: [Identities] })
export class PeopleModule {}
