import { StoreError } from '../errors.ts'

/** Of the operating system, where a server is not reached. */
const NOT_REACHED =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|ENOENT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/
/**
 * Of PostgreSQL ("Error Codes"), where it will answer later: connections (08), resources such as disk and connections (53),
 * stopping, starting and switching over (57P), a server that is a standby for now (25006).
 */
const LATER = /^(08...|53...|57P0[1-4]|25006)$/
/** Of the driver, which gives them no code. */
const LOST =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/

/** Whether PostgreSQL cannot answer now, and may later without anybody changing anything here. */
export function isAway(error: unknown): boolean {
  if (error instanceof StoreError) return error.reason === 'away'
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return NOT_REACHED.test(String(code)) || LATER.test(String(code)) || LOST.test(String(message))
}

/** Host and database of a URL, without whoever connects and with what. */
export function databaseName(url: string): string {
  const [, host = '', database = '', query = ''] =
    /^postgres(?:ql)?:\/\/(?:[^@/?#]*@)?([^@/?#]*)\/([^?#]+)(?:\?([^#]*))?$/.exec(url) ?? []
  return `${host || new URLSearchParams(query).get('host') || 'localhost'}/${database}`
}

/** An error of PostgreSQL or of the way to it, as a plain sentence for whoever runs the server; undefined for any other error. */
export function postgresFailure(error: unknown, url: string): StoreError | undefined {
  if (error instanceof StoreError) return error
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string }
  const kind = isAway(error) ? AWAY : KINDS.find(({ codes }) => codes.test(String(code)))
  return (
    kind &&
    new StoreError(kind.reason, kind.sentence(databaseName(url), message || String(code)), { cause: error })
  )
}

interface Kind {
  readonly reason: StoreError['reason']
  readonly sentence: (database: string, message: string) => string
}

const AWAY: Kind = {
  reason: 'away',
  sentence: (database, message) =>
    `PostgreSQL ${database} không trả lời. · PostgreSQL ${database} does not answer (${message}).`,
}

const KINDS: readonly (Kind & { readonly codes: RegExp })[] = [
  {
    codes: /^28...$/,
    reason: 'not-allowed',
    sentence: (database, message) =>
      `PostgreSQL ${database} không cho đăng nhập: hãy xem lại tên và mật khẩu. · ` +
      `PostgreSQL ${database} lets this user not in: look at name and password (${message}).`,
  },
  {
    codes: /^3D000$/,
    reason: 'not-a-record',
    sentence: (database, message) =>
      `Chưa có cơ sở dữ liệu ${database}: hãy tạo bằng createdb. · There is no database ${database}: make it, as with createdb (${message}).`,
  },
  {
    codes: /^42501$/,
    reason: 'not-allowed',
    sentence: (database, message) =>
      `Tài khoản không đủ quyền trong ${database}: npm run migrate cần chủ sở hữu, npm start cần quyền mà npm run migrate -- --roles cấp. · ` +
      `The user lacks rights in ${database} (${message}): npm run migrate needs the owner, npm start what npm run migrate -- --roles grants.`,
  },
]
