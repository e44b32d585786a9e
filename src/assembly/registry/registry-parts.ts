import type { KeyObject } from 'node:crypto'
import type { App } from '../../http/edge/app-type.ts'
import { ActorGuard, type ActorOf } from '../../http/registry/actor-guard.ts'
import { noteBeside } from '../../registry/accounts/audit.ts'
import { CreationLimit } from '../../registry/accounts/limits/creation-limit.ts'
import { backlogOf } from '../../registry/backlog.ts'
import type { CertificateRules } from '../../registry/certificates/certificate-rules.ts'
import { Certificates } from '../../registry/certificates/certificates.ts'
import { ChangeTally } from '../../registry/change-tally.ts'
import { ComponentHistory } from '../../registry/components/component-history.ts'
import { Components, type ComponentsParts } from '../../registry/components/components.ts'
import { AddressAudit } from '../../registry/desk/address-audit.ts'
import { AddressesAtDesk } from '../../registry/desk/addresses-at-desk.ts'
import { FindingActs } from '../../registry/desk/finding-acts.ts'
import { Overview } from '../../registry/desk/overview.ts'
import { Queue } from '../../registry/desk/queue.ts'
import { RecentChanges } from '../../registry/desk/recent-changes.ts'
import { EventFeed } from '../../registry/event-feed.ts'
import type { IdentifierScheme } from '../../registry/identifier-schemes.ts'
import { Numbering } from '../../registry/numbering/numbering.ts'
import { Redactions } from '../../registry/redaction/redactions.ts'
import { Registry, type RegistryParts } from '../../registry/registry.ts'
import { AddressSupplements } from '../../registry/supplements/address-supplements.ts'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import { CodeBound } from '../../store/people/code-bound.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { Cover } from '../../store/registry/code-rows.ts'
import type { RegistryStore, WriteEnd } from '../../store/registry/registry-store.ts'
import { accountRoom } from '../accounts/account-room.ts'
import { accountSentences } from '../accounts/account-sentences.ts'
import { firstActor } from '../accounts/first-actor.ts'
import type { LoginGiven } from '../accounts/login-room.ts'
import { type AfterChanges, afterChanges } from '../after-changes.ts'
import { loadFieldProfiles } from '../checking/checking-ports.ts'
import { doorParts } from '../doors/door-parts.ts'
import { forgetEnded } from '../doors/forget-ended.ts'
import { emptyJournals } from '../empty-journals.ts'
import { HeadCopying } from '../head-copying.ts'
import { peopleRoom } from '../people/people-room.ts'
import { sealWhileListening } from '../people/seal-while-listening.ts'
import { waitingRoom } from '../waiting-room.ts'

export interface RegistryGiven {
  /** Opens the write side over whatever holds the record. */
  readonly openStore: (cover: Cover | undefined, onEnd: (end: WriteEnd) => void) => RegistryStore
  /** What is kept beside the record; without it nothing can wait for another person. */
  readonly people: PeopleStore | undefined
  /** Where what must not come back with a backup is noted. */
  readonly log: AfterBackupLog
  readonly findings: NonNullable<RegistryParts['findings']>
  /** What is wrong with the place of a hamlet. */
  readonly placeFindings: ComponentsParts['findings']
  /** Asks who reads the record here to leave its journal, so that it can be emptied. */
  readonly leaveJournal: () => void
  /** Who sends a request, by a way beside keys and sessions; a test's own. */
  readonly actorOf: ActorOf | undefined
  /** What signs the forms of those who have none; drawn anew at each start where there is no key. */
  readonly formKey: KeyObject | undefined
  /** Base URL of the server, where it is configured. */
  readonly publicUrl: string | undefined
  /** Days for which photos are kept after their declaration's end. */
  readonly evidenceDays: number
  /** Bytes of photos that are kept a day of those without an account. */
  readonly evidenceBytesADay: number
  /** Networks within that webhooks may go to. */
  readonly webhookAllow: readonly string[]
  /** Certificate of an authority beside the usual ones that webhooks may show; a test's own. */
  readonly webhookCa: string | undefined
  /** Schemes of identifiers beside those of the program. */
  readonly schemes: readonly IdentifierScheme[]
  /** Addresses that an account creates on a day without another person's yes; 0 for no limit. */
  readonly creationsADay: number
  /** Whether accounts of the demonstration come in from other machines too. */
  readonly demoAccounts: boolean
  /** What communes have decided about papers. */
  readonly certificateRules: CertificateRules
  /** Whether the record is demonstration data. */
  readonly isDemo: () => boolean
  /** A provider of OpenID Connect; undefined for none. */
  readonly oidc: LoginGiven['oidc']
  /** Told of what failed beside any request, with a sentence for the log. */
  readonly onError: (error: unknown, sentence: string) => void
}

/** What the registry's routes are made of, whatever holds the record. */
export function registryParts({
  openStore,
  people,
  log,
  findings,
  placeFindings,
  leaveJournal,
  actorOf,
  formKey,
  publicUrl,
  evidenceDays,
  evidenceBytesADay,
  webhookAllow,
  webhookCa,
  schemes,
  creationsADay,
  demoAccounts,
  certificateRules,
  isDemo,
  oidc,
  onError,
}: RegistryGiven) {
  const told = (sentence: string) => (error: unknown) => onError(error, sentence)
  const bound = people && new CodeBound(people)
  const changes = new ChangeTally()
  const store = openStore(bound?.cover.bind(bound), (end) => {
    changes.count(end)
    if (end.events.length > 0) after?.worker.soon()
  })
  const after: AfterChanges | undefined =
    people &&
    afterChanges({
      store,
      people,
      webhookAllow,
      ...(webhookCa !== undefined && { ca: webhookCa }),
      onError: told('webhooks are not told of changes'),
    })
  const creations = new CreationLimit(people, creationsADay)
  const waiting =
    people &&
    bound &&
    waitingRoom({
      store,
      people,
      bound,
      log,
      creations,
      findings,
      onError: told('an accepted proposal is not noted yet'),
    })
  const doors = doorParts({
    store,
    people,
    waiting,
    log,
    findings,
    formKey,
    publicUrl,
    evidenceDays,
    evidenceBytesADay,
  })
  const { strangers, forms } = doors
  const accounts =
    people &&
    accountRoom({ store, people, log, strangers, forms, publicUrl, demoAccounts, isDemo, oidc, onError })
  const rules = {
    store,
    proposals: waiting?.proposals,
    schemes,
    findings,
    creations,
    note: people && noteBeside(people),
  }
  const registry = new Registry(rules)
  return {
    store,
    registry,
    addressSupplements: new AddressSupplements(rules),
    components: new Components({ store, findings: placeFindings }),
    componentHistory: new ComponentHistory(store),
    redactions: new Redactions({
      store,
      people,
      note: (kind, id) => log.note(kind, id),
      emptyJournals: () => emptyJournals(people ? [store, people] : [store], leaveJournal),
    }),
    numbering: new Numbering({ store }),
    findingActs: new FindingActs({ store, registry }),
    addressesAtDesk: new AddressesAtDesk(store),
    queue: new Queue(store, people),
    addressAudit: people && new AddressAudit({ store, people }),
    recentChanges: people && new RecentChanges({ store, people }),
    overview: new Overview({ store, people, profiles: loadFieldProfiles }),
    waiting,
    ...doors,
    after,
    schemes,
    isDemo,
    changes,
    creations,
    backlog: () => backlogOf(store, people),
    webhooks: after?.webhooks,
    eventFeed: new EventFeed(store),
    accounts,
    certificates: people && new Certificates({ store, people, log, rules: certificateRules, isDemo }),
    ...(people === undefined
      ? { contacts: undefined, personRequests: undefined }
      : peopleRoom({ store, people, log })),
    csrfOf: accounts?.sessionDoor.csrfOf ?? (async () => undefined),
    guard: new ActorGuard(firstActor(accounts?.keyDoor.actorOf, actorOf, accounts?.sessionDoor.actorOf)),
  }
}

/** How who starts the server is told something. */
export interface Say {
  readonly tell: (sentence: string) => void
  /** Whether somebody reads it on a terminal; a log would keep it. */
  readonly isTerminal: boolean
}

/**
 * What the registry does beside requests: it settles what a process has left before the server answers, holds the record
 * against copied heads, and tells webhooks.
 */
export function runRegistry(
  app: App,
  people: PeopleStore | undefined,
  {
    waiting,
    after,
    doors,
    guard,
    accounts,
    ownUrl,
  }: Pick<ReturnType<typeof registryParts>, 'waiting' | 'after' | 'doors' | 'guard' | 'accounts'> & {
    ownUrl: () => string
  },
  say?: Say,
): void {
  accounts?.keyDoor.install(app)
  accounts?.sessionDoor.install(app)
  guard.watch(app)
  if (people !== undefined) sealWhileListening(app, people)
  app.addHook('onListen', async () => after?.worker.start())
  app.addHook('onClose', async () => after?.worker.stop())
  if (people === undefined || waiting === undefined) return
  const copying = new HeadCopying(
    waiting.copies,
    (sentence) => app.log.warn(sentence),
    (err) => app.log.error({ err }, 'heads of chains could not be copied'),
  )
  app.addHook('onReady', async () => {
    await copying.start().catch((err) => app.log.error({ err }, 'heads of chains could not be copied'))
    await waiting.resume().catch((err) => app.log.error({ err }, 'what waits could not be settled'))
  })
  if (doors) {
    forgetEnded(app, [
      () => doors.evidence.deleteEnded(),
      () => waiting.proposals.deleteEnded(),
      () => doors.reports.deleteEnded(),
      () => doors.declarations.deleteEnded(),
    ])
    app.addHook('onClose', () => doors.close())
  }
  // Before the record is closed, which is done by a hook that was added earlier.
  app.addHook('preClose', () => copying.stop())
  app.addHook('onClose', async () => people.close())
  if (say === undefined || accounts === undefined) return
  app.addHook('onListen', async () => {
    for (const sentence of await accountSentences(people, accounts, { ...say, ownUrl })) say.tell(sentence)
  })
}
