import t from 'tap'
import { OWN_COLUMNS, SHARED_COLUMNS } from '../../../src/tiles/addresses/address-attributes.ts'
import { AddressBlock, type BlockEntry } from '../../../src/tiles/addresses/address-block.ts'
import { BlockBuilder, changedBlock } from '../../../src/tiles/addresses/block-builder.ts'

const entry = (fid: number, more: Partial<BlockEntry> = {}): BlockEntry => ({
  fid,
  dx: fid % 2 ** 24,
  dy: 2 ** 24 - 1 - (fid % 2 ** 24),
  objectClass: fid % 6,
  status: fid % 3,
  uid: `uid-${fid}`,
  own: OWN_COLUMNS.map((column) => (fid % 2 === 0 ? null : `${column} ${fid}`)),
  shared: SHARED_COLUMNS.map(() => ['12/4B', null, 'số 7'][fid % 3] as string | null),
  ...more,
})

function blockOf(entries: readonly BlockEntry[]): AddressBlock {
  const builder = new BlockBuilder()
  for (const each of entries) builder.add(each)
  return new AddressBlock(builder.finish())
}

/** The texts of ready value fields: tag, length, tag, length, bytes. */
function texts(bytes: Uint8Array, start: number, end: number): string[] {
  const found: string[] = []
  for (let at = start; at < end; at += 2 + bytes[at + 1]!)
    found.push(new TextDecoder().decode(bytes.subarray(at + 4, at + 2 + bytes[at + 1]!)))
  return found
}

function entriesOf(block: AddressBlock): BlockEntry[] {
  return Array.from({ length: block.count }, (_, i) => {
    const [uid, ...own] = texts(block.bytes, block.valuesOf(i), block.valuesOf(i + 1))
    return {
      fid: block.fid(i),
      dx: block.dx(i),
      dy: block.dy(i),
      objectClass: block.objectClass(i),
      status: block.status(i),
      uid: uid!,
      own: OWN_COLUMNS.map((_, k) => (block.ownTexts(i) & (1 << k) ? own.shift()! : null)),
      shared: SHARED_COLUMNS.map((_, column) => {
        const text = block.sharedText(i, column)
        if (text === 0) return null
        return texts(block.bytes, block.textField(text - 1), block.textField(text))[0]!
      }),
    }
  })
}

t.test('A block gives back what was put into it', async (t) => {
  const entries = [1, 2, 3, 4, 5, 2 ** 32 + 7, 2 ** 53 - 1].map((fid) => entry(fid))
  t.same(entriesOf(blockOf(entries)), entries)
  t.equal(blockOf(entries).texts, 2, 'equal house numbers are kept once')
  t.same(entriesOf(blockOf([])), [])
  const { bytes } = blockOf(entries)
  const elsewhere = new Uint8Array(bytes.length + 1)
  elsewhere.set(bytes, 1)
  t.same(entriesOf(new AddressBlock(elsewhere.subarray(1))), entries, 'also where words would not be aligned')
})

t.test('A changed block equals one made anew', async (t) => {
  const before = blockOf([1, 3, 5, 7, 9].map((fid) => entry(fid)))
  const gone: number[] = []
  const moved = entry(3, { shared: SHARED_COLUMNS.map(() => '99'), uid: 'other' })
  const after = changedBlock(before, new Set([3, 7, 1000]), [entry(12), moved, entry(0)], (block, i) => {
    gone.push(block.fid(i))
  })
  t.same(gone, [3, 7])
  t.same(after, blockOf([entry(0), entry(1), moved, entry(5), entry(9), entry(12)]).bytes)
  t.equal(changedBlock(before, new Set([1, 3, 5, 7, 9]), [], () => {}).length, 0)
})
