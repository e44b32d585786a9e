import { addressBatchRoutes } from '../../http/bulk/address-batches.ts'
import type { AddressBatchParts } from '../../http/bulk/batch-desk.ts'
import { layerBatchRoutes } from '../../http/bulk/layer-batches.ts'
import { type LayerPageParts, layerPageRoutes } from '../../http/bulk/layer-pages/layer-page.ts'
import { challengeRoutes } from '../../http/doors/challenge.ts'
import { correctionRoutes } from '../../http/doors/corrections.ts'
import { type DeclarationParts, declarationRoutes } from '../../http/doors/declarations.ts'
import { type EvidenceRouteParts, evidenceRoutes } from '../../http/doors/evidence.ts'
import { type ObjectionParts, objectionRoute } from '../../http/doors/objections.ts'
import { type FollowPageParts, followPage } from '../../http/doors/pages/follow-page.ts'
import { reportPageRoutes } from '../../http/doors/pages/report-page.ts'
import { type ReportParts, reportRoutes } from '../../http/doors/reports.ts'
import type { App } from '../../http/edge/app-type.ts'
import { type HistoryPageParts, historyPageRoutes } from '../../http/office/history/history-page.ts'
import { type OverviewPageParts, overviewPageRoutes } from '../../http/office/overview/overview-page.ts'
import { type RecentPageParts, recentPageRoutes } from '../../http/office/recent/recent-page.ts'
import { type RequestsPageParts, requestsPageRoutes } from '../../http/office/requests/requests-page.ts'
import { type TablePageParts, tablePageRoutes } from '../../http/office/table/table-page.ts'
import type { CertificateParts } from '../../http/pages/certificates/certificate-papers.ts'
import { certificateRoutes } from '../../http/pages/certificates/certificate-routes.ts'
import { type DeskPageParts, deskPage } from '../../http/pages/desk/desk-page.ts'
import { type AddressParts, addressRoutes } from '../../http/read/addresses.ts'
import { type CodeParts, codeRoutes } from '../../http/read/codes.ts'
import { type UnitListParts, unitListRoutes } from '../../http/read/unit-list.ts'
import { type UnitRouteParts, unitRoutes } from '../../http/read/units.ts'
import { addressActRoutes } from '../../http/registry/address-acts.ts'
import { addressWriteRoutes } from '../../http/registry/address-writes.ts'
import {
  type ComponentReadParts,
  componentReadRoutes,
} from '../../http/registry/components/component-reads.ts'
import {
  type ComponentWriteParts,
  componentWriteRoutes,
} from '../../http/registry/components/component-writes.ts'
import { type AddressAuditParts, addressAuditRoutes } from '../../http/registry/desk/address-audit.ts'
import {
  type AddressesAtDeskParts,
  addressesAtDeskRoutes,
} from '../../http/registry/desk/addresses-at-desk.ts'
import { amendmentRoutes } from '../../http/registry/desk/amendments.ts'
import { type FindingParts, findingRoutes } from '../../http/registry/desk/findings.ts'
import { type NumberingParts, numberingRoutes } from '../../http/registry/desk/numbering.ts'
import { type OverviewParts, overviewRoutes } from '../../http/registry/desk/overview.ts'
import { type QueueParts, queueRoutes } from '../../http/registry/desk/queue.ts'
import { type RedactionParts, redactionRoutes } from '../../http/registry/desk/redactions.ts'
import { type EventParts, eventRoutes } from '../../http/registry/events.ts'
import { type FeedParts, feedRoutes } from '../../http/registry/feeds.ts'
import { type ProposalParts, proposalRoutes } from '../../http/registry/proposals.ts'
import { type SupplementParts, supplementRoutes } from '../../http/registry/supplements.ts'
import { type WebhookParts, webhookRoutes } from '../../http/registry/webhooks.ts'
import { ACCOUNT_ROUTES, type AccountRouteParts } from '../accounts/account-routes.ts'
import { PEOPLE_ROUTES, type PeopleRouteParts } from '../people/people-routes.ts'

/** What the routes of {@link REGISTRY_ROUTES} take. */
export type RegistryRouteParts = AddressParts &
  CodeParts &
  UnitRouteParts &
  UnitListParts &
  SupplementParts &
  ComponentReadParts &
  ComponentWriteParts &
  RedactionParts &
  QueueParts &
  AddressesAtDeskParts &
  DeskPageParts &
  FindingParts &
  OverviewParts &
  NumberingParts &
  EventParts &
  FeedParts &
  ProposalParts &
  WebhookParts &
  AddressBatchParts &
  LayerPageParts &
  OverviewPageParts &
  AddressAuditParts &
  HistoryPageParts &
  RecentPageParts &
  RequestsPageParts &
  TablePageParts &
  AccountRouteParts &
  DeclarationParts &
  EvidenceRouteParts &
  ReportParts &
  FollowPageParts &
  CertificateParts &
  ObjectionParts &
  PeopleRouteParts

/** Routes that need the registry and the units alone, and so work on any engine, in the order of the API's description. */
export const REGISTRY_ROUTES: ReadonlyArray<(app: App, parts: RegistryRouteParts) => void> = [
  codeRoutes,
  addressRoutes,
  addressWriteRoutes,
  addressActRoutes,
  numberingRoutes,
  componentReadRoutes,
  componentWriteRoutes,
  supplementRoutes,
  unitListRoutes,
  redactionRoutes,
  proposalRoutes,
  amendmentRoutes,
  queueRoutes,
  addressesAtDeskRoutes,
  deskPage,
  findingRoutes,
  overviewRoutes,
  addressAuditRoutes,
  eventRoutes,
  feedRoutes,
  webhookRoutes,
  declarationRoutes,
  correctionRoutes,
  objectionRoute,
  evidenceRoutes,
  reportRoutes,
  reportPageRoutes,
  challengeRoutes,
  followPage,
  certificateRoutes,
  unitRoutes,
  addressBatchRoutes,
  layerBatchRoutes,
  layerPageRoutes,
  overviewPageRoutes,
  historyPageRoutes,
  recentPageRoutes,
  requestsPageRoutes,
  tablePageRoutes,
  ...ACCOUNT_ROUTES,
  ...PEOPLE_ROUTES,
]
