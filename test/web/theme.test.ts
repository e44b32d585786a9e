import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'

const css = readFileSync(join(packageRoot(), 'src/web/theme/theme.css'), 'utf8')

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

/** Custom properties of the first and the second `:root` block: light, then dark. */
const schemes = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) =>
  Object.fromEntries(
    [...body!.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name!, hex!]),
  ),
)

t.test('Colours contrast as WCAG 2.2 AA asks, light and dark', async (t) => {
  t.equal(schemes.length, 2)
  const text: Array<[string, string]> = [
    ['ink', 'paper'],
    ['ink', 'ground'],
    ['ink', 'accent-soft'],
    ['ink', 'mark'],
    ['ink-2', 'paper'],
    ['ink-2', 'ground'],
    ['ink-2', 'accent-soft'],
    ['accent', 'paper'],
    ['accent', 'accent-soft'],
    ['on-accent', 'accent'],
    ['warn-ink', 'warn'],
    ['error-ink', 'error'],
  ]
  const shapes: Array<[string, string]> = [
    ['edge', 'paper'],
    ['focus', 'paper'],
    ['focus', 'ground'],
  ]
  for (const [i, colours] of schemes.entries()) {
    const scheme = i === 0 ? 'light' : 'dark'
    for (const [a, b] of text) {
      const ratio = contrast(colours[a]!, colours[b]!)
      t.ok(ratio >= 4.5, `${scheme}: --${a} on --${b} is ${ratio.toFixed(2)}`)
    }
    for (const [a, b] of shapes) {
      const ratio = contrast(colours[a]!, colours[b]!)
      t.ok(ratio >= 3, `${scheme}: --${a} beside --${b} is ${ratio.toFixed(2)}`)
    }
  }
})
