import t from 'tap'
import { changePeople, codeAt, loginWorld, PASSWORD, PHONE } from '../../../support/login-world.ts'
import { ENGINES } from '../../../support/registry-engines.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

for (const engine of ENGINES)
  t.test(`Logins on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const w = await loginWorld(engine)
    t.teardown(w.close)

    t.test('a password opens a session of the account, whatever the case and composition', async (t) => {
      await w.add('cúc')
      const { token, state } = await w.enter(' CÚC ', PASSWORD.normalize('NFD').replaceAll(' ', '\u00a0'))
      t.equal(state, 'open')
      const session = await w.sessionOf(token)
      t.match(session, { account: 'cúc', factor: 'none', actor: { account: 'cúc' } })
      t.equal(await w.sessions.of(`${token}x`), undefined)
      t.not(session.hash, token, 'what is kept opens nothing')
      t.equal(await w.sessions.of(session.hash), undefined)
    })

    t.test('a login that is not there answers as a wrong password does', async (t) => {
      await w.add('một')
      await w.add('không mật khẩu', ['collector'], { password: null })
      const refusals = await Promise.all(
        [
          w.enter('một', 'sai'),
          w.enter('không có ai', 'sai'),
          w.enter('không mật khẩu', ''),
          w.enter('không mật khẩu'),
          w.enter('một', ''),
          w.enter('một', PASSWORD.repeat(1000)),
        ].map((each) => each.catch(({ code, detail }) => ({ code, detail }))),
      )
      for (const refusal of refusals) t.same(refusal, refusals[0])
      t.match(refusals[0], { code: 'wrong-login' })
    })

    t.test('why an account may not be used is told to who has its password alone', async (t) => {
      const cases: readonly (readonly [
        name: string,
        roles: readonly 'collector'[] | readonly 'verifier'[],
        more: object,
      ])[] = [
        ['ngủ', ['collector'], { state: 'asleep' }],
        ['khoá', ['collector'], { state: 'suspended' }],
        ['hết hạn', ['collector'], { valid_to: '2026-11-29' }],
        ['chưa đến', ['collector'], { valid_from: '2026-12-01' }],
        ['thiếu bước hai', ['verifier'], {}],
        ['minh hoạ', ['collector'], { demo: 1 }],
      ]
      for (const [name, roles, more] of cases) {
        await w.add(name, roles, more)
        await t.rejects(w.enter(name), { code: 'account-not-usable' }, name)
        await t.rejects(w.enter(name, 'sai'), { code: 'wrong-login' }, name)
      }
      const demo = { login: 'minh hoạ', password: PASSWORD, lane: 'stranger' as const, device: PHONE }
      t.match(await w.login.enter({ ...demo, mayUseDemo: true }), { state: 'open' })
    })

    t.test(
      'a session ends by its time, unused, with its account, and stays over when the clock is set back',
      async (t) => {
        await w.add('hai', ['collector'])
        const start = w.clock.now
        const { token } = await w.enter('hai')
        w.pass(6 * DAY)
        t.ok((await w.sessions.of(token))?.actor)
        w.pass(6 * DAY)
        t.ok((await w.sessions.of(token))?.actor, 'its use was noted')
        w.pass(7 * DAY + 1)
        t.equal(await w.sessions.of(token), undefined, 'unused for a week')
        await w.enter('hai')
        w.clock.now = start
        t.equal(await w.sessions.of(token), undefined, 'the audit knows how late it is')
        const other = await w.enter('hai')
        w.pass(20 * DAY)
        await w.people.write((tx) =>
          tx.accounts.change('hai', ['active'], { state: 'suspended' }, w.clock.now),
        )
        t.equal(await w.sessions.of(other.token), undefined)
      },
    )

    t.test('guarded roles: a second factor, two hours unused, twelve in all', async (t) => {
      await w.add('vinh', ['collector'])
      const { secret } = await w.setFactor((await w.enter('vinh')).token)
      await changePeople(w, "UPDATE people.account_role SET role = 'verifier' WHERE account = 'vinh'")
      w.pass(31)
      const waiting = await w.enter('vinh')
      t.equal(waiting.state, 'factor')
      const session = await w.sessionOf(waiting.token)
      t.equal(session.actor, undefined, 'a password alone is nobody yet')
      const { token } = await w.login.showCode(session, await codeAt(secret, w.clock.now), PHONE)
      t.match(await w.sessionOf(token), { factor: 'totp', actor: { account: 'vinh' } })
      t.equal(await w.sessions.of(waiting.token), undefined, 'the one before is over: nothing is fixed')
      for (const hours of [1.9, 1.9, 1.9, 1.9, 1.9, 1.9]) {
        w.pass(hours * HOUR)
        t.ok(await w.sessions.of(token), 'it is used')
      }
      w.pass(0.7 * HOUR)
      t.equal(await w.sessions.of(token), undefined, 'twelve hours are over')
      const again = await w.enter('vinh')
      w.pass(601)
      t.equal(await w.sessions.of(again.token), undefined, 'a password waits ten minutes for its code')
      const last = await w.login.showCode(
        await w.sessionOf((await w.enter('vinh')).token),
        await codeAt(secret, w.clock.now),
        PHONE,
      )
      w.pass(2 * HOUR + 1)
      t.equal(await w.sessions.of(last.token), undefined, 'unused for two hours')
    })

    t.test('no code is taken twice, an older one not after a newer, and a recovery code once', async (t) => {
      await w.add('ba')
      const { secret, codes } = await w.setFactor((await w.enter('ba')).token)
      const show = async (code: string) => {
        const session = await w.sessionOf((await w.enter('ba')).token)
        return w.login.showCode(session, code, PHONE).then(
          ({ state }) => state,
          ({ code }) => code,
        )
      }
      t.equal(await show(await codeAt(secret, w.clock.now)), 'wrong-code', 'that of the setup was used')
      w.pass(60)
      const now = await codeAt(secret, w.clock.now)
      const before = await codeAt(secret, new Date(w.clock.now.getTime() - 30_000))
      t.equal(await show(now), 'open')
      t.equal(await show(now), 'wrong-code')
      t.equal(await show(before), 'wrong-code')
      w.pass(60)
      const both = await codeAt(secret, w.clock.now)
      t.same((await Promise.all([show(both), show(both)])).sort(), ['open', 'wrong-code'], 'two at once')
      const [recovery = ''] = codes
      t.equal(await show(recovery.toUpperCase().replaceAll('-', ' ')), 'open', 'however it is written')
      t.equal(await show(recovery), 'wrong-code')
      for (const wrong of ['', '000000', '12345', 'x'.repeat(16), '00000 0', `${now}0`])
        t.equal(await show(wrong), 'wrong-code', wrong)
      t.match(
        (
          await w.mine.look(
            await w.sessionOf(
              (await w.login.showCode(await w.sessionOf((await w.enter('ba')).token), codes[1] ?? '', PHONE))
                .token,
            ),
          )
        ).factor,
        {
          set: true,
          recovery_codes_left: 8,
        },
      )
    })

    t.test('a recovery code of another account opens nothing, also where its row was copied', async (t) => {
      await w.add('tư')
      await w.add('năm')
      const { codes } = await w.setFactor((await w.enter('tư')).token)
      await w.setFactor((await w.enter('năm')).token)
      const [code = ''] = codes
      await changePeople(w, "DELETE FROM people.recovery_code WHERE account = 'năm'")
      await changePeople(w, "UPDATE people.recovery_code SET account = 'năm' WHERE account = 'tư'")
      const session = await w.sessionOf((await w.enter('năm')).token)
      await t.rejects(w.login.showCode(session, code, PHONE), { code: 'wrong-code' })
    })

    t.test('the secret of a second factor lies sealed, and none is taken without the key', async (t) => {
      await w.add('sáu')
      const { secret } = await w.setFactor((await w.enter('sáu')).token)
      const stored = await w.people.read((tx) => tx.accounts.byId('sáu'))
      t.match(stored?.factor, /^sealed:1:/)
      t.notMatch(JSON.stringify(stored), secret)
    })

    t.test(
      'what changes a guard needs password and code, ends the other sessions, and is told',
      async (t) => {
        await w.add('bảy')
        const old = await w.enter('bảy')
        const { token } = await w.enter('bảy')
        const session = await w.sessionOf(token)
        const proof = { password: PASSWORD }
        await t.rejects(w.mine.changePassword(session, { password: 'sai' }, 'một mật khẩu khác hẳn'), {
          code: 'wrong-login',
        })
        await t.rejects(w.mine.changePassword(session, proof, 'ngắn'), { code: 'weak-password' })
        await w.mine.changePassword(session, proof, 'một mật khẩu khác hẳn')
        t.equal(await w.sessions.of(old.token), undefined)
        t.ok(await w.sessions.of(token))
        await t.rejects(w.enter('bảy'), { code: 'wrong-login' })
        t.match(await w.mine.takeNews(session), { notices: [{ kind: 'password-changed' }] })
        t.same(await w.mine.takeNews(session), { notices: [], newDevices: [] }, 'told once')

        const next = { password: 'một mật khẩu khác hẳn' }
        const { secret, codes } = await w.setFactor(token, next)
        await t.rejects(w.mine.dropFactor(session, next), { code: 'wrong-code' }, 'a code is missing')
        await t.rejects(w.setFactor(token, next), { code: 'wrong-code' }, 'it is not replaced without one')
        w.pass(30)
        const code = await codeAt(secret, w.clock.now)
        const fresh = await w.mine.renewRecoveryCodes(session, { ...next, code })
        t.equal(new Set([...fresh, ...codes]).size, 20)
        await w.mine.dropFactor(session, { ...next, code: fresh[0] })
        t.match((await w.mine.look(session)).factor, { set: false, recovery_codes_left: 0 })
      },
    )

    t.test('a setup holds for its session and for half an hour', async (t) => {
      await w.add('tám')
      const [one, two] = [
        await w.sessionOf((await w.enter('tám')).token),
        await w.sessionOf((await w.enter('tám')).token),
      ]
      const { secret, setup } = await w.mine.beginFactor(one)
      const set = async (session = one, more = {}) =>
        w.mine.setFactor(
          session,
          { password: PASSWORD },
          { setup, code: await codeAt(secret, w.clock.now), ...more },
        )
      await t.rejects(set(two), { code: 'wrong-code' })
      await t.rejects(set(one, { code: '000000' }), { code: 'wrong-code' })
      await t.rejects(set(one, { setup: `${setup.slice(0, -2)}AA` }), { code: 'wrong-code' })
      await t.rejects(set(one, { setup: '' }), { code: 'wrong-code' })
      w.pass(31 * MINUTE)
      await t.rejects(set(), { code: 'wrong-code' })
    })

    t.test(
      'a second device is news to the first one; a device that is forgotten is logged out',
      async (t) => {
        await w.add('chín')
        const first = await w.sessionOf((await w.enter('chín')).token)
        t.same((await w.mine.takeNews(first)).newDevices, [], 'its own is none')
        const laptop = { hash: 'laptop-laptop-laptop', label: 'Firefox · Windows' }
        const other = await w.enter('chín', PASSWORD, laptop)
        t.match((await w.mine.takeNews(first)).newDevices, [{ label: 'Firefox · Windows' }])
        t.equal(await w.login.knows('Chín', laptop.hash), true)
        t.equal(await w.login.knows('tám', laptop.hash), false)
        await t.rejects(
          w.mine.forgetDevice(await w.sessionOf((await w.enter('tám')).token), laptop.hash.slice(0, 16)),
          { code: 'unknown-item' },
          'somebody else’s',
        )
        await w.mine.forgetDevice(first, laptop.hash.slice(0, 16))
        t.equal(await w.sessions.of(other.token), undefined)
        t.equal(await w.login.knows('chín', laptop.hash), false)
      },
    )

    t.test('sessions are ended one by one, all others, or by logging out; twenty are kept', async (t) => {
      await w.add('mười')
      await w.add('kẻ khác')
      const tokens: string[] = []
      for (let i = 0; i < 22; i++) {
        w.pass(1)
        tokens.push((await w.enter('mười')).token)
      }
      const own = await w.sessionOf(tokens.at(-1) as string)
      t.equal((await w.mine.look(own)).sessions.length, 20)
      t.equal(await w.sessions.of(tokens[0] as string), undefined, 'the one that was used least recently')
      const one = await w.sessionOf(tokens[5] as string)
      const stranger = await w.sessionOf((await w.enter('kẻ khác')).token)
      await t.rejects(w.mine.endSession(stranger, one.hash.slice(0, 16)), { code: 'unknown-item' })
      await w.mine.endSession(own, one.hash.slice(0, 16))
      t.equal(await w.sessions.of(tokens[5] as string), undefined)
      await w.mine.endOtherSessions(own)
      t.equal((await w.mine.look(own)).sessions.length, 1)
      t.ok(await w.sessions.of(tokens.at(-1) as string))
      await w.login.leave(own)
      t.equal(await w.sessions.of(tokens.at(-1) as string), undefined)
    })

    t.test(
      'logins, logouts, wrong codes and changes stand in the audit, and nothing that opens anything',
      async (t) => {
        const entries = await w.people.read(({ audit }) => audit.after(0, 1000))
        const actions = new Set(entries.map(({ action }) => action))
        for (const action of [
          'login',
          'logout',
          'wrong-code',
          'password-changed',
          'factor-set',
          'device-forgotten',
        ])
          t.ok(actions.has(action), action)
        t.notMatch(JSON.stringify(entries), PASSWORD)
        t.equal(await w.audit.firstBreak(), undefined)
      },
    )
  })
