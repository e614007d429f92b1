import { Module } from '@nestjs/common';
import { CohortRepository } from './cohort/cohort.repository.js';
import { CohortService } from './cohort/cohort.service.js';
import { DigestBuilder } from './cohort/digest-builder.service.js';
import { TurnDigests } from './cohort/turn-digests.service.js';
import { CsvExports } from './csv/csv-exports.service.js';
import { EpisodeCohort } from './episodes/episode-cohort.service.js';
import { EpisodeCounting } from './episodes/episode-counting.service.js';
import { EpisodeDigests } from './episodes/episode-digests.service.js';
import { EpisodeRows } from './episodes/episode-rows.repository.js';
import { ResolutionController } from './episodes/resolution.controller.js';
import { ResolutionReports } from './episodes/resolution.service.js';
import { ResolutionBreakdowns } from './episodes/resolution-breakdown.service.js';
import { BreakdownService } from './figures/breakdown.service.js';
import { NamesRepository } from './figures/names.repository.js';
import { OverviewService } from './figures/overview.service.js';
import { EpisodeListRepository } from './lists/episode-list.repository.js';
import { MessageListRepository } from './lists/message-list.repository.js';
import { PeopleListRepository } from './lists/people-list.repository.js';
import { RowFiles } from './lists/row-files.service.js';
import { RowListsController } from './lists/row-lists.controller.js';
import { RowLists } from './lists/row-lists.service.js';
import { TurnListRepository } from './lists/turn-list.repository.js';
import { TurnListService } from './lists/turn-list.service.js';
import { QuietRepository } from './quiet/quiet.repository.js';
import { QuietService } from './quiet/quiet.service.js';
import { QuietDigests } from './quiet/quiet-digests.service.js';
import { QuietReportsController } from './quiet/quiet-reports.controller.js';
import { QuietReports } from './quiet/quiet-reports.service.js';
import { RecomputationRepository } from './recompute/recomputation.repository.js';
import { RecomputationsController } from './recompute/recomputations.controller.js';
import { Recomputations } from './recompute/recomputations.service.js';
import { ReportScopes } from './report-scope.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportSettingsController } from './settings/report-settings.controller.js';
import { ReportSettingsService } from './settings/report-settings.service.js';
import { VolumeRepository } from './volume/volume.repository.js';
import { VolumeService } from './volume/volume.service.js';
import { VolumeDigests } from './volume/volume-digests.service.js';
import { VolumeReportsController } from './volume/volume-reports.controller.js';
import { VolumeReports } from './volume/volume-reports.service.js';

/** What managers read: figures of turns and episodes, and who waits now. */
@Module({
  controllers: [
    QuietReportsController,
    RecomputationsController,
    ReportsController,
    ReportSettingsController,
    RowListsController,
    ResolutionController,
    VolumeReportsController,
  ],
  providers: [
    BreakdownService,
    CohortRepository,
    CohortService,
    CsvExports,
    DigestBuilder,
    EpisodeCohort,
    EpisodeCounting,
    EpisodeDigests,
    EpisodeListRepository,
    EpisodeRows,
    MessageListRepository,
    NamesRepository,
    OverviewService,
    PeopleListRepository,
    QuietDigests,
    QuietReports,
    QuietRepository,
    QuietService,
    RecomputationRepository,
    Recomputations,
    ReportScopes,
    ReportSettingsService,
    RowFiles,
    RowLists,
    ResolutionBreakdowns,
    ResolutionReports,
    TurnDigests,
    TurnListRepository,
    TurnListService,
    VolumeDigests,
    VolumeReports,
    VolumeRepository,
    VolumeService,
  ],
})
export class ReportsModule {}
