import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Problem } from '../../../errors.ts'
import type { FactorBegun } from '../../../registry/accounts/login/second-factor.ts'
import type { LiveSession } from '../../../registry/accounts/login/sessions.ts'
import { Refusal } from '../../../registry/refusal.ts'
import { tellOnPages } from '../../edge/answers/problem-page.ts'
import { qrPicture } from '../../edge/answers/qr-code.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import type { Html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { acceptForms } from '../../edge/requests/form-body.ts'
import { accountFrame, troubleOf, wordsIn } from '../account-frame.ts'
import { type LoginRoom, type LoginRouteParts, openSession, PASSWORD_BODY } from '../login/login-parts.ts'
import { MY_PAGE } from '../login/next-page.ts'
import { beginAtProvider } from '../login/oidc.ts'
import { withProof } from '../login/proofs.ts'
import { peopleOrProblem } from '../people-or-problem.ts'
import { accountView, recoveryView, type Shown } from './account-view.ts'
import { WORDS } from './login-words.ts'
import { toLogin } from './to-login.ts'

const Text = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const Sent = Type.Object(
  {
    ...{ csrf: Text(500), act: Type.String({ maxLength: 20 }), id: Text(100) },
    ...{ password: Type.Optional(Type.String()), code: Text(40), next: Type.Optional(Type.String()) },
    ...{ setup: Text(2000), new_code: Text(20) },
  },
  { additionalProperties: false },
)
type Sent = Static<typeof Sent>

/** What an act has come to: new recovery codes, a second factor that was begun, or nothing more to say. */
type Done = { readonly codes?: readonly string[]; readonly begun?: FactorBegun; readonly link?: true }
type Act = (room: LoginRoom, session: LiveSession, sent: Sent) => Promise<unknown>

const proofOf = ({ password = '', code }: Sent) => ({ password, code })
const proven = <T>({ loginLimits }: LoginRoom, session: LiveSession, work: () => Promise<T>) =>
  withProof(loginLimits, session, work)

/** What the forms of the page do, by their `act`. */
const ACTS: Readonly<Record<string, Act>> = {
  password: (room, session, sent) =>
    proven(room, session, () => room.myAccount.changePassword(session, proofOf(sent), sent.next ?? '')),
  'begin-factor': async ({ myAccount }, session) => ({ begun: await myAccount.beginFactor(session) }),
  'set-factor': async (room, session, { setup = '', new_code: code = '', ...sent }) => ({
    codes: await proven(room, session, () =>
      room.myAccount.setFactor(session, proofOf(sent), { setup, code }),
    ),
  }),
  'drop-factor': (room, session, sent) =>
    proven(room, session, () => room.myAccount.dropFactor(session, proofOf(sent))),
  codes: async (room, session, sent) => ({
    codes: await proven(room, session, () => room.myAccount.renewRecoveryCodes(session, proofOf(sent))),
  }),
  'link-oidc': async (room, session, sent) => {
    await proven(room, session, () => room.myAccount.prove(session, proofOf(sent)))
    return { link: true }
  },
  'unlink-oidc': (room, session, sent) =>
    proven(room, session, () => room.myAccount.unlink(session, proofOf(sent))),
  'end-session': ({ myAccount }, session, { id = '' }) => myAccount.endSession(session, id),
  'end-others': ({ myAccount }, session) => myAccount.endOtherSessions(session),
  'forget-device': ({ myAccount }, session, { id = '' }) => myAccount.forgetDevice(session, id),
  'revoke-key': async ({ keys }, { actor }, { id = '' }) => {
    if (actor) await keys.revoke(actor, id)
  },
}

/** `/tai-khoan`: one’s own account, its password, second factor, sessions, devices and keys, without scripts. */
export function accountPage(app: App, parts: LoginRouteParts): void {
  const { accounts, guard, publicUrl } = parts
  const root = rootPathOf(publicUrl)
  const page = (request: FastifyRequest, reply: FastifyReply, main: Html) =>
    accountFrame(request, reply, { root, title: WORDS.account, path: MY_PAGE, main })

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { begun, ...more }: Pick<Shown, 'problem' | 'done'> & { begun?: FactorBegun | undefined },
  ) => {
    const room = peopleOrProblem(accounts)
    const session = await openSession(parts, request)
    const language = languageOf(request)
    const shown: Shown = {
      ...{ language, words: wordsIn(WORDS, language), root, session },
      csrf: (await room.sessionDoor.csrfOf(request)) ?? '',
      mine: await room.myAccount.look(session),
      news: await room.myAccount.takeNews(session),
      keys: await keysOf(room, session),
      elsewhere: room.oidc !== undefined,
      ...more,
      ...(begun && { begun: { ...begun, picture: await qrPicture(begun.uri) } }),
    }
    return page(request, reply, accountView(shown))
  }

  app.register(async (plain) => {
    const scope = plain as unknown as App
    acceptForms(scope)
    tellOnPages(scope, { root, title: WORDS.account, page: MY_PAGE })
    const onRequest = [toLogin(parts, root), guard.check]

    scope.get(
      MY_PAGE,
      { onRequest, schema: { hide: true, querystring: query({ xong: Type.Optional(Type.Literal('1')) }) } },
      (request, reply) => {
        const { done } = wordsIn(WORDS, languageOf(request))
        return show(request, reply, request.query.xong === '1' ? { done } : {})
      },
    )

    scope.post(
      MY_PAGE,
      { onRequest, bodyLimit: PASSWORD_BODY, schema: { hide: true, querystring: query({}), body: Sent } },
      async (request, reply) => {
        const { act: name } = request.body
        const act = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined
        if (act === undefined) throw new Problem('not-found')
        const room = peopleOrProblem(accounts)
        const session = await openSession(parts, request)
        let done: Done
        try {
          done = ((await act(room, session, request.body)) ?? {}) as Done
          if (done.link) {
            const kept = { next: undefined, session: session.hash }
            return reply.redirect(await beginAtProvider(parts, request, reply, kept), 303)
          }
        } catch (error) {
          const { status, text } = troubleOf(error)
          reply.code(status)
          return show(request, reply, { problem: text[languageOf(request)] })
        }
        const words = wordsIn(WORDS, languageOf(request))
        if (done.codes) return page(request, reply, recoveryView(words, root, done.codes))
        if (done.begun) return show(request, reply, { begun: done.begun })
        return reply.redirect(`${root}${MY_PAGE}?xong=1&lang=${languageOf(request)}`, 303)
      },
    )
  })
}

/** Keys of who may have some. */
async function keysOf({ keys }: LoginRoom, { actor }: LiveSession): Promise<Shown['keys']> {
  try {
    return actor && (await keys.list(actor))
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
