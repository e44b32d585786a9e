import t from 'tap'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import { ServingStore } from '../../../src/store/following/serving-store.ts'
import { themeContents } from '../../../src/tiles/features/theme-categories.ts'
import { ThemePointIndex } from '../../../src/tiles/features/theme-point-index.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { loadLayer } from '../../support/layer-support.ts'

/** Why an import was refused whole. */
const refusal = (load: Promise<unknown>) =>
  load.then(
    () => 'not refused',
    (error) => (error instanceof ImportError ? error.problem.code : String(error.stack)),
  )

const files = workFolder()
t.teardown(files.close)

t.test('Which field classes a layer, and what its fields are called, may be said', async (t) => {
  const { dataDir, record, close } = await factsRecord()
  const follower = new TileFollower(dataDir)
  t.teardown(() => {
    follower.close()
    close()
  })
  const kinds = ['Trạm', 'Viện', 'Trạm', 'Viện']
  const owners = ['Nhà nước', 'Tư nhân', 'Tư nhân', 'Tư nhân']
  const rows = kinds.map((kind, i) => `${i},Nơi ${i},${kind},${owners[i]},${i * 10},106.4${i},10.5`)
  const file = files.write('y-te.csv', ['ma,ten,loai,chu,so_giuong,lon,lat', ...rows].join('\n'))
  const theme = () => record.themes.all().find(({ id }) => id === 'health')!
  const field = () => themeContents(theme(), record.themes).categories[0]?.field
  const inCells = () => {
    follower.catchUp()
    const serving = ServingStore.read(dataDir)
    try {
      return new ThemePointIndex(serving).category('theme/health')?.field
    } finally {
      serving.close()
    }
  }
  await loadLayer(record, 'health', file)
  t.same([field(), inCells(), theme().style_by], ['loai', 'loai', null], 'chosen by what it holds')

  t.test('--style-by: the map and its cells follow, also where no feature changed', async (t) => {
    await loadLayer(record, 'health', file, { styleBy: 'chu' })
    t.same([field(), inCells()], ['chu', 'chu'])
    const again = record.changes.last()
    await loadLayer(record, 'health', file)
    t.equal(record.changes.last(), again, 'an import that does not name it leaves it')
    t.same(follower.catchUp().touched, {}, 'and nothing is read anew')
    for (const wrong of ['so_giuong', 'none', '__proto__'])
      t.equal(await refusal(loadLayer(record, 'health', file, { styleBy: wrong })), 'value', wrong)
    t.equal(theme().style_by, 'chu')
  })

  t.test('titles and units stand in FILE.fields.csv, and are edited by it', async (t) => {
    const say = (text: string) => files.write('y-te.csv.fields.csv', text)
    say('field,title_vi,title_en,unit\nso_giuong,Số giường,Beds,giường\nchu,Chủ quản,,\n')
    await loadLayer(record, 'health', file)
    const first = { so_giuong: { vi: 'Số giường', en: 'Beds', unit: 'giường' }, chu: { vi: 'Chủ quản' } }
    t.same(JSON.parse(theme().field_texts), first)
    say('Trường;Tên;Đơn vị\nso_giuong;Giường bệnh;giường\n')
    await loadLayer(record, 'health', file)
    t.same(JSON.parse(theme().field_texts), {
      ...first,
      so_giuong: { vi: 'Giường bệnh', unit: 'giường' },
    })
    for (const [text, code] of [
      ['field,title_vi\nnone,Không\n', 'value'],
      ['title_vi\nx\n', 'missing-column'],
      ['field,title_vi\nchu,a\nchu,b\n', 'duplicate'],
      [`field,title_vi\nchu,${'x'.repeat(101)}\n`, 'too-long'],
    ] as const) {
      say(text)
      t.equal(await refusal(loadLayer(record, 'health', file)), code)
    }
  })
})
