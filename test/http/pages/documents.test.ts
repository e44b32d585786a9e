import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { anchorOf, documentHtml } from '../../../src/http/pages/documents/document-html.ts'
import { Documents } from '../../../src/http/pages/documents/documents.ts'
import { servedApp } from '../../support/served-app.ts'

const ROOT = '/so'
const everything = (href: string) => href

t.test('Markdown as a page', async (t) => {
  const cases: [what: string, markdown: string, html: RegExp][] = [
    ['markup is escaped', 'a <script>alert(1)</script> b', /a &lt;script&gt;alert\(1\)&lt;\/script&gt; b/],
    ['also on a line of its own', '<img src=x onerror=alert(1)>\n', /&lt;img src=x onerror=alert\(1\)&gt;/],
    ['no link to a script', '[x](javascript:alert(1))', /<p>\[x\]\(javascript:alert\(1\)\)<\/p>/],
    ['nor to data', '[x](data:text/html,1)', /^(?!.*href)/s],
    ['headings have anchors', '## Sao lưu và phục hồi', /<h2 id="sao-lưu-và-phục-hồi">/],
    ['each its own', '## A\n\n## A', /<h2 id="a">A<\/h2>\s*<h2 id="a-1">/],
    ['tables scroll', '| a |\n| - |\n| b |', /<div class="wide" tabindex="0"><table>[\s\S]*<\/table><\/div>/],
    ['code is as it stands', '```sh\na < b\n```', /<pre tabindex="0"><code class="language-sh">a &lt; b\n/],
  ]
  for (const [what, markdown, html] of cases)
    t.match((await documentHtml(markdown, everything)).html.text, html, what)
  const nowhere = await documentHtml('see [**this** file](x.ts) and ![it](y.png)', () => undefined)
  t.equal(nowhere.html.text, '<p>see <strong>this</strong> file and </p>\n', 'a link to nowhere is text')
  const led = await documentHtml('[a](b.md#c) [d](https://e)', (href) =>
    href === 'b.md#c' ? '/docs/b#c' : href,
  )
  t.equal(led.html.text, '<p><a href="/docs/b#c">a</a> <a href="https://e">d</a></p>\n')
})

t.test('anchors are those of repositories', async (t) => {
  const cases: [heading: string, anchor: string][] = [
    ['Backup and restore · Sao lưu và phục hồi', 'backup-and-restore--sao-lưu-và-phục-hồi'],
    ['`npm run` (twice), again', 'npm-run-twice-again'],
    ['OGC API', 'ogc-api'],
  ]
  for (const [heading, anchor] of cases) t.equal(anchorOf(heading, new Map()), anchor)
})

t.test('Documents that are served', async (t) => {
  const documents = new Documents(packageRoot())
  const { app, close } = await servedApp({ PUBLIC_URL: `https://dia.example.vn${ROOT}` })
  t.teardown(close)
  const get = (url: string) => app.inject({ url, headers: { accept: 'text/html' } })
  const anchors = new Map<string, Set<string>>()
  const pages = new Map<string, string>()
  for (const { slug } of documents.all) {
    const page = await get(`/docs/${slug}`)
    t.equal(page.statusCode, 200, slug)
    pages.set(slug, page.body)
    anchors.set(slug, new Set([...page.body.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)))
  }

  t.test('no link between them is dead', async (t) => {
    let links = 0
    for (const [slug, page] of pages) {
      const [, body = ''] = /<article class="document"(.*)<\/article>/s.exec(page) ?? []
      for (const [, href = ''] of body.matchAll(/(?:href|src)="([^"]*)"/g)) {
        links++
        if (/^(?:https?:|mailto:)/.test(href)) continue
        const [path = '', anchor] = href.split('#', 2)
        const to = path === '' ? slug : path.replace(`${ROOT}/docs/`, '')
        if (anchor !== undefined) t.ok(anchors.get(to)?.has(decodeURIComponent(anchor)), `${slug}: ${href}`)
        else if (!pages.has(to))
          t.equal((await get(path.slice(ROOT.length))).statusCode, 200, `${slug}: ${href}`)
      }
    }
    t.ok(links > 50, `${links} links`)
  })

  t.test('each says its language, and the contents lead to it', async (t) => {
    const contents = (await get('/docs?lang=vi')).body
    for (const document of documents.all) {
      const page = pages.get(document.slug) ?? ''
      t.match(page, new RegExp(`<html lang="${document.language}">`), document.slug)
      t.ok(contents.includes(`href="${ROOT}/docs/${document.slug}">${document.title.vi}<`), document.slug)
      t.match(page, /class="site-foot"/)
    }
    t.ok(contents.includes(`href="${ROOT}/docs/api/"`))
    t.match((await get('/nha-phat-trien')).body, `href="${ROOT}/docs"`)
    t.match((await get('/docs/nothing')).statusCode, 404)
    t.match((await get('/docs/pictures/nothing.png')).statusCode, 404)
    t.match((await get('/docs/pictures/..%2fcan-bo.md')).statusCode, 400)
  })

  t.test('nothing is asked for twice, and no script runs', async (t) => {
    const { headers } = await get('/docs/deployment')
    t.match(headers['content-security-policy'], /script-src|default-src/)
    t.notMatch(headers['content-security-policy'], /unsafe-eval/)
    const again = await app.inject({
      url: '/docs/deployment',
      headers: { 'if-none-match': String(headers.etag) },
    })
    t.equal(again.statusCode, 304)
  })

  t.test('the build keeps them where a server without the repository finds them', async (t) => {
    const build = readFileSync(join(packageRoot(), 'scripts', 'build.mjs'), 'utf8')
    t.match(build, /contents\.json/)
    const built = join(packageRoot(), 'dist', 'docs')
    if (!existsSync(built)) return t.comment('dist/docs is not built')
    const kept = new Documents(built)
    t.same(kept.all, documents.all)
    for (const document of documents.all)
      t.equal(kept.read(document), documents.read(document), document.file)
  })
})
