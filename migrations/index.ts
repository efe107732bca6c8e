/** Every migration, oldest first. Append-only: what is here is never edited again, only followed. */
import { PlatformAccessOrganization1795219200000 } from './1795219200000-platform-access-organization';
import { InteractionsToResponses1795219200001 } from './1795219200001-interactions-to-responses';
import { EvaluationsAndPayouts1795219200002 } from './1795219200002-evaluations-and-payouts';
import { RecoveryCaseOwner1795219200003 } from './1795219200003-recovery-case-owner';
import { QuestionnairesAndWaysIn1795219200004 } from './1795219200004-questionnaires-and-ways-in';
import { ResponsesByCollector1795219200005 } from './1795219200005-responses-by-collector';
import { InvitationRules1795219200006 } from './1795219200006-invitation-rules';
import { Mailroom1795219200007 } from './1795219200007-mailroom';
import { SendingPace1795219200008 } from './1795219200008-sending-pace';
import { AnswersInDoubt1795219200009 } from './1795219200009-answers-in-doubt';
import { SendingDesk1795219200010 } from './1795219200010-sending-desk';
import { MessageChannels1795219200011 } from './1795219200011-message-channels';
import { AttributionNotes1795219200013 } from './1795219200013-attribution-notes';
import { FrozenScores1795219200014 } from './1795219200014-frozen-scores';
import { CommentsAndThemes1795219200015 } from './1795219200015-comments-and-themes';
import { IntegritySignals1795219200016 } from './1795219200016-integrity-signals';
import { WhatIf1795219200018 } from './1795219200018-what-if';
import { RollupAlarms1795219200019 } from './1795219200019-rollup-alarms';
import { RegularAnswers1795219200020 } from './1795219200020-regular-answers';
import { BlindDecisions1795219200022 } from './1795219200022-blind-decisions';
import { EvaluationLines1795219200023 } from './1795219200023-evaluation-lines';
import { PayrollRuns1795219200024 } from './1795219200024-payroll-runs';
import { RollupWithoutKeys1795219200025 } from './1795219200025-rollup-without-keys';
import { AnswersByEmployee1795219200026 } from './1795219200026-answers-by-employee';
import { Appeals1795219200027 } from './1795219200027-appeals';
import { SealedRows1795219200028 } from './1795219200028-sealed-rows';
import { SimulationScenarios1795219200031 } from './1795219200031-simulation-scenarios';
import { Equality1795219200032 } from './1795219200032-equality';
import { Approvals1795219200035 } from './1795219200035-approvals';
import { RaterReminders1795219200036 } from './1795219200036-rater-reminders';
import { Promises1795219200040 } from './1795219200040-promises';
import { SnapshotsInRows1795219200044 } from './1795219200044-snapshots-in-rows';
import { BoardsAndDisplays1795219200046 } from './1795219200046-boards-and-displays';
import { QuotesReviewed1795219200047 } from './1795219200047-quotes-reviewed';
import { RecoveryCases1795219200049 } from './1795219200049-recovery-cases';
import { CallsAskedFor1795219200050 } from './1795219200050-calls-asked-for';
import { Gestures1795219200053 } from './1795219200053-gestures';
import { CaseConversation1795219200054 } from './1795219200054-case-conversation';
import { CaseClosing1795219200055 } from './1795219200055-case-closing';
import { Kudos1795219200058 } from './1795219200058-kudos';
import { Awards1795219200059 } from './1795219200059-awards';
import { BoardsFollowChoices1795219200060 } from './1795219200060-boards-follow-choices';
import { Webhooks1795219200061 } from './1795219200061-webhooks';
import { CasesSolved1795219200063 } from './1795219200063-cases-solved';
import { AwardsAsGiven1795219200064 } from './1795219200064-awards-as-given';
import { AttributionDays1795219200065 } from './1795219200065-attribution-days';
import { AnswersSetAside1795219200066 } from './1795219200066-answers-set-aside';
import { CountsInTheIndex1795219200067 } from './1795219200067-counts-in-the-index';

export const migrations = [
  PlatformAccessOrganization1795219200000,
  InteractionsToResponses1795219200001,
  EvaluationsAndPayouts1795219200002,
  RecoveryCaseOwner1795219200003,
  QuestionnairesAndWaysIn1795219200004,
  ResponsesByCollector1795219200005,
  InvitationRules1795219200006,
  Mailroom1795219200007,
  SendingPace1795219200008,
  AnswersInDoubt1795219200009,
  SendingDesk1795219200010,
  MessageChannels1795219200011,
  AttributionNotes1795219200013,
  FrozenScores1795219200014,
  CommentsAndThemes1795219200015,
  IntegritySignals1795219200016,
  WhatIf1795219200018,
  RollupAlarms1795219200019,
  RegularAnswers1795219200020,
  BlindDecisions1795219200022,
  EvaluationLines1795219200023,
  PayrollRuns1795219200024,
  RollupWithoutKeys1795219200025,
  AnswersByEmployee1795219200026,
  Appeals1795219200027,
  SealedRows1795219200028,
  SimulationScenarios1795219200031,
  Equality1795219200032,
  Approvals1795219200035,
  RaterReminders1795219200036,
  Promises1795219200040,
  SnapshotsInRows1795219200044,
  BoardsAndDisplays1795219200046,
  QuotesReviewed1795219200047,
  RecoveryCases1795219200049,
  CallsAskedFor1795219200050,
  Gestures1795219200053,
  CaseConversation1795219200054,
  CaseClosing1795219200055,
  Kudos1795219200058,
  Awards1795219200059,
  BoardsFollowChoices1795219200060,
  Webhooks1795219200061,
  CasesSolved1795219200063,
  AwardsAsGiven1795219200064,
  AttributionDays1795219200065,
  AnswersSetAside1795219200066,
  CountsInTheIndex1795219200067,
];
