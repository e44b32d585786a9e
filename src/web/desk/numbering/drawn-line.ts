import { distance } from '../../../geo/distance.ts'
import { element } from '../../element.ts'
import type { Point } from './numbering-types.ts'
import { say } from './numbering-words.ts'

export interface DrawnLineParts {
  /** Drawing begins or ends. */
  readonly drawing: (isDrawing: boolean) => void
  /** The points have changed. */
  readonly drawn: (points: readonly Point[]) => void
  /** There is another line, or none: numbers are to be asked for. */
  readonly changed: () => void
}

/** Digits of a degree that are kept: a decimetre. */
const DIGITS = 6
/** Points that the server takes. */
const MOST = 500

/** The line that an officer draws, for an alley or a street without one of its own. */
export class DrawnLine {
  readonly root = element('div', { class: 'line-tool' })
  readonly #parts: DrawnLineParts
  readonly #begin = element('button', { type: 'button', class: 'plain small' }, say('draw'))
  readonly #back = element('button', { type: 'button', class: 'plain small', hidden: true }, say('drawBack'))
  readonly #away = element('button', { type: 'button', class: 'plain small', hidden: true }, say('drawAway'))
  readonly #said = element('p', { role: 'status' })
  readonly #within = element('input', { id: 'within', type: 'number', min: '1', max: '1000', value: '30' })
  readonly #withinLine = element(
    'p',
    { hidden: true },
    element('label', { for: 'within' }, say('within')),
    this.#within,
  )
  #points: Point[] = []
  #isDrawing = false

  constructor(parts: DrawnLineParts) {
    this.#parts = parts
    this.#begin.addEventListener('click', () => (this.#isDrawing ? this.end() : this.#start()))
    this.#back.addEventListener('click', () => this.takeBack())
    this.#away.addEventListener('click', () => this.clear())
    this.root.append(
      element('p', { class: 'buttons' }, this.#begin, this.#back, this.#away),
      this.#said,
      this.#withinLine,
    )
  }

  /** What is sent of it: nothing while there is no line. */
  get asked(): { readonly line?: readonly Point[]; readonly within?: number } {
    if (this.#points.length < 2) return {}
    const within = Math.round(Number(this.#within.value))
    return { line: this.#points, ...(within >= 1 && { within }) }
  }

  get isThere(): boolean {
    return this.#points.length > 1
  }

  put([lon, lat]: Point): void {
    if (this.#points.length >= MOST) return
    this.#points.push([Number(lon.toFixed(DIGITS)), Number(lat.toFixed(DIGITS))])
    this.#tell()
  }

  takeBack(): void {
    this.#points.pop()
    this.#tell()
    if (!this.#isDrawing) this.#parts.changed()
  }

  /** Turns it round: numbers begin at its other end. */
  reverse(): void {
    this.#points.reverse()
  }

  end(): void {
    if (!this.#isDrawing) return
    this.#isDrawing = false
    if (this.#points.length < 2) this.#points = []
    this.#tell()
    this.#parts.drawing(false)
    this.#begin.focus()
    this.#parts.changed()
  }

  /** Takes it away; says whether there was one. */
  clear(): void {
    const was = this.#points.length > 0 || this.#isDrawing
    this.#points = []
    this.#isDrawing = false
    this.#tell()
    this.#parts.drawing(false)
    if (was) this.#parts.changed()
  }

  #start(): void {
    this.#isDrawing = true
    this.#points = []
    this.#tell()
    this.#parts.drawing(true)
  }

  #tell(): void {
    const points = this.#points
    this.#begin.textContent = say(this.#isDrawing ? 'drawEnd' : 'draw')
    this.#back.hidden = points.length === 0
    this.#away.hidden = points.length === 0 && !this.#isDrawing
    this.#withinLine.hidden = points.length < 2
    let m = 0
    for (const [i, point] of points.entries())
      m += i === 0 ? 0 : distance(...(points[i - 1] as Point), ...point)
    this.#said.textContent = points.length === 0 ? '' : say('drawn', { n: points.length, m: Math.round(m) })
    this.#parts.drawn(points)
  }
}
