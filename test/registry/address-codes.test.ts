import t from 'tap'
import { checkCode } from '../../src/codes/check-code.ts'
import { LocalCodeMaker } from '../../src/codes/local-code.ts'
import { AddressCodes } from '../../src/registry/address-codes.ts'
import { addressRow, emptyRecord } from '../support/tile-record.ts'

const maker = new LocalCodeMaker('0123456789abcdef0123456789abcdef')
const [CARRIED, GIVEN_UP, RETIRED, HEIR, ABSENT, SPLIT] = [1, 2, 3, 4, 5, 7].map((n) => maker.code(n)) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
const NATIONAL = '8012345678'

t.test('Who has or had a code', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const { addresses } = record
  let without = ''
  record.write(() => {
    const heir = addressRow(106, 10, { code: HEIR })
    addresses.insert(heir)
    addresses.insert(addressRow(106, 10, { code: CARRIED, ndas: NATIONAL }))
    addresses.insert(addressRow(106, 10, { code: RETIRED, status: 'retired', successor: heir.uid }))
    const bare = addressRow(106, 10)
    addresses.insert(bare)
    addresses.insert(
      addressRow(106, 10, { code: SPLIT, status: 'retired', successor: `${heir.uid} ${bare.uid}` }),
    )
    without = bare.uid
    const changed = addressRow(106, 10, { code: GIVEN_UP })
    const fid = addresses.insert(changed)
    addresses.update({ ...changed, fid, code: maker.code(6) })
  })
  const codes = new AddressCodes(addresses)

  /** scheme, code, status, successor, code that its address carries now */
  const CASES: ReadonlyArray<
    ['local' | 'ndas', code: string, status: string, successor: string | null, now: string]
  > = [
    ['local', CARRIED, 'created', null, CARRIED],
    ['ndas', NATIONAL, 'created', null, CARRIED],
    ['local', RETIRED, 'retired', HEIR, RETIRED],
    ['local', SPLIT, 'retired', `${HEIR} ${without}`, SPLIT],
    ['local', GIVEN_UP, 'retired', maker.code(6), maker.code(6)],
  ]
  for (const [scheme, code, status, successor, now] of CASES) {
    const holder = codes.holder(scheme, code)
    t.same([holder?.status, holder?.successor, holder?.address?.code], [status, successor, now], code)
  }
  t.equal(codes.holder('local', ABSENT), undefined)
  t.equal(codes.holder('ndas', CARRIED), undefined, 'of the other scheme')

  const mistyped = `${CARRIED.slice(0, 10)}${(Number(CARRIED[10]) + 1) % 10}`
  t.same(codes.near(checkCode(mistyped), 5), [CARRIED])
  const wrong = `${RETIRED.slice(0, 10)}${(Number(RETIRED[10]) + 1) % 10}`
  t.same(codes.near(checkCode(wrong), 5), [], 'no retired one')
})
