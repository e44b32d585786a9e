import t from 'tap'
import type { AcceptedFinding } from '../../src/store/registry/accepted-finding-rows.ts'
import { ENGINES } from '../support/registry-engines.ts'

const said = (key: string, more: Partial<AcceptedFinding> = {}): AcceptedFinding => ({
  key,
  subject: 'uid-1',
  rule: 'house-order',
  values_hash: `hash-${key}`,
  account: 'account-1',
  person: 'person-1',
  office: 'office-1',
  reason: 'Số nhà cũ giữ lại',
  at: '2026-01-02T03:04:05.000Z',
  ...more,
})

for (const engine of ENGINES)
  t.test(`Accepted findings on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { store, outside, close } = await engine.open()
    t.teardown(close)
    const write = <T>(work: Parameters<typeof store.write<T>>[0]) => store.write(work)

    t.equal(await write(({ acceptedFindings }) => acceptedFindings.accept(said('a'))), true)
    t.equal(
      await write(({ acceptedFindings }) => acceptedFindings.accept(said('a', { person: 'person-2' }))),
      false,
      'who said so first stays',
    )
    await write(({ acceptedFindings }) => acceptedFindings.accept(said('b', { rule: 'near-boundary' })))
    await write(({ acceptedFindings }) => acceptedFindings.accept(said('c', { subject: 'uid-2' })))
    t.same(await write(({ acceptedFindings }) => acceptedFindings.ofSubject('uid-1')), [
      said('a'),
      said('b', { rule: 'near-boundary' }),
    ])
    t.same(await write(({ acceptedFindings }) => acceptedFindings.ofSubject('uid-3')), [])

    t.equal(await write(({ acceptedFindings }) => acceptedFindings.withdraw('a')), true)
    t.equal(await write(({ acceptedFindings }) => acceptedFindings.withdraw('a')), false)
    t.equal((await outside('SELECT key FROM zz_finding_accepted')).length, 2)

    await t.rejects(
      write(async ({ acceptedFindings }) => {
        await acceptedFindings.accept(said('d'))
        throw new Error('after all not')
      }),
      { message: 'after all not' },
    )
    t.same(
      (await outside('SELECT key FROM zz_finding_accepted ORDER BY key')).map(({ key }) => key),
      ['b', 'c'],
      'what is not kept is not kept',
    )
  })
