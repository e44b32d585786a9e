import sharp from 'sharp'
import t from 'tap'
import { PhotosInThread } from '../../../src/assembly/threads/photos-in-thread.ts'
import { Declarations } from '../../../src/registry/doors/declarations.ts'
import { Evidence, type EvidenceParts } from '../../../src/registry/doors/evidence.ts'
import { newReceiptNumber } from '../../../src/registry/doors/receipt-number.ts'
import { Amendments } from '../../../src/registry/proposals/amendments.ts'
import { bombOf, jpegMarkers, PLANTED, photoOf } from '../../support/photos.ts'
import { actor, collector, draft, officer } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES } from '../../support/registry-engines.ts'

/** What no photo may carry but the picture itself: JFIF, tables, frame, scan, end (ITU-T T.81, table B.1). */
const OF_A_PICTURE = new Set(['d8', 'e0', 'db', 'c0', 'c2', 'c4', 'dd', 'da', 'd9'])

t.test('A photo is written anew in a thread', async (t) => {
  const photos = new PhotosInThread()
  t.teardown(() => photos.close())

  for (const format of ['jpeg', 'png', 'webp'] as const)
    t.test(`${format}: nothing but the picture is left`, async (t) => {
      const file = await photoOf(format)
      const { exif, xmp, icc } = await sharp(file).metadata()
      t.ok(exif && xmp && icc, 'it was there')
      t.ok(
        exif?.includes(Buffer.from([0x88, 0x25])) || exif?.includes(Buffer.from([0x25, 0x88])),
        'with a place',
      )
      const photo = await photos.rewrite(file)
      if (typeof photo === 'string') return t.fail(photo)
      const kept = Buffer.from(photo.jpeg)
      const { markers, behind } = jpegMarkers(kept)
      t.same(
        markers.filter((marker) => !OF_A_PICTURE.has(marker)),
        [],
      )
      t.equal(behind, 0)
      for (const word of [...PLANTED, 'Exif', 'http', 'ICC', 'script']) t.notOk(kept.includes(word), word)
      const read = await sharp(kept).metadata()
      t.match(read, {
        format: 'jpeg',
        exif: undefined,
        xmp: undefined,
        icc: undefined,
        orientation: undefined,
      })
      t.same([photo.width, photo.height], [200, 320], 'turned as the camera said')
      const { channels } = await sharp(kept).stats()
      t.ok(Math.abs((channels[0]?.mean ?? 0) - 0xd0) < 40, 'it shows what it showed')
    })

  t.test('what is none, or too much', async (t) => {
    const jpeg = await photoOf('jpeg')
    const gif = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#000' } })
      .gif()
      .toBuffer()
    const cases: [name: string, file: Buffer, problem: string][] = [
      ['nothing', Buffer.alloc(0), 'not-a-photo'],
      ['zeros', Buffer.alloc(1000), 'not-a-photo'],
      ['a script', Buffer.from('<script>alert(1)</script>'.repeat(10)), 'not-a-photo'],
      [
        'SVG',
        Buffer.from(
          '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
        ),
        'not-a-photo',
      ],
      [
        'PHP that begins like a JPEG',
        Buffer.concat([jpeg.subarray(0, 3), Buffer.from('<?php system($_GET[0]);'.repeat(50))]),
        'not-a-photo',
      ],
      ['half a JPEG', jpeg.subarray(0, jpeg.length >> 1), 'not-a-photo'],
      [
        'SVG called PNG',
        Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('<svg/>'.repeat(9))]),
        'not-a-photo',
      ],
      ['GIF', gif, 'not-a-photo'],
      ['TIFF', await sharp(jpeg).tiff().toBuffer(), 'not-a-photo'],
      ['AVIF', await sharp(jpeg).avif().toBuffer(), 'not-a-photo'],
      ['PDF', Buffer.from(`%PDF-1.4\n${'x'.repeat(100)}`), 'not-a-photo'],
      ['100,000 × 100,000', bombOf(100_000, 100_000), 'photo-too-large'],
      ['one pixel too many', bombOf(40_000_001, 1), 'photo-too-large'],
      ['40 MB', Buffer.concat([jpeg, Buffer.alloc(40_000_000)]), 'photo-too-large'],
    ]
    for (const [name, file, problem] of cases) t.equal(await photos.rewrite(file), problem, name)
    t.type(await photos.rewrite(jpeg), 'object', 'the next one is done as ever')
  })

  t.test('large ones are made smaller, and too many at once are told so', async (t) => {
    const large = await photoOf('jpeg', { width: 5000, height: 3000, orientation: 1 })
    t.match(await photos.rewrite(large), { width: 2048, height: 1229 })
    const all = await Promise.all(Array.from({ length: 12 }, () => photos.rewrite(large)))
    t.equal(all.filter((each) => each === 'photos-busy').length, 4)
    t.equal(all.filter((each) => typeof each === 'object').length, 8)
  })
})

for (const engine of ENGINES)
  t.test(`Photos of declarations: ${engine.name}`, { skip: engine.skip }, async (t) => {
    let now = new Date('2026-03-01T00:00:00Z')
    const clock = () => now
    const given = await engine.open(clock)
    t.teardown(given.close)
    const { people, proposals } = given
    const declarations = new Declarations({
      ...{ store: given.store, people, proposals, findings: async () => [], log: { note() {} }, now: clock },
      amendments: new Amendments({ store: given.store, people }),
    })
    let problem: 'not-a-photo' | undefined
    const bytes = Buffer.from(Array.from({ length: 120_000 }, (_, i) => i % 251))
    const rewrite: EvidenceParts['rewrite'] = async () => problem ?? { jpeg: bytes, width: 3, height: 2 }
    const evidence = new Evidence({ people, rewrite, days: 30, bytesADay: 250_000, now: clock })
    const declare = async (number = '1', who?: typeof officer) =>
      (await declarations.declare(who, draft({ house_number: number }))).number
    const idOf = async (photo: string) => (await people.read((tx) => tx.evidence.byId(photo)))?.proposal ?? ''

    t.test('one a declaration, as it is open, for officers of the area', async (t) => {
      const number = await declare()
      problem = 'not-a-photo'
      t.equal(await refusal(evidence.add(undefined, number, bytes)), 'not-a-photo')
      problem = undefined
      const id = await evidence.add(undefined, number, bytes)
      t.equal(await refusal(evidence.add(undefined, number, bytes)), 'evidence-there')
      t.equal(await refusal(evidence.add(undefined, newReceiptNumber(), bytes)), 'unknown-receipt')
      const { jpeg } = await evidence.photo(officer, id)
      t.ok(jpeg.equals(bytes), 'in pieces, put together')
      t.equal(await refusal(evidence.photo(collector, id)), 'not-your-role')
      t.equal(await refusal(evidence.photo(actor('em', ['officer'], [COMMUNES[1]]), id)), 'unknown-evidence')
      t.equal(await refusal(evidence.photo(officer, 'x')), 'unknown-evidence')
      const looks = await people.read((tx) => tx.audit.list({ action: 'evidence-seen', limit: 9 }))
      t.match(looks, [{ subject: id, account: officer.account }], 'who saw it, and no one else')
      const other = await declare('2')
      await declarations.withdraw(undefined, other)
      t.equal(await refusal(evidence.add(undefined, other, bytes)), 'wrong-state')
    })

    t.test('two at once: one is kept', async (t) => {
      const number = await declare('3', officer)
      const both = await Promise.all([1, 2].map(() => refusal(evidence.add(officer, number, bytes))))
      t.same(both.sort(), ['evidence-there', 'not refused'])
    })

    t.test('bytes a day are bounded without an account, and with one they are not', async (t) => {
      t.equal(await refusal(evidence.add(undefined, await declare('4'), bytes)), 'not refused')
      const number = await declare('5')
      t.equal(await refusal(evidence.add(undefined, number, bytes)), 'no-more-photos')
      t.equal(await refusal(evidence.add(officer, number, bytes)), 'not refused')
      now = new Date('2026-03-01T16:59:59Z')
      t.equal(await refusal(evidence.add(undefined, await declare('6'), bytes)), 'no-more-photos')
      now = new Date('2026-03-01T17:00:00Z')
      t.equal(
        await refusal(evidence.add(undefined, await declare('7'), bytes)),
        'not refused',
        'a new day at +07:00',
      )
    })

    t.test('gone some days after the end, with every piece', async (t) => {
      const id = await evidence.add(officer, await declare('8'), bytes)
      await proposals.reject(officer, await idOf(id), { reason: 'other', text: 'x' })
      now = new Date('2026-03-31T16:00:00Z')
      t.equal(await evidence.deleteEnded(), 0)
      now = new Date('2026-04-01T00:00:00Z')
      t.equal(await evidence.deleteEnded(), 1)
      t.equal(await refusal(evidence.photo(officer, id)), 'unknown-evidence')
      t.equal((await people.read((tx) => tx.evidence.photo(id))).length, 0)
    })
  })
