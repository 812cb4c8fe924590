import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { authenticate } from './authenticate.ts'
import type { SignedRequest } from './request.ts'
import { codeOf, KEY, keys, NOW, presignWithSdk } from './testing.ts'

const store = keys(KEY)
const minutes = (count: number) => count * 60_000

describe('a presigned S3 request', () => {
  test('is good from fifteen minutes before its time until it expires', async () => {
    const request = await presignWithSdk({ service: 's3', expiresIn: 3600 })

    expect(await codeOf(authenticate(request, store, NOW - minutes(15)))).toBe('accepted')
    expect(await codeOf(authenticate(request, store, NOW + minutes(60)))).toBe('accepted')
    await expect(authenticate(request, store, NOW - minutes(16))).rejects.toMatchObject({
      code: 'AccessDenied',
      message: 'Request is not yet valid',
    })
    await expect(authenticate(request, store, NOW + minutes(60) + 1000)).rejects.toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message: 'Request has expired',
      fields: { 'X-Amz-Expires': '3600', Expires: '2026-01-02T04:04:05Z', ServerTime: '2026-01-02T04:04:06Z' },
    })
  })

  test.each([
    ['X-Amz-Expires=900', 'X-Amz-Expires=0'],
    ['X-Amz-Expires=900', 'X-Amz-Expires=-1'],
    ['X-Amz-Expires=900', 'X-Amz-Expires=604801'],
    ['X-Amz-Expires=900', 'X-Amz-Expires=1e3'],
    ['X-Amz-Expires=900', 'X-Amz-Expires=900&X-Amz-Expires=604800'],
    ['&X-Amz-Expires=900', ''],
    [/&X-Amz-SignedHeaders=[^&]*/, ''],
    [/X-Amz-Algorithm=[^&]*/, 'X-Amz-Algorithm=AWS4-HMAC-SHA1'],
    ['20260102T030405Z', '20260231T030405Z'],
    ['20260102T030405Z', '20260103T030405Z'],
    [/X-Amz-Signature=[^&]*/, 'X-Amz-Signature=zz'],
    [/X-Amz-Credential=[^%]*/, 'X-Amz-Credential='],
  ])('is malformed with %s replaced by %s', async (pattern, replacement) => {
    const request = await presignWithSdk({ service: 's3' })
    const rawQuery = request.rawQuery.replace(pattern, replacement)

    expect(rawQuery).not.toBe(request.rawQuery)
    expect(await codeOf(authenticate({ ...request, rawQuery }, store, NOW))).toBe('AuthorizationQueryParametersError')
  })

  test('cannot be made to last longer', async () => {
    const request = await presignWithSdk({ service: 's3' })
    const rawQuery = request.rawQuery.replace('X-Amz-Expires=900', 'X-Amz-Expires=604800')

    expect(await codeOf(authenticate({ ...request, rawQuery }, store, NOW + minutes(30)))).toBe('SignatureDoesNotMatch')
  })

  test('carries headers in its query, and those count as headers', async () => {
    const request = await presignWithSdk(
      { service: 's3' },
      { method: 'PUT', query: { 'x-amz-acl': 'private', 'x-amz-meta-a': 'b', 'x-id': 'PutObject' } },
    )

    expect((await authenticate(request, store, NOW)).queryHeaders).toEqual({
      'x-amz-acl': 'private',
      'x-amz-meta-a': 'b',
    })
  })

  test('cannot be given further x-amz headers', async () => {
    const request = await presignWithSdk({ service: 's3' }, { method: 'PUT' })
    const headers = { ...request.headers, 'x-amz-acl': 'public-read' }

    expect(await codeOf(authenticate({ ...request, headers }, store, NOW))).toBe('AccessDenied')
  })

  test('holds for one method and one key', async () => {
    const request = await presignWithSdk({ service: 's3' }, { path: '/bucket/key' })

    expect(await codeOf(authenticate({ ...request, method: 'DELETE' }, store, NOW))).toBe('SignatureDoesNotMatch')
    expect(await codeOf(authenticate({ ...request, rawPath: '/bucket/other' }, store, NOW))).toBe(
      'SignatureDoesNotMatch',
    )
  })
})

test('a presigned request of STS needs no X-Amz-Expires but keeps to the window', async () => {
  const bounded = await presignWithSdk({ service: 'sts', expiresIn: 60 }, { query: { Action: 'GetCallerIdentity' } })

  expect(await codeOf(authenticate(bounded, store, NOW))).toBe('accepted')
  expect(await codeOf(authenticate(bounded, store, NOW + minutes(2)))).toBe('SignatureDoesNotMatch')
})

describe('a SigV2 query', () => {
  const EXPIRES = NOW / 1000 + 3600

  /** As botocore signs it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html */
  function v2(options: {
    method?: string
    path?: string
    resource?: string
    extra?: string
    headers?: Record<string, string>
    amz?: string
    expires?: number
    token?: string
  }): SignedRequest {
    const { method = 'GET', path = '/bucket/key', extra = '', headers = {}, amz = '', expires = EXPIRES } = options
    const text = `${method}\n\n\n${expires}\n${amz}${options.resource ?? path}`
    const signature = createHmac('sha1', KEY.secretAccessKey).update(text).digest('base64')
    const rawQuery = `AWSAccessKeyId=${KEY.accessKeyId}&Signature=${encodeURIComponent(signature)}&Expires=${expires}${extra}`
    return { method, rawPath: path, rawQuery, headers: { host: 'localhost:4600', ...headers } }
  }

  test.each(['GET', 'HEAD'])('authenticates %s', async (method) => {
    expect(await authenticate(v2({ method }), store, NOW)).toMatchObject({
      principal: { name: 'tester' },
      service: 's3',
      presigned: true,
    })
  })

  test('covers sub-resources and overrides of the answer, sorted, and nothing else', async () => {
    const request = v2({
      extra: '&versionId=v1&response-content-type=text%2Fplain&prefix=x',
      resource: '/bucket/key?response-content-type=text/plain&versionId=v1',
    })

    expect(await codeOf(authenticate(request, store, NOW))).toBe('accepted')
    const other = { ...request, rawQuery: request.rawQuery.replace('versionId=v1', 'versionId=v2') }
    expect(await codeOf(authenticate(other, store, NOW))).toBe('SignatureDoesNotMatch')
  })

  test('carries a session token', async () => {
    const request = v2({ amz: 'x-amz-security-token:tok/en\n', extra: '&x-amz-security-token=tok%2Fen' })

    expect(await codeOf(authenticate(request, keys({ ...KEY, sessionToken: 'tok/en' }), NOW))).toBe('accepted')
    expect(await codeOf(authenticate(request, store, NOW))).toBe('InvalidToken')
  })

  test('means the bucket of the host where there is one', async () => {
    const request = v2({ path: '/key', resource: '/bucket/key' })

    expect(await codeOf(authenticate({ ...request, hostBucket: 'bucket' }, store, NOW))).toBe('accepted')
    expect(await codeOf(authenticate({ ...request, hostBucket: 'other' }, store, NOW))).toBe('SignatureDoesNotMatch')
    expect(await codeOf(authenticate(request, store, NOW))).toBe('SignatureDoesNotMatch')
  })

  test.each([
    ['after its time', v2({}), NOW + minutes(61), 'Request has expired'],
    [
      'that lasts more than a week',
      v2({ expires: NOW / 1000 + 604_801 }),
      NOW,
      'Expires must be less than a week from now',
    ],
    [
      'that writes',
      v2({ method: 'PUT' }),
      NOW,
      'Signature version 2 is served for GET and HEAD only. Please use AWS4-HMAC-SHA256.',
    ],
    [
      'without a time',
      { ...v2({}), rawQuery: v2({}).rawQuery.replace(/Expires.*/, '') },
      NOW,
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    ],
  ])('%s is refused', async (_name, request, now, message) => {
    await expect(authenticate(request, store, now)).rejects.toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message,
    })
  })

  test('with an x-amz header added is refused', async () => {
    const request = v2({ headers: { 'x-amz-request-payer': 'requester' } })

    expect(await codeOf(authenticate(request, store, NOW))).toBe('SignatureDoesNotMatch')
  })
})
