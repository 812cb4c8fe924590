import { expect, test } from 'vitest'
import { cloneUrlFor } from './developer.ts'

const login = { userName: 'developer-at-123456789012', password: 'a+b/c=', file: '/data/git-credentials.json' }
const URL = 'http://127.0.0.1:4600/git/towpath/sample-app.git'

test('the URL to clone has name and password in it while the password is new', () => {
  expect(cloneUrlFor(URL, { ...login, made: true })).toBe(
    'http://developer-at-123456789012:a%2Bb%2Fc%3D@127.0.0.1:4600/git/towpath/sample-app.git',
  )
})

test('a password that was shown before is not in it any more', () => {
  expect(cloneUrlFor(URL, { ...login, made: false })).toBe(
    'http://developer-at-123456789012@127.0.0.1:4600/git/towpath/sample-app.git',
  )
})
