import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AccountCare } from '../../registry/accounts/issuing/account-care.ts'
import {
  type AbandonedHistory,
  type Continued,
  continueHistory,
} from '../../registry/continuity/continue-history.ts'
import { HeadCopies } from '../../registry/continuity/head-copies.ts'
import { Acceptance } from '../../registry/proposals/acceptance.ts'
import { Proposals } from '../../registry/proposals/proposals.ts'
import { Redactions } from '../../registry/redaction/redactions.ts'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import { beginHistory } from '../../store/copies/record-copy.ts'
import { CodeBound } from '../../store/people/code-bound.ts'
import type { PeopleKey } from '../../store/people/people-key.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../../store/people/sqlite-people.ts'
import { RecordStore } from '../../store/record-store.ts'
import { openSqliteEngine } from '../../store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../store/registry/registry-store.ts'

export interface RestoredFolder {
  /** The folder of the restored files. */
  readonly folder: string
  readonly abandoned: AbandonedHistory
  /** The last edit that is known of the history that is left behind. */
  readonly sequence: number
  readonly now: Date
  readonly log: AfterBackupLog
  readonly key: PeopleKey | undefined
}

/** What became of the files on their way. */
export interface Settled extends Continued {
  /** Proposals that were accepted in what was lost, and are open again. */
  readonly reopened: readonly string[]
  /** Acts since the backup that were done again. */
  readonly repeated: number
  /** Lines of `after-backup.log` that were not understood. */
  readonly unread: readonly string[]
}

/**
 * Lets the restored files of a folder go on: leads them to today's layout, begins another history in them, settles what the
 * one knows and the other does not, and does again what must not come back.
 */
export async function continueRestored({
  folder,
  abandoned,
  sequence,
  now,
  log,
  key,
}: RestoredFolder): Promise<Settled> {
  const record = RecordStore.open(folder)
  try {
    record.write(() => beginHistory(record, sequence))
  } finally {
    record.close()
  }
  const people = existsSync(join(folder, PEOPLE_FILE)) ? await openSqlitePeople(folder, { key }) : undefined
  const store = new RegistryStore(openSqliteEngine(folder))
  try {
    const continued = await continueHistory(store, abandoned, now)
    const reopened = people === undefined ? [] : await settle(store, people)
    return { ...continued, reopened, ...(await repeat(log, store, people)) }
  } finally {
    await store.close()
    await people?.close()
  }
}

/** Makes `people.db` say what the record says. */
async function settle(store: RegistryStore, people: PeopleStore): Promise<string[]> {
  await people.write(({ heads }) => heads.forget())
  await new HeadCopies(store, people).copy()
  // Whatever was open in the backup may have been ended since.
  await people.write(({ roster }) => roster.endAllLogins())
  await new CodeBound(people).resume(store)
  const acceptance = new Acceptance({ store, people })
  await acceptance.settlePending()
  return acceptance.reopenLost()
}

async function repeat(
  log: AfterBackupLog,
  store: RegistryStore,
  people: PeopleStore | undefined,
): Promise<Pick<Settled, 'repeated' | 'unread'>> {
  const unread: string[] = []
  const proposals = people && new Proposals({ store, people })
  let repeated = 0
  const redactions = new Redactions({ store, people })
  const care = people && new AccountCare({ people, note: () => {} })
  const again = {
    suspended: async (id: string, at: string) => care?.suspendAgain(id, at),
    withdrawn: async (id: string, at: string) => proposals?.withdrawAgain(id, at),
    redacted: (noted: string) => redactions.redactAgain(noted),
    'contact-deleted': async (id: string) =>
      ((await people?.write(({ contacts }) => contacts.delete([id]))) ?? 0) > 0,
    'key-revoked': async (id: string, at: string) =>
      people?.write(({ apiKeys }) => apiKeys.revoke(id, new Date(at))),
    'certificate-revoked': async (serial: string, at: string) =>
      people?.write(({ certificates }) => certificates.revoke(serial, { revoked_at: at })),
    'consent-withdrawn': async (noted: string, at: string) => {
      const [contact = '', purpose = ''] = noted.split(' ')
      return people?.write(({ contacts }) => contacts.withdrawAgain(contact, purpose, at))
    },
  }
  for await (const { at, kind, id } of log.entries((line) => unread.push(line)))
    if (await again[kind](id, at)) repeated++
  return { repeated, unread }
}
