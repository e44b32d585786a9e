import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { StoreError } from '../../../../src/store/errors.ts'
import type { PeopleStore } from '../../../../src/store/people/people-store.ts'
import type { StoredProposal } from '../../../../src/store/people/people-tables.ts'
import { sealAll } from '../../../../src/store/people/sealing/seal-all.ts'
import { PEOPLE_FILE } from '../../../../src/store/people/sqlite-people.ts'
import { keyOf, PEOPLE_ENGINES } from '../../../support/people-engines.ts'

const [RIGHT, WRONG] = [keyOf('right'), keyOf('wrong')]

/** A declaration of somebody, with what is sealed of it. */
function proposal(id: string, word = 'Kymqana'): Omit<StoredProposal, 'revision'> {
  return {
    id,
    kind: 'declaration',
    subject: null,
    base_revision: null,
    commune_code: '27694',
    hamlet: null,
    changes: JSON.stringify({ act: 'declare', draft: { raw_text: `nhà bà ${word}` } }),
    lon: 106.4,
    lat: 10.5,
    text: `gọi bà ${word}`,
    reason: null,
    account: null,
    person: null,
    office: null,
    state: 'open',
    event: null,
    settled_account: null,
    settled_person: null,
    settled_office: null,
    settle_reason: null,
    settle_text: null,
    created_at: '2026-01-01T00:00:00.000Z',
    ended_at: null,
  }
}

const webhook = (id: string) => ({
  id,
  url: 'https://receiver.vn/',
  secret: `whsec_Kymqana${id}`,
  communes: null,
  actions: null,
  state: 'active' as const,
  account: 'a',
  person: 'p',
  office: 'o',
  created_at: '2026-01-01T00:00:00.000Z',
})

const add = (people: PeopleStore, id: string) =>
  people.write(async (tx) => {
    await tx.proposals.add(proposal(id))
    await tx.webhooks.add(webhook(id))
  })

const read = (people: PeopleStore, id: string) =>
  people.read(async (tx) => {
    const found = await tx.proposals.byId(id)
    return [found?.text, found?.changes, (await tx.webhooks.byId(id))?.secret]
  })

const THERE = (id: string) => [proposal(id).text, proposal(id).changes, webhook(id).secret]

/** Reason of the error that something ends with. */
async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof StoreError) return error.reason
    throw error
  }
}

for (const { name, skip, make } of PEOPLE_ENGINES)
  t.test(`Sealed values on ${name}`, { skip }, async (t) => {
    t.test('what is written under a key is read under it alone', async (t) => {
      const place = await make(t)
      const people = await place.open(RIGHT)
      await add(people, 'a')
      t.same(await read(people, 'a'), THERE('a'))
      await people.close()
      const stored = JSON.stringify([
        await place.outside('SELECT * FROM proposal'),
        await place.outside('SELECT * FROM webhook'),
      ])
      t.notMatch(stored, /Kymqana/, 'nothing of it stands there in plain text')
      for (const [key, state, reason] of [
        [RIGHT, 'right', 'done'],
        [WRONG, 'wrong', 'sealed'],
        [undefined, 'missing', 'sealed'],
      ] as const) {
        const again = await place.open(key)
        t.equal(again.keyState, state)
        t.equal(await reasonOf(read(again, 'a')), reason, `${state}: reading`)
        t.equal(await reasonOf(add(again, `b${state}`)), reason, `${state}: writing`)
        const all = await again.read((tx) => tx.webhooks.all())
        t.match(all[0], { url: webhook('a').url }, `${state}: what is not sealed is read`)
        t.match(
          String(again.keyProblem),
          state === 'right' ? /^undefined$/ : new RegExp(`the key with the mark ${RIGHT.id}`),
        )
        await again.close()
      }
      t.equal(
        (await place.outside("SELECT id FROM proposal WHERE id <> 'a'")).length,
        1,
        'nothing half written',
      )
    })

    t.test('so are reports, and photos in pieces', async (t) => {
      const place = await make(t)
      const people = await place.open(RIGHT)
      t.teardown(() => people.close())
      const photo = Buffer.alloc(100_000, 'Kymqana')
      const { kind: _, subject, changes, reason, base_revision, event, ...common } = proposal('a')
      const report = {
        ...common,
        kind: 'other' as const,
        subject: 'x',
        state: 'open' as const,
        text: 'Kymqana',
        proposal: null,
      }
      await people.write(async (tx) => {
        await tx.reports.add(report)
        const about = { id: 'p', proposal: 'a', bytes: photo.length, width: 1, height: 1, account: null }
        await tx.evidence.add({ ...about, created_at: report.created_at }, photo)
        const settled = { settled_account: 'o', settled_person: 'o', settled_office: 'o', ended_at: null }
        await tx.reports.settle('a', 'accepted', {
          ...settled,
          settle_reason: 'done',
          settle_text: 'Kymqana',
        })
      })
      const stored = JSON.stringify([
        await place.outside('SELECT * FROM report'),
        await place.outside('SELECT * FROM evidence_part'),
      ])
      t.notMatch(stored, new RegExp(`Kymqana|${photo.toString('base64', 0, 30)}`))
      await people.read(async (tx) => {
        const wanted = { text: 'Kymqana', settle_text: 'Kymqana', state: 'accepted' }
        t.match(await tx.reports.byId('a'), wanted)
        t.match(await tx.reports.about('x'), [wanted])
        t.ok((await tx.evidence.photo('p')).equals(photo))
      })
    })

    t.test('a value that was changed, or copied to another place, does not open', async (t) => {
      const place = await make(t)
      const people = await place.open(RIGHT)
      t.teardown(() => people.close())
      await add(people, 'a')
      await add(people, 'b')
      const spoiled: [what: string, sql: string, id: string][] = [
        [
          'to another row',
          "UPDATE proposal SET text = (SELECT text FROM proposal WHERE id = 'a') WHERE id = 'b'",
          'b',
        ],
        ['to another column', "UPDATE proposal SET text = changes WHERE id = 'a'", 'a'],
        [
          'to another table',
          "UPDATE webhook SET secret = (SELECT text FROM proposal WHERE id = 'a') WHERE id = 'a'",
          'a',
        ],
        ['a letter less', "UPDATE proposal SET text = substr(text, 1, length(text) - 1) WHERE id = 'a'", 'a'],
        ['cut to nothing', "UPDATE proposal SET text = substr(text, 1, 50) WHERE id = 'a'", 'a'],
      ]
      for (const [what, sql, id] of spoiled) {
        const before = await place.outside('SELECT id, text, changes FROM proposal')
        const secrets = await place.outside('SELECT id, secret FROM webhook')
        await place.outside(sql)
        t.equal(await reasonOf(read(people, id)), 'corrupt', what)
        for (const row of before)
          await place.outside(`UPDATE proposal SET text = '${row.text}' WHERE id = '${row.id}'`)
        for (const row of secrets)
          await place.outside(`UPDATE webhook SET secret = '${row.secret}' WHERE id = '${row.id}'`)
      }
      t.same(await read(people, 'a'), THERE('a'))
      await place.outside("UPDATE sealing_wrap SET wrapped = 'AAAA' || substr(wrapped, 5)")
      const again = await reasonOf(place.open(RIGHT).then((opened) => opened.close()))
      t.equal(again, 'corrupt', 'a wrapped key that was changed')
    })

    t.test('the same text twice is stored as two values', async (t) => {
      const place = await make(t)
      const people = await place.open(RIGHT)
      t.teardown(() => people.close())
      await people.write(async ({ proposals }) => {
        for (const id of ['a', 'b']) await proposals.add(proposal(id))
      })
      const stored = await place.outside('SELECT text FROM proposal')
      t.notSame(stored[0], stored[1])
    })

    t.test('a plain text that looks sealed stays a plain text', async (t) => {
      const place = await make(t)
      const people = await place.open()
      t.teardown(() => people.close())
      for (const [i, text] of ['sealed:1:abc:def', 'sealed:0:x', 'sealed:', 'sealed:9', ''].entries()) {
        await people.write(({ proposals }) => proposals.add({ ...proposal(`p${i}`), text }))
        t.equal((await people.read(({ proposals }) => proposals.byId(`p${i}`)))?.text, text)
      }
    })

    t.test('what was plain is sealed when a key first appears, also by halves', async (t) => {
      const place = await make(t)
      const plain = await place.open()
      t.equal(plain.keyState, 'none')
      for (let i = 0; i < 25; i++) await add(plain, `p${i}`)
      await plain.close()
      const people = await place.open(RIGHT)
      t.same(await read(people, 'p3'), THERE('p3'), 'it is read before it is sealed')
      const stopped = new AbortController()
      let steps = 0
      await sealAll(people, {
        together: 4,
        signal: stopped.signal,
        onProgress: () => ++steps === 3 && stopped.abort(),
      })
      const left = await place.outside("SELECT id FROM proposal WHERE text NOT LIKE 'sealed:1:%'")
      t.equal(left.length, 13, 'three times four are sealed')
      await people.close()
      const again = await place.open(RIGHT)
      t.teardown(() => again.close())
      t.equal(await sealAll(again, { together: 4 }), 13 + 25, 'it goes on where it was')
      t.same(await place.outside("SELECT id FROM proposal WHERE text NOT LIKE 'sealed:1:%'"), [])
      t.same(await place.outside("SELECT id FROM webhook WHERE secret NOT LIKE 'sealed:1:%'"), [])
      for (let i = 0; i < 25; i++) t.same(await read(again, `p${i}`), THERE(`p${i}`))
      t.equal(await sealAll(again), 0, 'there is nothing left to do')
      if (name === 'sqlite') {
        await again.emptyJournal()
        t.notMatch(readFileSync(join(place.where, PEOPLE_FILE)).toString('latin1'), /Kymqana/)
      }
    })

    t.test('two that begin at once have one data key', async (t) => {
      const place = await make(t)
      const all = await Promise.all(Array.from({ length: 4 }, () => place.open(RIGHT)))
      await Promise.all(all.map((people, i) => add(people, `p${i}`)))
      t.equal((await place.outside("SELECT id FROM sealing_key WHERE kind = 'data'")).length, 1)
      for (const [i, people] of all.entries()) {
        t.same(await read(people, `p${(i + 1) % 4}`), THERE(`p${(i + 1) % 4}`))
        await people.close()
      }
    })

    t.test('copies of heads under a key are not replaced by some without', async (t) => {
      const place = await make(t)
      const head = { chain: 'a', number: 1, hash: 'h1', at: '2026-01-01' }
      const keyed = await place.open(RIGHT)
      await keyed.write(({ heads }) => heads.keep([head]))
      await add(keyed, 'a')
      await keyed.close()
      for (const key of [undefined, WRONG]) {
        const without = await place.open(key)
        await without.write(({ heads }) => heads.keep([{ ...head, number: 2, hash: 'h2' }]))
        await without.close()
      }
      const again = await place.open(RIGHT)
      t.match(await again.read(({ heads }) => heads.all()), [{ number: 1, mac: 'right' }])
      await again.close()
    })
  })
