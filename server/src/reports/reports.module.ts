import { Module } from '@nestjs/common';

/** What managers read: figures of turns and episodes, and who waits now. */
@Module({})
export class ReportsModule {}
