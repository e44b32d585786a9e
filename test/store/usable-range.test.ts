import t from 'tap'
import { LAYERS } from '../../src/store/layout/layers.ts'
import { READ_LAYERS } from '../../src/store/layout/usable-rows.ts'
import { demoRecord } from '../support/demo-record.ts'

t.test('rows that can be used are read by their numbers: no others are looked at', async (t) => {
  const { record, close } = await demoRecord()
  for (const layer of READ_LAYERS.filter((layer) => LAYERS[layer]?.feed)) {
    const program = record.db
      .prepare(`EXPLAIN SELECT * FROM usable_${layer} t WHERE t.fid > ? AND t.fid <= ?`)
      .all(0, 0) as { opcode: string }[]
    const seeks = program.map(({ opcode }) => opcode).filter((opcode) => /^(?:Seek|Rewind$)/.test(opcode))
    // SeekGT is the number asked for; SeekGE would be the lowest that a row may have, Rewind the first row.
    t.same(seeks, ['SeekGT'], layer)
  }
  close()
})
