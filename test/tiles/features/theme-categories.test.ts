import t from 'tap'
import { themeContents } from '../../../src/tiles/features/theme-categories.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { loadLayer } from '../../support/layer-support.ts'

const files = workFolder()
t.teardown(files.close)

t.test(
  'What classes a layer is a kind, or a field whose values repeat: never a name or a code',
  async (t) => {
    const { record, close } = await factsRecord()
    t.teardown(close)
    const rows = ['Mầm non,Công lập', 'Tiểu học,Công lập', 'THCS,Tư thục', 'THPT,Tư thục'].map(
      (kinds, i) => `M${i % 3},Trường ${i % 2},${kinds},${i},106.4${i},10.53`,
    )
    const csv = `ma_vung,Tên trường,Cấp học,sở hữu,mã hiệu,x,y\n${rows.join('\n')}\n`
    await loadLayer(record, 'education', files.write('kinds.csv', csv))
    const theme = record.themes.all().find(({ id }) => id === 'education')!
    t.same(
      themeContents(theme, record.themes).categories.map(({ field, values }) => [field, values.length]),
      [
        ['Cấp học', 4],
        ['sở hữu', 2],
      ],
    )
  },
)
