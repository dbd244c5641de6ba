import { expect, it } from 'vitest'
import { greet, visitorBy } from './visitors.ts'

const answer = (status: number) => ({ status, headers: {} })
const { secret } = visitorBy(undefined)

it.each([201, 503])('tells a visitor who they are when something is kept, or may have been: %i', (status) => {
  const told = greet(answer(status), secret, 'https://hub.example')
  const cookie: string = (told.headers as Record<string, string>)['set-cookie']!
  expect(cookie).toContain(secret)
  expect(visitorBy(cookie.split(';')[0])).toEqual({ id: visitorBy(cookie).id, secret: null })
})

it.each([200, 400, 404, 507])('tells nobody who kept nothing: %i', (status) => {
  expect(greet(answer(status), secret, '').headers).toEqual({})
})

it('tells nobody twice', () => {
  expect(greet(answer(201), null, '').headers).toEqual({})
})
