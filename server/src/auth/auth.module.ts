import { Global, Module } from '@nestjs/common';
import { Authenticator } from '../platform/http/caller.js';
import { Afterwards } from './afterwards.service.js';
import { ApiTokensService } from './api-tokens.service.js';
import { Audit } from './audit.service.js';
import { AuditTrail } from './audit-trail.service.js';
import { AuthenticatorService } from './authenticator.service.js';
import { ExpiredCredentials } from './expired-credentials.service.js';
import { HouseMail } from './house-mail.service.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { PasswordAttempts } from './password-attempts.service.js';
import { PasswordResetLinks } from './password-reset-links.service.js';
import { PasswordResetsController } from './password-resets.controller.js';
import { PasswordResetsService } from './password-resets.service.js';
import { ProfileController } from './profile.controller.js';
import { ProfileService } from './profile.service.js';
import { SeatsController } from './seats.controller.js';
import { SeatsService } from './seats.service.js';
import { SessionController } from './session.controller.js';
import { SessionsService } from './sessions.service.js';
import { SetupController } from './setup.controller.js';
import { SetupService } from './setup.service.js';
import { SignInService } from './sign-in.service.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Global()
@Module({
  controllers: [
    SessionController,
    SetupController,
    InvitationsController,
    PasswordResetsController,
    ProfileController,
    SeatsController,
  ],
  providers: [
    HouseMail,
    Afterwards,
    Audit,
    AuditTrail,
    ApiTokensService,
    ExpiredCredentials,
    InvitationsService,
    PasswordAttempts,
    PasswordResetLinks,
    PasswordResetsService,
    ProfileService,
    SeatsService,
    SessionsService,
    SetupService,
    SignInService,
    UsersRepository,
    UsersService,
    AuthenticatorService,
    { provide: Authenticator, useExisting: AuthenticatorService },
  ],
  exports: [
    HouseMail,
    Audit,
    Authenticator,
    PasswordResetsService,
    SessionsService,
    UsersService,
    ApiTokensService,
  ],
})
export class AuthModule {}
