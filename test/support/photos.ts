import { deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** Words that stand in the metadata of {@link photoOf}, and must be found nowhere. */
export const PLANTED = ['Kymqhinh', 'chinhsachxmp', 'gaiphia']

/** A photo with EXIF of where it was taken, XMP, a profile of colours, and something behind its end. */
export async function photoOf(
  format: 'jpeg' | 'png' | 'webp',
  { width = 320, height = 200, orientation = 6 } = {},
): Promise<Buffer> {
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="chinhsachxmp"/></rdf:RDF></x:xmpmeta>`
  const image = await sharp({ create: { width, height, channels: 3, background: '#d04020' } })
    .withExif({
      IFD0: { Make: 'Kymqhinh', Artist: 'Kymqhinh', ImageDescription: 'Kymqhinh' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '10/1 32/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '106/1 24/1 0/1',
      },
    })
    .withMetadata({ orientation })
    .withXmp(xmp)
    .withIccProfile('p3')
    [format]()
    .toBuffer()
  return Buffer.concat([image, Buffer.from('<script>gaiphia</script>')])
}

/** A PNG of a few bytes that says to have so many pixels. */
export function bombOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** CRC-32 (ISO 3309), as PNG has it. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/**
 * The markers of a JPEG, read without a decoder (ITU-T T.81 §B), and how many bytes stand behind its end. Throws for what is
 * none.
 */
export function jpegMarkers(bytes: Buffer): { markers: string[]; behind: number } {
  const markers: string[] = []
  let at = 0
  const next = () => {
    if (bytes[at] !== 0xff) throw new Error(`no marker at ${at}`)
    const marker = bytes[at + 1] as number
    at += 2
    markers.push(marker.toString(16))
    return marker
  }
  for (let marker = next(); marker !== 0xd9; marker = next()) {
    if (marker === 0xd8) continue
    at += bytes.readUInt16BE(at)
    // The scan goes on until a marker that is neither a stuffed byte nor a restart.
    if (marker === 0xda)
      while (
        bytes[at] !== 0xff ||
        bytes[at + 1] === 0 ||
        ((bytes[at + 1] as number) >= 0xd0 && (bytes[at + 1] as number) <= 0xd7)
      )
        at++
  }
  return { markers, behind: bytes.length - at }
}
