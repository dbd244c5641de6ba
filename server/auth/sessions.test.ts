import { describe, expect, it } from 'vitest'
import { everybody } from '#model/principal.ts'
import { makeSessions, sessionLimits } from './sessions.ts'

const minute = 60_000

function open(most = 3) {
  let now = 0
  const sessions = makeSessions(() => now, { ...sessionLimits, most })
  return {
    sessions,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('a session', () => {
  it('is found by its secret alone, and is listed without it', () => {
    const { sessions } = open()
    const { secret, session } = sessions.start({ principal: everybody, by: '10.0.0.1', basis: 'basis', idToken: null })
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(sessions.find(secret)).toMatchObject({ id: session.id, by: '10.0.0.1' })
    for (const other of ['', session.id, `${secret}x`, secret.slice(1)]) expect(sessions.find(other)).toBeNull()
    expect(JSON.stringify(sessions.list())).not.toContain(secret)
  })

  it('ends after half an hour without use, and after eight hours of use', () => {
    const { sessions, pass } = open()
    const { secret, session } = sessions.start({ principal: everybody, by: '', basis: 'basis', idToken: null })
    pass(29 * minute)
    expect(sessions.isOn(session.id)).toBe(true)
    pass(30 * minute)
    expect(sessions.find(secret)).toBeNull()
    const second = sessions.start({ principal: everybody, by: '', basis: 'basis', idToken: null })
    for (let at = 0; at < 8 * 60 - 20; at += 20) {
      pass(20 * minute)
      expect(sessions.find(second.secret)).not.toBeNull()
    }
    pass(20 * minute)
    expect(sessions.find(second.secret)).toBeNull()
    expect(sessions.list()).toEqual([])
  })

  it('that is ended is over at once', () => {
    const { sessions } = open()
    const { secret, session } = sessions.start({ principal: everybody, by: '', basis: 'basis', idToken: null })
    expect([sessions.end(session.id), sessions.end(session.id)]).toEqual([true, false])
    expect([sessions.find(secret), sessions.isOn(session.id)]).toEqual([null, false])
  })

  it('makes room for another by the oldest', () => {
    const { sessions } = open(2)
    const [first, second, third] = [1, 2, 3].map(() =>
      sessions.start({ principal: everybody, by: '', basis: 'basis', idToken: null }),
    )
    expect([first, second, third].map((each) => sessions.find(each!.secret) !== null)).toEqual([false, true, true])
  })
})
