// The table of rights as a page: npx tsx test/support/rights/rights-page.ts > src/http/RIGHTS.md
import { pathToFileURL } from 'node:url'
import { RIGHTS, type Right, type RightArea } from '../../../src/registry/accounts/rights.ts'
import { ROLES, type Role } from '../../../src/registry/actor.ts'

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  citizen: 'người dân',
  collector: 'người thu thập',
  officer: 'cán bộ',
  verifier: 'người xác thực',
  agency: 'cơ quan ngành',
  coordinator: 'điều phối (Sở)',
  operator: 'vận hành (bưu chính)',
  auditor: 'kiểm toán',
  administrator: 'quản trị',
}

const AREA_WORDS: Readonly<Record<RightArea, string>> = {
  own: 'địa bàn mình, nơi khác 403 · one’s own, elsewhere 403',
  hidden: 'địa bàn mình, nơi khác 404 · one’s own, elsewhere 404',
  each: 'từng dòng · each row by itself',
  self: 'chỉ của mình · what is one’s own',
  served:
    'cơ quan mình và cơ quan mình phụ trách, nơi khác 404 · one’s own office and those it serves, elsewhere 404',
  all: 'mọi nơi · everywhere',
}

function line({ method, path, state, roles, area, key }: Right): string {
  const marks = ROLES.map((role) => (roles.includes(role) ? '●' : ''))
  return `| \`${method} ${path}\` | ${state.replaceAll('|', '/')} | ${marks.join(' | ')} | ${AREA_WORDS[area]} | ${key ?? ''} |`
}

/** The page, as it stands beside the routes. */
export function rightsPage(): string {
  const roles = ROLES.map((role) => `${role}<br>${ROLE_WORDS[role]}`)
  return `# Rights · Ai được làm gì

Every route that needs an account, by role, area and state. Whom no line of a route names is refused (403) before the body is read; nobody has more
by several accounts than each has. *Waits* for another person is an answer 202 of those who may. A key acts in its maker's name where the last column names a scope.
Mọi đường dẫn cần tài khoản, theo vai trò, địa bàn và trạng thái. Vai trò không có trong dòng nào thì bị từ chối (403) trước khi đọc nội dung.
A line without a mark is a step that nobody may take. Written by \`npx tsx test/support/rights/rights-page.ts\` from [\`rights.ts\`](../registry/accounts/rights.ts);
\`test/http/accounts/rights.test.ts\` asks for every line as every role, in its own and in another area, on both engines.

| route | state · trạng thái | ${roles.join(' | ')} | area · địa bàn | key · khoá |
| --- | --- | ${ROLES.map(() => ':-:').join(' | ')} | --- | --- |
${RIGHTS.map(line).join('\n')}
`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(rightsPage())
