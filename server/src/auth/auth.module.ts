import { Global, Module } from '@nestjs/common';
import { Authenticator, type Caller } from '../platform/http/caller.js';

class NobodyAuthenticator extends Authenticator {
  async authenticate(): Promise<Caller | null> {
    return null;
  }
}

@Global()
@Module({ providers: [{ provide: Authenticator, useClass: NobodyAuthenticator }], exports: [Authenticator] })
export class AuthModule {}
