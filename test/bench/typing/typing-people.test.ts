import t from 'tap'
import { type TypingPerson, typingPeople } from '../../../scripts/bench/typing/typing-people.ts'
import {
  type TypingTarget,
  type TypingTargets,
  typingTargets,
} from '../../../scripts/bench/typing/typing-targets.ts'
import { fold } from '../../../src/text/syllable.ts'
import { demoRecord } from '../../support/demo-record.ts'

const named = (name: string, within?: string): TypingTarget => ({ name, within, position: [106.4, 10.5] })
const TARGETS: TypingTargets = {
  house: [named('12 Hùng Vương', 'Phường Long An'), named('7/2 Ấp 3', 'Xã Tầm Vu')],
  street: [named('Hùng Vương', 'Phường Long An')],
  hamlet: [],
  place: [{ name: 'Chợ Bến Lức', within: undefined, position: undefined }],
  commune: [named('Xã Cần Giuộc')],
}
const last = ({ keys }: TypingPerson) => keys.at(-1)!.text

t.test('People typing', async (t) => {
  const people = [...typingPeople(TARGETS, 4_000, 1)]

  t.test('are the same for a seed, and others for another', async (t) => {
    t.same([...typingPeople(TARGETS, 50, 1)], people.slice(0, 50))
    t.notSame([...typingPeople(TARGETS, 50, 2)], people.slice(0, 50))
  })

  t.test('look for the important more often, and for no kind that is not there', async (t) => {
    const sought = (target: TypingTarget) => people.filter((person) => person.target === target).length
    t.equal(sought(TARGETS.house[0]!) / sought(TARGETS.house[1]!) > 1.7, true)
    for (const target of Object.values(TARGETS).flat()) t.ok(sought(target) > 100, target.name)
  })

  t.test('write in several ways, stop early or late, and err', async (t) => {
    const long = people.filter(({ target }) => target === TARGETS.house[0])
    const whole = 'hung vuong, phuong long an'
    const shares = {
      bare: long.filter((one) => last(one) === fold(last(one))).length,
      capitals: long.filter((one) => last(one) === last(one).toUpperCase() && /\p{L}/u.test(last(one)))
        .length,
      begunOnly: long.filter((one) => last(one).length < TARGETS.house[0]!.name.length).length,
      toTheEnd: long.filter((one) => fold(last(one)) === `12 ${whole}`).length,
      backspaced: long.filter(({ keys }) =>
        keys.some(({ text }, i) => text.length < (keys[i - 1]?.text.length ?? 0)),
      ).length,
      leftWrong: long.filter(
        (one) => !`12 ${whole}`.replaceAll(',', '').startsWith(fold(last(one)).replaceAll(',', '')),
      ).length,
      withMap: long.filter(({ centre }) => centre).length,
    }
    for (const [what, count] of Object.entries(shares))
      t.ok(count > long.length * 0.03 && count < long.length * 0.8, `${what}: ${count} of ${long.length}`)
  })

  t.test('never ask for a mark alone', async (t) => {
    for (const { keys } of people) for (const { text } of keys) t.match(text.trim(), /^$|[\p{L}\d]/u)
  })

  t.test('press no key before the one before, and some within the quiet time', async (t) => {
    const pauses = people.flatMap(({ keys }) => keys.map(({ pause }) => pause))
    t.ok(pauses.every((pause) => pause > 0 && pause < 10_000))
    const soon = pauses.filter((pause) => pause < 80).length / pauses.length
    t.ok(soon > 0.02 && soon < 0.3, `${soon}`)
  })

  t.test('have a map only beside what has a place, and near it', async (t) => {
    for (const { target, centre } of people)
      if (target.position === undefined) t.equal(centre, undefined)
      else if (centre) t.ok(Math.hypot(centre.lon - 106.4, centre.lat - 10.5) < 0.2 && centre.zoom >= 11)
  })
})

t.test('Targets of a record', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const targets = typingTargets(record)
  const numbered = new Map<string, number>()
  const known = new Map(record.units.all().map(({ code, full_name }) => [code, full_name]))
  for (const [, , code, , street] of record.addresses.scan()) {
    const key = `${street}, ${known.get(code)}`
    if (street) numbered.set(key, (numbered.get(key) ?? 0) + 1)
  }
  const counts = targets.street.map(({ name, within }) => numbered.get(`${name}, ${within}`))
  t.equal(targets.street.length, numbered.size)
  t.same(
    counts,
    [...numbered.values()].sort((a, b) => b - a),
    'streets by the number of their addresses',
  )
  t.equal(targets.commune.length, new Set(targets.house.map(({ within }) => within)).size)
  t.ok(targets.house.every(({ name, position }) => /^\d/.test(name) && position))
  t.same(typingTargets(record), targets, 'the same at every run')
})
