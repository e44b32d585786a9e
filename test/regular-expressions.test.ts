import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyse } from 'scslre'
import t from 'tap'
import ts from 'typescript'
import { packageRoot } from '../src/config.ts'

const SRC = join(packageRoot(), 'src')

/**
 * Ways in which a backtracking matcher may take more steps than a text has characters times a constant: two parts that
 * trade characters with one another, a repeated part within a repeated part, and a search that begins anew at every
 * character of a run.
 */
function superLinear(expression: string): string[] {
  const end = expression.lastIndexOf('/')
  const { reports } = analyse({ source: expression.slice(1, end), flags: expression.slice(end + 1) })
  return reports.map(({ type }) => type)
}

/** Every literal expression of a file, as it stands there. */
function expressionsOf(file: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(join(SRC, file), 'utf8'), ts.ScriptTarget.Latest, true))
  return found
}

/** Expressions that were here once, and that the check must find: each took four times as long for twice the text. */
const QUADRATIC = [
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i,
  /([^,;|()\d]+)\((xã|phường|thị trấn)\)/giu,
  /[\s,;.(-]+$/u,
  /[A-Za-z][A-Za-z^+*('`?~.]*[\^+*('`?~.][A-Za-z^+*('`?~.]*/g,
  /^\s*(?:SRID=4326;)?([A-Z]+)\s*(?:Z|M|ZM)?\s*(\([-+0-9.eE\s,()]*\))\s*$/i,
]

t.test('no regular expression is worse than linear', async (t) => {
  for (const one of QUADRATIC) t.not(superLinear(String(one)).length, 0, `found: ${one}`)
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const all = files.flatMap((file) => expressionsOf(file).map((expression) => ({ file, expression })))
  t.ok(all.length > 150, `${all.length} expressions`)
  for (const { file, expression } of all) t.same(superLinear(expression), [], `${file}: ${expression}`)
})
