import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../../errors.ts'
import { type Entered, type Login, loginName } from '../../../registry/accounts/login/login.ts'
import { isRecoveryCode } from '../../../registry/accounts/login/second-factor.ts'
import type { LiveSession, Sessions } from '../../../registry/accounts/login/sessions.ts'
import { Refusal, type RefusalCode } from '../../../registry/refusal.ts'
import { addressBlock } from '../../doors/strangers/address-block.ts'
import { countedTry } from '../../doors/strangers/counted-try.ts'
import type { Shown, StrangerGuard } from '../../doors/strangers/stranger-guard.ts'
import type { DemoAccess } from './demo-access.ts'
import { deviceLabel } from './device-label.ts'
import type { DeviceCookie, LoginCookies } from './login-cookies.ts'
import type { LoginLimits } from './login-limits.ts'
import { keepToItself } from './session-door.ts'

export interface LoginStepsParts {
  readonly login: Login
  readonly sessions: Sessions
  readonly cookies: LoginCookies
  readonly limits: LoginLimits
  readonly strangers: StrangerGuard
  readonly demo: DemoAccess
}

/** The steps of a login over HTTP, for programs and for pages: limits, devices, cookies. */
export class LoginSteps {
  readonly #parts: LoginStepsParts

  constructor(parts: LoginStepsParts) {
    this.#parts = parts
  }

  /**
   * A login by password. Throws {@link Refusal} as {@link Login.enter}, and {@link Problem} as a StrangerGuard.
   *
   * @param form what a page's form shows; undefined for a program
   */
  async password(
    request: FastifyRequest,
    reply: FastifyReply,
    { login, password }: { readonly login: string; readonly password: string },
    form?: Shown,
  ): Promise<Entered> {
    const { cookies, limits, strangers, demo } = this.#parts
    const device = cookies.deviceOf(request)
    const isKnown = device.isSigned && (await this.#parts.login.knows(login, device.hash))
    const attempt = {
      login: loginName(login),
      block: addressBlock(request.ip),
      device: isKnown ? device.hash : undefined,
    }
    const bits = limits.bits(attempt)
    if (form) strangers.letWith(request, bits, form)
    else strangers.letProgram(request, bits)
    const entered = await countedTry(limits.countTry(attempt), isCode('wrong-login'), () =>
      this.#parts.login.enter({
        login,
        password,
        lane: isKnown ? 'known' : 'stranger',
        device: shownDevice(request, device),
        mayUseDemo: demo.allows(request),
      }),
    )
    // Whatever this browser was logged in to before is over.
    await this.#leaveFormer(request)
    this.#set(request, reply, entered, device)
    return entered
  }

  /** The second factor of a login. Throws {@link Refusal} `wrong-code`, {@link Problem} `too-many-requests`. */
  async code(
    request: FastifyRequest,
    reply: FastifyReply,
    waiting: LiveSession,
    code: string,
  ): Promise<Entered> {
    const { cookies, limits, login } = this.#parts
    const device = cookies.deviceOf(request)
    const isKnown = device.isSigned && (await login.knowsDevice(waiting.account, device.hash))
    const name = isKnown ? device.hash : undefined
    // A recovery code has 80 bits: whoever has one comes in, however often others have guessed.
    if (!isRecoveryCode(code) && !limits.mayTryCode(waiting.account, name)) throw tooManyCodes()
    const isWrong = isCode('wrong-code')
    const { isFirst, release } = limits.countCode(waiting.account, name)
    const entered = await countedTry(release, isWrong, () =>
      login.showCode(waiting, code, shownDevice(request, device)),
    ).catch(async (error) => {
      if (isFirst && isWrong(error)) await login.tellWrongCodes(waiting.account)
      throw error
    })
    this.#set(request, reply, entered, device)
    return entered
  }

  /** A login that another provider has proven. Throws {@link Refusal} `account-not-usable`. */
  async proven(
    request: FastifyRequest,
    reply: FastifyReply,
    account: string,
    strong: boolean,
  ): Promise<Entered> {
    const device = this.#parts.cookies.deviceOf(request)
    const entered = await this.#parts.login.enterProven(account, strong, shownDevice(request, device))
    await this.#leaveFormer(request)
    this.#set(request, reply, entered, device)
    return entered
  }

  async leave(request: FastifyRequest, reply: FastifyReply, session: LiveSession): Promise<void> {
    await this.#parts.login.leave(session)
    this.#parts.cookies.clearSession(request, reply)
  }

  async #leaveFormer(request: FastifyRequest): Promise<void> {
    const token = this.#parts.cookies.sessionOf(request)
    const former = token === undefined ? undefined : await this.#parts.sessions.of(token)
    if (former) await this.#parts.login.leave(former)
  }

  #set(request: FastifyRequest, reply: FastifyReply, { token, state }: Entered, device: DeviceCookie): void {
    keepToItself(reply)
    this.#parts.cookies.setSession(request, reply, token)
    if (state === 'open') this.#parts.cookies.setDevice(request, reply, device)
  }
}

/** Whether an error is a refusal of a code. */
const isCode = (code: RefusalCode) => (error: unknown) => error instanceof Refusal && error.code === code

function shownDevice({ headers }: FastifyRequest, { hash }: DeviceCookie) {
  return { hash, label: deviceLabel(headers['user-agent']) }
}

function tooManyCodes(): Problem {
  return new Problem('too-many-requests', {
    headers: { 'retry-after': '300' },
    detail: {
      vi: 'Đã nhập sai mã nhiều lần: hãy đợi năm phút, hoặc dùng một mã dự phòng.',
      en: 'Many wrong codes were entered: wait five minutes, or use a recovery code.',
    },
  })
}
