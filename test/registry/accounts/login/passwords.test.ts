import t from 'tap'
import { mustBeGoodPassword } from '../../../../src/registry/accounts/login/good-password.ts'
import { type Lane, PasswordHashing } from '../../../../src/registry/accounts/login/password-hashing.ts'
import { QUICK } from '../../../support/login-world.ts'

t.test('Passwords that others would try are refused', async (t) => {
  const CASES: readonly (readonly [password: string, login: string, good: boolean])[] = [
    ['ngắn quá', 'a', false],
    ['mười hai ký!', 'a', true],
    ['🏠🌉🚣🌾🌴🐓🐃🎣🛶🌅🏡', 'a', false],
    ['🏠🌉🚣🌾🌴🐓🐃🎣🛶🌅🏡🌊', 'a', true],
    ['cầu khỉ bắc qua rạch', 'a', true],
    ['aaaaaaaaaaaaaaaaaaaa', 'a', false],
    ['abababababababab', 'a', false],
    ['123456789012', 'a', false],
    ['qwertyuiop123', 'a', false],
    ['MatKhau123456', 'a', false],
    ['nguyen.van.tam', 'nguyen.van.tam', false],
    ['nguyen.van.tam12', 'nguyen.van.tam', false],
    ['tam qua cau khi luc trua', 'nguyen.van.tam', true],
    ['Diachiso@2026', 'a', false],
    ['x'.repeat(10_240), 'a', false],
    [`${'từ '.repeat(85)}hết chuyện`, 'a', false],
    ['lúa nếp thơm '.repeat(19), 'a', true],
  ]
  for (const [password, login, good] of CASES) {
    const name = `${password.slice(0, 30)} (${[...password].length})`
    if (good) t.doesNotThrow(() => mustBeGoodPassword(password, login), name)
    else t.throws(() => mustBeGoodPassword(password, login), { code: 'weak-password' }, name)
  }
})

t.test('Hashing', async (t) => {
  t.test('what is kept names argon2id with its cost, and holds for the one password', async (t) => {
    const hashing = new PasswordHashing()
    const kept = await hashing.hash('cầu khỉ')
    t.match(kept, /^\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
    t.equal(await hashing.verify(kept, 'cầu khỉ'.normalize('NFD'), 'stranger'), true)
    t.equal(await hashing.verify(kept, 'cầu khi', 'stranger'), false)
    t.equal(await hashing.verify(null, 'cầu khỉ', 'stranger'), false)
    t.equal(await hashing.verify(undefined, '', 'stranger'), false)
  })

  t.test('few at once, 64 wait in each lane, and strangers take no place of who is known', async (t) => {
    const hashing = new PasswordHashing({ ...QUICK, atOnce: 1 })
    const kept = await hashing.hash('đúng')
    const order: Lane[] = []
    const enter = (lane: Lane) =>
      hashing.verify(kept, 'đúng', lane).then(
        () => {
          order.push(lane)
          return 'in'
        },
        ({ code }) => code as string,
      )
    // One is being hashed; then 64 wait, and the 65th is told so.
    const strangers = Array.from({ length: 70 }, () => enter('stranger'))
    const known = Array.from({ length: 10 }, () => enter('known'))
    const told = await Promise.all(strangers)
    t.same(await Promise.all(known), Array(10).fill('in'))
    t.equal(told.filter((each) => each === 'login-busy').length, 5)
    t.ok(order.lastIndexOf('known') <= 22, 'they take turns')
    t.equal(await hashing.verify(kept, 'đúng', 'stranger'), true, 'afterwards there is room')
  })
})
