import t from 'tap'
import type { LayerImportOptions } from '../../../src/importing/layers/layer-catalogue.ts'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { layerCounts, loadLayer } from '../../support/layer-support.ts'
import { type Member, zipFile } from '../../support/zip-file.ts'

const files = workFolder()
t.teardown(files.close)

/** What a file comes to, or the sentence that refuses it whole; and the first row's. */
async function outcome(name: string, content: string | Buffer, options: Partial<LayerImportOptions> = {}) {
  const { record, close } = await factsRecord()
  try {
    const report = await loadLayer(record, 'health', files.write(name, content), options)
    return { counts: layerCounts(report), why: report.why?.en }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    return { refused: error.message }
  } finally {
    close()
  }
}

const GOOD = '<Placemark><name>a</name><Point><coordinates>106.41,10.53</coordinates></Point></Placemark>'
const kml = (body: string) => `<kml><Document>${body}</Document></kml>`
/** 2 MB of spaces, which pack to 2 kB. */
const SPACES = ' '.repeat(1 << 21)

t.test('Archives that would fill the memory or the disk', async (t) => {
  const kmz = (members: readonly Member[]) => outcome('bomb.kmz', zipFile(members))
  t.match(
    await kmz([{ name: 'doc.kml', content: kml(GOOD), size: 2 ** 31 }]),
    { refused: /2147483648 bytes unpacked; at most 1073741824/ },
    'by what the archive says',
  )
  t.match(
    await kmz([{ name: 'doc.kml', content: kml(GOOD + SPACES), size: 200 }]),
    { refused: /KML \(.*too many bytes/ },
    'by what it hides',
  )
  const many = Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.kml`, content: '' }))
  t.match(await kmz(many), { refused: /10001 files/ })
  t.match(await kmz([{ name: 'a.png', content: 'x' }]), { refused: /no \.kml/ })
  const long = kml(`${GOOD}<Placemark><name>${SPACES.repeat(40)}</name></Placemark>`)
  t.match(await kmz([{ name: 'doc.kml', content: long }]), {
    counts: [2, 1, 0, 0, 0, 1],
    why: /more than 64000000 characters/,
  })
  t.match(await kmz([{ name: 'doc.kml', content: kml(GOOD + '<Folder>'.repeat(5000)) }]), {
    counts: [2, 1, 0, 0, 0, 1],
    why: /100 elements deep/,
  })
})

t.test('Entities are not expanded, and name no files', async (t) => {
  const laughs = `<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(1000)}"><!ENTITY f SYSTEM "file:///etc/passwd">]>`
  const { record, close } = await factsRecord()
  t.teardown(close)
  const text = `${laughs}${kml(GOOD.replace('>a<', '>&b; &f; x<'))}`
  await loadLayer(record, 'health', files.write('laughs.kml', text))
  const [feature] = [...record.themes.features('health')]
  t.same(JSON.parse(feature!.properties), { name: '&b; &f; x' })
})

t.test('Sheets that declare a million rows, and repeat cells without end', async (t) => {
  const cell = (value: string) =>
    `<table:table-cell office:value-type="string"><text:p>${value}</text:p></table:table-cell>`
  const row = (cells: string, more = '') => `<table:table-row${more}>${cells}</table:table-row>`
  const ods = (rows: string) =>
    outcome(
      'big.ods',
      zipFile([
        {
          name: 'content.xml',
          content: `<office:document-content><office:body><office:spreadsheet><table:table table:name="a">${rows}</table:table></office:spreadsheet></office:body></office:document-content>`,
        },
      ]),
    )
  const head = row(cell('id') + cell('x') + cell('y'))
  const one = row(cell('1') + cell('106.41') + cell('10.53'))
  const empty = row(
    '<table:table-cell table:number-columns-repeated="16384"/>',
    ' table:number-rows-repeated="1048576"',
  )
  t.same((await ods(head + one + empty.repeat(3))).counts, [1, 1, 0, 0, 0, 0])
  const repeated = row(cell('1') + cell('106.41') + cell('10.53'), ' table:number-rows-repeated="3000"')
  t.match(await ods(head + repeated), { counts: [3000, 1, 0, 0, 0, 2999], why: /stands in another row/ })
  const wide = row(
    `<table:table-cell office:value-type="string" table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell>`,
  )
  t.match(await ods(head + wide + one), { counts: [2, 1, 0, 0, 0, 1] })

  const sheetRow = (n: number, cells = '') => `<row r="${n}">${cells}</row>`
  const text = (at: string, value: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`
  const sheet = (rows: string, behind: string) =>
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>${rows}</sheetData>${behind}</worksheet>`
  const xlsx = (rows: string, behind = '') =>
    outcome(
      'big.xlsx',
      zipFile([
        {
          name: 'xl/workbook.xml',
          content:
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        },
        {
          name: 'xl/_rels/workbook.xml.rels',
          content:
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
        },
        { name: 'xl/worksheets/sheet1.xml', content: sheet(rows, behind) },
      ]),
    )
  const first = sheetRow(1, text('A1', 'id') + text('B1', 'x') + text('C1', 'y'))
  const last = sheetRow(1_048_576, text('A1048576', '1') + text('B1048576', '106.41') + text('C1048576', '5'))
  const between = Array.from({ length: 100_000 }, (_, i) => sheetRow(i + 2)).join('')
  t.match(await xlsx(first + between + last), { counts: [1, 0, 0, 0, 0, 1], why: /outside the province/ })
  const titled = sheetRow(1, text('A1', 'id') + text('B1', 'x') + text('C1', 'y') + text('D1', 'xã'))
  const begun = sheetRow(2, text('A2', '1') + text('B2', '106.41') + text('C2', '10.53') + text('D2', 'a'))
  const merges = '<mergeCell ref="D2:D1048576"/>'.repeat(100_001)
  t.match(
    await xlsx(
      titled + begun + between.slice(between.indexOf('<row r="3"')) + last,
      `<mergeCells>${merges}</mergeCells>`,
    ),
    { counts: [2, 1, 0, 0, 0, 1] },
    'cells that are merged a hundred thousand times cost no more than once',
  )
})

t.test('FlatGeobuf whose sizes lie', async (t) => {
  const header = Buffer.from('6667620366676200', 'hex')
  const size = (bytes: number) => {
    const word = Buffer.alloc(4)
    word.writeUInt32LE(bytes)
    return word
  }
  for (const [name, content] of [
    ['a header without end', Buffer.concat([header, size(0xffffffff)])],
    ['a header of zeros', Buffer.concat([header, size(64), Buffer.alloc(64)])],
    ['a header that points beyond itself', Buffer.concat([header, size(64), Buffer.alloc(64, 0x7f)])],
    ['nothing', header],
  ] as const)
    t.ok((await outcome('lies.fgb', content)).refused ?? name === 'a header of zeros', name)
})
