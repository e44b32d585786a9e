// What is agreed to is held against the rules as they are by then, whatever was set right in it.
import t from 'tap'
import type { CheckedDraft } from '../../src/registry/findings/ports.ts'
import { Acceptance } from '../../src/registry/proposals/acceptance.ts'
import { Proposals } from '../../src/registry/proposals/proposals.ts'
import type { Finding } from '../../src/registry/refusal.ts'
import { Registry } from '../../src/registry/registry.ts'
import { draft, officer, verifier } from '../support/registry-actors.ts'
import { refusal } from '../support/registry-cases.ts'
import { ENGINES, made } from '../support/registry-engines.ts'

const SEEN = { method: 'thực địa', date: '2026-02-03' }
/** A house number that the rules do not take from some moment on. */
const WRONG = '666'
const REASON = { reason: 'theo thực địa' }

for (const engine of ENGINES)
  t.test(`Rules and proposals on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { store, people, close } = await engine.open()
    t.teardown(close)
    let isRuled = false
    const findings = async ({ house_number }: CheckedDraft): Promise<readonly Finding[]> => {
      const message = { vi: 'số sai', en: 'a wrong number' }
      const found = { rule: 'field-value', severity: 'error', path: 'house_number', message } as const
      return isRuled && house_number === WRONG ? [found] : []
    }
    const proposals = new Proposals({ store, people })
    const registry = new Registry({ store, proposals, findings })
    const acceptance = new Acceptance({ store, people, findings })
    const verified = async (number: string) => {
      const { version } = await made(registry.create(officer, draft({ house_number: number })))
      await made(registry.transition(verifier, version.uid, 1, 'verified', SEEN))
      return version.uid
    }
    const present = (uid: string) => store.read(({ addresses }) => addresses.byUid(uid))
    const wrong = { house_number: WRONG }
    const parts = [draft({ house_number: '12' }), draft(wrong)]
    const mergeOf = (other: string) => ({ others: [{ uid: other, revision: 2 }], changes: wrong, ...REASON })
    const split = { parts, ...REASON }

    /** What is proposed while the rules take it. */
    const PROPOSED: [act: string, propose: () => Promise<{ id: string; uid: string | undefined }>][] = [
      [
        'declare',
        async () => ({ id: (await proposals.declare(undefined, draft(wrong))).proposal, uid: undefined }),
      ],
      [
        'change',
        async () => {
          const uid = await verified('1')
          return { id: await waiting(registry.change(officer, uid, 2, wrong, REASON)), uid }
        },
      ],
      [
        'merge',
        async () => {
          const [uid, other] = [await verified('2'), await verified('3')]
          return { id: await waiting(registry.merge(officer, { uid, revision: 2 }, mergeOf(other))), uid }
        },
      ],
      [
        'split',
        async () => {
          const uid = await verified('4')
          return { id: await waiting(registry.split(officer, { uid, revision: 2 }, split)), uid }
        },
      ],
    ]
    for (const [act, propose] of PROPOSED)
      await t.test(`${act}: refused when it is agreed to, and open as before`, async (t) => {
        isRuled = false
        const { id, uid } = await propose()
        const before = uid && (await present(uid))
        isRuled = true
        const who = act === 'declare' ? officer : { ...verifier, person: 'another', account: 'another' }
        t.equal(await refusal(acceptance.accept(who, id)), 'findings')
        t.equal((await people.read((tx) => tx.proposals.byId(id)))?.state, 'open')
        if (uid) t.same(await present(uid), before, 'nothing is written')
        isRuled = false
        await acceptance.accept(who, id)
        t.equal((await people.read((tx) => tx.proposals.byId(id)))?.state, 'accepted')
      })

    await t.test('what the rules do not take is not proposed either', async (t) => {
      isRuled = false
      const [one, two] = [await verified('5'), await verified('6')]
      const { version } = await made(registry.create(officer, draft({ house_number: '7' })))
      isRuled = true
      /** what is asked for, of a certified address and of another */
      const asked: [act: string, ask: () => Promise<unknown>][] = [
        ['change', () => registry.change(officer, one, 2, wrong, REASON)],
        ['merge', () => registry.merge(officer, { uid: one, revision: 2 }, mergeOf(two))],
        ['split', () => registry.split(officer, { uid: one, revision: 2 }, split)],
        ['split at once', () => registry.split(officer, { uid: version.uid, revision: 1 }, split)],
      ]
      for (const [act, ask] of asked) t.equal(await refusal(ask()), 'findings', act)
      isRuled = false
      t.match(await registry.split(officer, { uid: version.uid, revision: 1 }, split), { event: /-/ })
    })
  })

async function waiting(change: Promise<unknown>): Promise<string> {
  const { proposal } = (await change) as { proposal?: string }
  if (proposal === undefined) throw new Error('it was not proposed')
  return proposal
}
