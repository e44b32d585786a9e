import { create } from 'qrcode'

const SVG = 'http://www.w3.org/2000/svg'
/** Modules of empty space around a code (ISO/IEC 18004). */
const QUIET = 4

/** A QR code of a text as a picture, dark on white in every theme. */
export function qrPicture(text: string, title: string): SVGSVGElement {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  let path = ''
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) if (modules.get(y, x)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
  const side = size + 2 * QUIET
  const picture = made('svg', { viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': title })
  picture.append(
    made('path', { fill: '#fff', d: `M0 0h${side}v${side}H0z` }),
    made('path', { fill: '#000', d: path }),
  )
  return picture
}

function made<Name extends 'svg' | 'path'>(name: Name, attributes: Record<string, string>) {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element as SVGElementTagNameMap[Name]
}
