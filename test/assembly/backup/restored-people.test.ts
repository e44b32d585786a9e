import { join } from 'node:path'
import t from 'tap'
import { restoreBackup } from '../../../src/assembly/backup/restore-backup.ts'
import { writeBackup } from '../../../src/assembly/backup/write-backup.ts'
import { dayOf } from '../../../src/chains/day-of.ts'
import { ApiKeys } from '../../../src/registry/accounts/keys/api-keys.ts'
import { Certificates } from '../../../src/registry/certificates/certificates.ts'
import type { ContactDraft } from '../../../src/registry/people/contact-draft.ts'
import { Contacts } from '../../../src/registry/people/contacts.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { addAccount } from '../../support/account-rows.ts'
import { certified } from '../../support/certified.ts'
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
  'A restore brings back no contact that was deleted or replaced since, no revoked key and no revoked paper',
  async (t) => {
    const dataDir = foundedFolder()
    const log = new AfterBackupLog(dataDir)
    const roomsOf = async () => {
      const opened = await living(dataDir, KEY)
      const { store, people } = opened
      const contacts = new Contacts({ store, people, log })
      const certificates = new Certificates({ store, people, log, rules: new Map(), isDemo: () => false })
      const keys = new ApiKeys(people, undefined, (id) => log.note('key-revoked', id))
      const names = async (uid: string) =>
        (await contacts.look(officer, uid, BECAUSE)).map(({ name }) => name).sort()
      return { ...opened, contacts, certificates, keys, names }
    }
    const before = await roomsOf()
    await addAccount(before.people, officer)
    const uid = (await made(before.registry.create(officer, draft()))).version.uid
    const people = [contact('owner', 'chủ'), contact('user', 'thuê'), contact('manager', 'quản lý')]
    await before.contacts.write(officer, uid, people)
    const asked = { scopes: ['write' as const], quota: 10, expires: dayOf(new Date()) }
    const leaked = await before.keys.create(officer, { ...asked, name: 'lộ' })
    const other = await before.keys.create(officer, { ...asked, name: 'khác' })
    const paper = await certified(before.store, uid)
    const issue = () => before.certificates.issue(officer, paper, async () => Buffer.from('a file'))
    const [kept, revoked] = [await issue(), await issue()]
    await before.close()
    const target = join(passingFolder(), 'today.gpkg')
    await writeBackup({ dataDir, target, version: '1.2.3', now: new Date() })

    const since = await roomsOf()
    await since.contacts.remove(officer, uid, ['user'])
    await since.contacts.write(officer, uid, [contact('owner', 'chủ mới')])
    await since.keys.revoke(officer, leaked.key.id)
    await since.certificates.revoke(officer, revoked.serial, 'cấp nhầm')
    const lost = await since.certificates.issue(officer, paper, async () => Buffer.from('a file'))
    t.same(await since.names(uid), ['chủ mới', 'quản lý'])
    await since.close()
    const { repeated } = await restoreBackup({ dataDir, backup: target, now: new Date(), key: KEY })
    t.equal(repeated, 4)

    const after = await roomsOf()
    t.teardown(after.close)
    t.same(await after.names(uid), ['quản lý'], 'what was written since is lost, what went is gone')
    t.equal(await after.keys.of(leaked.token), undefined)
    t.match(await after.certificates.bySerial(kept.serial), { ...kept, revoked_at: null })
    t.match(await after.certificates.bySerial(revoked.serial), { revoked_at: /^20/ })
    await t.rejects(after.certificates.bySerial(lost.serial), { code: 'unknown-certificate' })
    t.match(await after.keys.of(other.token), { key: { id: other.key.id } })
  },
)
