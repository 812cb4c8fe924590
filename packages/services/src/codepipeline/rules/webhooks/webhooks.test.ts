import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJsonPath, valuesAt } from './json-path.ts'
import { matchesFilters } from './matches-filters.ts'
import { isSigned } from './signature.ts'
import { checkedWebhook, isInRange } from './webhook.ts'

const EVENT = {
  ref: 'refs/heads/main',
  created: false,
  'odd name': { n: 7 },
  commits: [{ id: 'a' }, { id: 'b', added: [] }],
}

describe('a JsonPath', () => {
  test.each<[string, unknown[]]>([
    ['$.ref', ['refs/heads/main']],
    ['$["ref"]', ['refs/heads/main']],
    ["$['odd name'].n", [7]],
    ['$.commits[1].id', ['b']],
    ['$.commits[*].id', ['a', 'b']],
    ['$.commits.*.id', ['a', 'b']],
    ['$.commits[9].id', []],
    ['$.commits.id', []],
    ['$.ref.length', []],
    ['$.ref[0]', []],
    ['$.toString', []],
    ['$.__proto__', []],
    ['$.commits.length', []],
  ])('%s leads to %j', (text, values) => {
    const path = parseJsonPath(text)

    expect(path && valuesAt(EVENT, path)).toEqual(values)
  })

  test('may be the whole document', () => {
    expect(valuesAt(EVENT, parseJsonPath('$') ?? [{ all: true }])).toEqual([EVENT])
  })

  test.each(['', 'ref', '$ref', '$..ref', '$.', '$.a.', '$[', "$['a]", '$[-1]', '$[?(@.a)]', '$.a b', '$[(1)]'])(
    'is not %j',
    (text) => {
      expect(parseJsonPath(text)).toBeUndefined()
    },
  )

  test('of any text is refused or followed in bounded time', () => {
    const part = fc.constantFrom('.a', '[*]', '.*', '[0]', "['a']", '[', '.', "'", '$', '?')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), fc.json(), (parts, json) => {
        const path = parseJsonPath(`$${parts.join('')}`)
        if (path) expect(Array.isArray(valuesAt(JSON.parse(json), path))).toBe(true)
      }),
    )
  })

  test('with as many steps as fit looks at a large document once', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    const path = parseJsonPath(`$${'[*]'.repeat(49)}`)

    expect(path && valuesAt(JSON.parse(deep), path)).toHaveLength(1)
  })
})

describe('filters', () => {
  const configuration = { Branch: 'main', Nothing: '' }

  test.each<[string, string | undefined, boolean]>([
    ['$.ref', 'refs/heads/{Branch}', true],
    ['$.ref', 'refs/heads/dev', false],
    ['$.ref', undefined, true],
    ['$.deleted', undefined, false],
    ['$.created', 'false', true],
    ["$['odd name'].n", '7', true],
    ['$.commits[*].id', 'b', true],
    ['$.commits', '[object Object],[object Object]', false],
    ['$.ref', 'refs/heads/{toString}', false],
  ])('%s = %s: %s', (jsonPath, matchEquals, expected) => {
    expect(matchesFilters(EVENT, [{ jsonPath, matchEquals }], configuration)).toBe(expected)
  })

  test('all of them have to hold', () => {
    const branch = { jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }

    expect(matchesFilters(EVENT, [branch, { jsonPath: '$.deleted' }], configuration)).toBe(false)
    expect(matchesFilters(EVENT, [], configuration)).toBe(true)
  })
})

describe('a signature', () => {
  // The example of GitHub's documentation.
  const secret = "It's a Secret to Everybody"
  const body = Buffer.from('Hello, World!')
  const newer = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
  const older = `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`

  test.each<[string, Record<string, string>, boolean]>([
    ['with SHA-256', { 'x-hub-signature-256': newer }, true],
    ['with SHA-1 alone', { 'x-hub-signature': older }, true],
    ['with both', { 'x-hub-signature-256': newer, 'x-hub-signature': older }, true],
    ['with SHA-1 beside a wrong SHA-256', { 'x-hub-signature-256': 'sha256=0', 'x-hub-signature': older }, false],
    ['with SHA-1 beside an empty SHA-256', { 'x-hub-signature-256': '', 'x-hub-signature': older }, false],
    ['without its prefix', { 'x-hub-signature-256': newer.slice(7) }, false],
    ['cut short', { 'x-hub-signature-256': newer.slice(0, -1) }, false],
    ['of SHA-256 where SHA-1 belongs', { 'x-hub-signature': newer }, false],
    ['that is missing', {}, false],
  ])('%s: %s', (_, headers, expected) => {
    expect(isSigned(body, headers, secret)).toBe(expected)
  })

  test('of another body is wrong', () => {
    expect(isSigned(Buffer.from('Hello, World?'), { 'x-hub-signature-256': newer }, secret)).toBe(false)
  })

  test('with nothing for a secret is wrong', () => {
    const anybodys = `sha256=${createHmac('sha256', '').update(body).digest('hex')}`

    expect(isSigned(body, { 'x-hub-signature-256': anybodys }, '')).toBe(false)
  })
})

test.each([
  ['192.0.2.0/24', '192.0.2.200', true],
  ['192.0.2.0/24', '::ffff:192.0.2.200', true],
  ['192.0.2.0/24', '192.0.3.1', false],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['2001:db8::/32', '2001:db8::1', true],
  ['2001:db8::/32', '192.0.2.1', false],
  ['192.0.2.0/24', '', false],
  ['192.0.2.0/24', 'nonsense', false],
])('the range %s and the address %s: %s', (range, address, expected) => {
  expect(isInRange(range, address)).toBe(expected)
})

const given = (authentication: string, authenticationConfiguration: object = {}, filters: object[] = []) => ({
  name: 'hook',
  targetPipeline: 'web',
  targetAction: 'Source',
  authentication: authentication as 'IP',
  authenticationConfiguration,
  filters: filters as [],
})

test.each([
  ['GITHUB_HMAC', {}],
  ['GITHUB_HMAC', { SecretToken: 's', AllowedIPRange: '192.0.2.0/24' }],
  ['GITHUB_HMAC', { SecretToken: '****' }],
  ['IP', {}],
  ['IP', { AllowedIPRange: '192.0.2.0' }],
  ['IP', { AllowedIPRange: '192.0.2.0/33' }],
  ['IP', { AllowedIPRange: 'web/8' }],
  ['IP', { AllowedIPRange: '192.0.2.0/24', SecretToken: 's' }],
  ['UNAUTHENTICATED', { SecretToken: 's' }],
])('%s with %j is refused', (kind, configuration) => {
  expect(() => checkedWebhook(given(kind, configuration))).toThrow(
    expect.objectContaining({ code: 'InvalidWebhookAuthenticationParametersException' }),
  )
})

test('the mask keeps the secret that is there, and a filter that cannot be evaluated is refused', () => {
  expect(checkedWebhook(given('GITHUB_HMAC', { SecretToken: '****' }), 'old').secret).toBe('old')
  expect(checkedWebhook(given('GITHUB_HMAC', { SecretToken: 'new' }), 'old').secret).toBe('new')
  expect(() => checkedWebhook(given('UNAUTHENTICATED', {}, [{ jsonPath: '$..ref' }]))).toThrow(
    expect.objectContaining({ code: 'InvalidWebhookFilterPatternException' }),
  )
})
