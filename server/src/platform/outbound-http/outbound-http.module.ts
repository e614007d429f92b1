import { Global, Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { AddressGuard } from './address-guard.js';
import { AddressPolicy } from './address-policy.js';
import { OutboundHttp } from './outbound-http.js';

@Global()
@Module({
  providers: [
    { provide: AddressPolicy, inject: [Env], useFactory: (env: Env) => new AddressPolicy(env.allowNetworks) },
    {
      provide: AddressGuard,
      inject: [AddressPolicy],
      useFactory: (policy: AddressPolicy) => new AddressGuard(policy),
    },
    {
      provide: OutboundHttp,
      inject: [AddressGuard],
      useFactory: (guard: AddressGuard) => new OutboundHttp(guard),
    },
  ],
  exports: [AddressPolicy, AddressGuard, OutboundHttp],
})
export class OutboundHttpModule {}
