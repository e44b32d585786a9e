import { join } from 'node:path'
import t from 'tap'
import { restoreBackup } from '../../../src/assembly/backup/restore-backup.ts'
import { writeBackup } from '../../../src/assembly/backup/write-backup.ts'
import { dayOf } from '../../../src/chains/day-of.ts'
import { ApiKeys } from '../../../src/registry/accounts/keys/api-keys.ts'
import type { ContactDraft } from '../../../src/registry/people/contact-draft.ts'
import { Contacts } from '../../../src/registry/people/contacts.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { addAccount } from '../../support/account-rows.ts'
import { foundedFolder, living, passingFolder } from '../../support/living-registry.ts'
import { keyOf } from '../../support/people-engines.ts'
import { draft, officer } from '../../support/registry-actors.ts'
import { made } from '../../support/registry-engines.ts'

const KEY = keyOf('people')
const BECAUSE = { reason: 'gọi báo lịch gắn biển' }
const contact = (role: ContactDraft['role'], name: string): ContactDraft => ({
  ...{ role, name, channels: [], consents: [] },
})

t.test(
  'A restore brings back no contact that was deleted or replaced since, and no revoked key',
  async (t) => {
    const dataDir = foundedFolder()
    const log = new AfterBackupLog(dataDir)
    const roomsOf = async () => {
      const opened = await living(dataDir, KEY)
      const { store, people } = opened
      const contacts = new Contacts({ store, people, log })
      const keys = new ApiKeys(people, undefined, (id) => log.note('key-revoked', id))
      const names = async (uid: string) =>
        (await contacts.look(officer, uid, BECAUSE)).map(({ name }) => name).sort()
      return { ...opened, contacts, keys, names }
    }
    const before = await roomsOf()
    await addAccount(before.people, officer)
    const uid = (await made(before.registry.create(officer, draft()))).version.uid
    const people = [contact('owner', 'chủ'), contact('user', 'thuê'), contact('manager', 'quản lý')]
    await before.contacts.write(officer, uid, people)
    const asked = { scopes: ['write' as const], quota: 10, expires: dayOf(new Date()) }
    const leaked = await before.keys.create(officer, { ...asked, name: 'lộ' })
    const other = await before.keys.create(officer, { ...asked, name: 'khác' })
    await before.close()
    const target = join(passingFolder(), 'today.gpkg')
    await writeBackup({ dataDir, target, version: '1.2.3', now: new Date() })

    const since = await roomsOf()
    await since.contacts.remove(officer, uid, ['user'])
    await since.contacts.write(officer, uid, [contact('owner', 'chủ mới')])
    await since.keys.revoke(officer, leaked.key.id)
    t.same(await since.names(uid), ['chủ mới', 'quản lý'])
    await since.close()
    const { repeated } = await restoreBackup({ dataDir, backup: target, now: new Date(), key: KEY })
    t.equal(repeated, 3)

    const after = await roomsOf()
    t.teardown(after.close)
    t.same(await after.names(uid), ['quản lý'], 'what was written since is lost, what went is gone')
    t.equal(await after.keys.of(leaked.token), undefined)
    t.match(await after.keys.of(other.token), { key: { id: other.key.id } })
  },
)
