import { Global, Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { SecretBox } from './secret-box.js';

@Global()
@Module({
  providers: [{ provide: SecretBox, inject: [Env], useFactory: (env: Env) => SecretBox.open(env) }],
  exports: [SecretBox],
})
export class CryptoModule {}
