import { describe, expect, test } from 'vitest'
import { authenticate, claimedScope } from './authenticate.ts'
import { missingAuthenticationToken } from './errors.ts'
import type { SignedRequest } from './request.ts'
import { codeOf, credentialOf, KEY, keys, NOW, presignWithSdk, signWithSdk } from './testing.ts'

const store = keys(KEY)
const minutes = (count: number) => count * 60_000
const anonymous: SignedRequest = { method: 'GET', rawPath: '/', rawQuery: '', headers: { host: 'localhost' } }

function changed(request: SignedRequest, headers: Record<string, string | undefined>): SignedRequest {
  const all = { ...request.headers, ...headers }
  const pairs = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return { ...request, headers: Object.fromEntries(pairs), rawHeaders: pairs.flat() }
}

function authorization(request: SignedRequest, pattern: RegExp | string, replacement: string): SignedRequest {
  return changed(request, { authorization: (request.headers.authorization ?? '').replace(pattern, replacement) })
}

test('a request without any signature is anonymous', async () => {
  expect(await authenticate(anonymous, store, NOW)).toMatchObject({
    principal: { type: 'anonymous' },
    service: '',
    body: { kind: 'unsigned' },
  })
})

test.each([
  ['s3', 'AccessDenied', 403],
  ['iam', 'MissingAuthenticationToken', 403],
  ['ec2', 'MissingParameter', 400],
  ['codedeploy', 'MissingAuthenticationTokenException', 400],
])('%s answers a request that lacks a signature with %s', (service, code, status) => {
  expect(missingAuthenticationToken(service)).toMatchObject({ code, status })
})

test('the scope that a request claims is told before anything is proved', async () => {
  const signed = authorization(await signWithSdk({ service: 'iam' }), /Signature=.*/, `Signature=${'0'.repeat(64)}`)
  const presigned = await presignWithSdk({ service: 's3' })

  expect(claimedScope(signed)).toMatchObject({ service: 'iam', region: 'eu-west-1' })
  expect(claimedScope(presigned)).toMatchObject({ service: 's3', region: 'eu-west-1' })
  expect(claimedScope({ ...anonymous, rawQuery: 'AWSAccessKeyId=A&Signature=B&Expires=1' })?.service).toBe('s3')
  expect(claimedScope(anonymous)).toBeUndefined()
  expect(claimedScope(changed(anonymous, { authorization: 'Basic Zm9vOmJhcg==' }))).toBeUndefined()
})

test.each([
  ['no space after commas', /, /g, ','],
  ['many spaces', /, /g, '  ,   '],
  ['spaces around the equals sign', /=(?=A|host|[0-9a-f]{64})/g, ' = '],
])('an Authorization header with %s means the same', async (_name, pattern, replacement) => {
  const request = authorization(await signWithSdk({ service: 'iam' }), pattern, replacement)

  expect(await codeOf(authenticate(request, store, NOW))).toBe('accepted')
})

describe.each([
  ['s3', 'RequestTimeTooSkewed', 403],
  ['iam', 'SignatureDoesNotMatch', 403],
  ['ec2', 'RequestExpired', 400],
  ['codedeploy', 'InvalidSignatureException', 400],
])('the clock window of %s', (service, code, status) => {
  test.each([-5, 0, 5])('includes a request signed %d minutes from now', async (offset) => {
    const request = await signWithSdk({ service, at: NOW + minutes(offset) })

    expect(await codeOf(authenticate(request, store, NOW))).toBe('accepted')
  })

  test.each([-6, 6])(`excludes a request signed %d minutes from now, with ${code}`, async (offset) => {
    const request = await signWithSdk({ service, at: NOW + minutes(offset) })

    await expect(authenticate(request, store, NOW)).rejects.toMatchObject({ code, status })
  })
})

test('a request captured and sent again after the window is refused', async () => {
  const request = await signWithSdk({ service: 'codedeploy' }, { method: 'POST', body: '{}' })

  expect(await codeOf(authenticate(request, store, NOW))).toBe('accepted')
  expect(await codeOf(authenticate(request, store, NOW + minutes(5) + 1))).toBe('InvalidSignatureException')
})

test('a request dated by its Date header is accepted', async () => {
  const at = Date.UTC(2011, 8, 9, 23, 36)
  const secret = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
  // get-vanilla of the first edition of AWS's test suite, which signed the Date header.
  const request: SignedRequest = {
    ...anonymous,
    headers: {
      host: 'host.foo.com',
      date: 'Mon, 09 Sep 2011 23:36:00 GMT',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20110909/us-east-1/host/aws4_request, SignedHeaders=date;host, Signature=b27ccfbfa7df52a200ff74193ca6e32d4b48b8856fab7ebf1c595d0670a7e470',
    },
  }

  expect(await codeOf(authenticate(request, keys(secret), at))).toBe('accepted')
})

describe.each([
  ['s3', 'InvalidAccessKeyId', 403, 'InvalidToken', 400, 'ExpiredToken', 400],
  ['iam', 'InvalidClientTokenId', 403, 'InvalidClientTokenId', 403, 'ExpiredToken', 403],
  ['ec2', 'AuthFailure', 401, 'AuthFailure', 401, 'RequestExpired', 400],
  ['codedeploy', 'UnrecognizedClientException', 400, 'UnrecognizedClientException', 400, 'ExpiredTokenException', 400],
] as const)('%s', (service, unknown, unknownStatus, mismatch, mismatchStatus, expired, expiredStatus) => {
  test.each([
    ['unknown', unknown, unknownStatus],
    ['inactive', unknown, unknownStatus],
    ['token-mismatch', mismatch, mismatchStatus],
    ['expired', expired, expiredStatus],
  ] as const)('answers a key that is %s with %s', async (refused, code, status) => {
    const request = await signWithSdk({ service })

    await expect(authenticate(request, { find: async () => ({ refused }) }, NOW)).rejects.toMatchObject({
      code,
      status,
    })
  })
})

test.each([
  ['s3', 'SignatureDoesNotMatch'],
  ['sts', 'SignatureDoesNotMatch'],
  ['ec2', 'AuthFailure'],
  ['codepipeline', 'InvalidSignatureException'],
])('%s answers a signature made with another secret with %s', async (service, code) => {
  const request = await signWithSdk({ service, key: { ...KEY, secretAccessKey: 'another' } })

  expect(await codeOf(authenticate(request, store, NOW))).toBe(code)
})

test('a changed secret takes effect at once, though the old signing key was kept', async () => {
  const rotated = { ...KEY, secretAccessKey: 'rotated' }
  await authenticate(await signWithSdk({ service: 'iam' }), store, NOW)

  expect(await codeOf(authenticate(await signWithSdk({ service: 'iam' }), keys(rotated), NOW))).toBe(
    'SignatureDoesNotMatch',
  )
  expect(await codeOf(authenticate(await signWithSdk({ service: 'iam', key: rotated }), keys(rotated), NOW))).toBe(
    'accepted',
  )
})

describe('session tokens', () => {
  const temporary = { ...KEY, sessionToken: 'the+token/==' }

  test('travel in a signed header', async () => {
    const request = await signWithSdk({ service: 'codedeploy', sessionToken: temporary.sessionToken })

    expect(await codeOf(authenticate(request, keys(temporary), NOW))).toBe('accepted')
  })

  test('may be added after signing, as a header', async () => {
    const request = changed(await signWithSdk({ service: 's3' }), { 'x-amz-security-token': temporary.sessionToken })

    expect(await codeOf(authenticate(request, keys(temporary), NOW))).toBe('accepted')
  })

  test('travel in a presigned query', async () => {
    const request = await presignWithSdk({ service: 's3', sessionToken: temporary.sessionToken })

    expect(await codeOf(authenticate(request, keys(temporary), NOW))).toBe('accepted')
  })

  test('may be added to a presigned query after signing', async () => {
    const presigned = await presignWithSdk({ service: 's3' })
    const rawQuery = `${presigned.rawQuery}&X-Amz-Security-Token=${encodeURIComponent(temporary.sessionToken)}`

    expect(await codeOf(authenticate({ ...presigned, rawQuery }, keys(temporary), NOW))).toBe('accepted')
  })

  test('of another session are refused, and not repeated in the answer', async () => {
    const request = await signWithSdk({ service: 's3', sessionToken: 'secret-token' })

    const error = await authenticate(request, keys(temporary), NOW).catch((caught) => caught)

    expect(error.code).toBe('InvalidToken')
    expect(JSON.stringify([error.message, error.fields])).not.toContain('secret-token')
  })
})

describe('what a signature must cover', () => {
  test.each([
    ['s3', 'AccessDenied'],
    ['iam', 'SignatureDoesNotMatch'],
    ['codedeploy', 'InvalidSignatureException'],
  ])('%s refuses an x-amz header that is not signed with %s', async (service, code) => {
    const request = changed(await signWithSdk({ service }), { 'x-amz-target': 'CodeDeploy_20141006.ListApplications' })

    expect(await codeOf(authenticate(request, store, NOW))).toBe(code)
  })

  test('S3 names the headers', async () => {
    const request = changed(await signWithSdk({ service: 's3' }), {
      'x-amz-acl': 'public-read',
      'x-amz-tagging': 'a=b',
    })

    await expect(authenticate(request, store, NOW)).rejects.toMatchObject({
      fields: { HeadersNotSigned: 'x-amz-acl, x-amz-tagging' },
    })
  })

  test('includes the host', async () => {
    const request = authorization(await signWithSdk({ service: 'iam' }), 'host;', '')

    await expect(authenticate(request, store, NOW)).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: "'Host' must be a 'SignedHeader' in the AWS Authorization.",
    })
  })

  test('must be there: a signed header that was taken away is noticed', async () => {
    const request = changed(await signWithSdk({ service: 's3' }, { headers: { 'content-md5': 'abc' } }), {
      'content-md5': undefined,
    })

    expect(await codeOf(authenticate(request, store, NOW))).toBe('SignatureDoesNotMatch')
  })
})

describe('a header that cannot be read', () => {
  test.each([
    ['s3', /Credential=[^,]*/, 'Credential=nonsense', 'IncompleteSignatureException'],
    ['s3', /eu-west-1\/s3/, 'eu-west-1/x/s3', 'AuthorizationHeaderMalformed'],
    ['s3', /Credential=[^/]*/, 'Credential=', 'AuthorizationHeaderMalformed'],
    ['s3', '20260102/', '20260103/', 'AuthorizationHeaderMalformed'],
    ['s3', /, Signature=.*/, '', 'AuthorizationHeaderMalformed'],
    ['s3', /Signature=.*/, 'Signature=short', 'AuthorizationHeaderMalformed'],
    ['s3', 'host;', 'host;host;', 'AuthorizationHeaderMalformed'],
    ['iam', '20260102/', '20260103/', 'SignatureDoesNotMatch'],
    ['iam', /, Signature=.*/, '', 'IncompleteSignature'],
    ['codedeploy', /, Signature=.*/, '', 'IncompleteSignatureException'],
    ['codedeploy', '20260102/', '20260103/', 'InvalidSignatureException'],
  ])('of %s: %s replaced by %s is answered with %s…', async (service, pattern, replacement, code) => {
    const request = authorization(await signWithSdk({ service }), pattern, replacement)

    expect(await codeOf(authenticate(request, store, NOW))).toBe(code)
  })

  test('says all that is missing', async () => {
    const request = changed(anonymous, { authorization: 'AWS4-HMAC-SHA256 Credential=A/20260102/r/iam/aws4_request' })

    await expect(authenticate(request, store, NOW)).rejects.toMatchObject({
      message:
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    })
  })

  test.each(['AWS AKIA:c2ln', 'AWS4-ECDSA-P256-SHA256 Credential=a', 'Bearer x'])(
    'of another kind is refused: %s',
    async (value) => {
      const request = changed({ ...anonymous, rawPath: '/bucket/key' }, { authorization: value })

      expect(await codeOf(authenticate(request, store, NOW))).toBe('InvalidRequest')
    },
  )

  test('beside a presigned query is refused', async () => {
    const presigned = await presignWithSdk({ service: 's3' })
    const signed = await signWithSdk({ service: 's3' })

    expect(await codeOf(authenticate({ ...signed, rawQuery: presigned.rawQuery }, store, NOW))).toBe('InvalidArgument')
  })
})

describe('the body', () => {
  test('of S3 is what x-amz-content-sha256 says, and that header must be there', async () => {
    const signed = await signWithSdk({ service: 's3' }, { method: 'PUT', body: 'hello' })
    const without = changed(signed, { 'x-amz-content-sha256': undefined })

    expect((await authenticate(signed, store, NOW)).body).toEqual({
      kind: 'hashed',
      sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    })
    expect(await codeOf(authenticate(authorization(without, 'x-amz-content-sha256;', ''), store, NOW))).toBe(
      'InvalidRequest',
    )
  })

  test.each(['', 'UNSIGNED', 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', 'A'.repeat(64)])(
    'cannot be claimed to be %j',
    async (value) => {
      const request = changed(await signWithSdk({ service: 's3' }), { 'x-amz-content-sha256': value })

      expect(await codeOf(authenticate(request, store, NOW))).toBe('InvalidArgument')
    },
  )

  test('of other services is read only once key and clock were found good', async () => {
    const signed = await signWithSdk({ service: 'iam' }, { method: 'POST', body: 'Action=ListUsers' })
    const unread = { ...signed, payload: () => Promise.reject(new Error('read')) }

    expect(await codeOf(authenticate(unread, store, NOW + minutes(6)))).toBe('SignatureDoesNotMatch')
    expect(await codeOf(authenticate(unread, keys(), NOW))).toBe('InvalidClientTokenId')
    expect(await codeOf(authenticate(unread, store, NOW))).toBe('read')
  })

  test('of other services must be empty when nobody read it and nothing was said of it', async () => {
    const { payload: _, ...signed } = await signWithSdk({ service: 'iam' })

    expect((await authenticate(signed, store, NOW)).body).toMatchObject({
      kind: 'hashed',
      sha256: expect.stringMatching(/^e3b0c442/),
    })
  })

  test('of an anonymous request cannot be signed in chunks', async () => {
    const headers = { host: 'localhost', 'x-amz-decoded-content-length': '1' }
    const signed = {
      ...anonymous,
      headers: { ...headers, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
    }
    const plain = {
      ...anonymous,
      headers: { ...headers, 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
    }

    expect(await codeOf(authenticate(signed, store, NOW))).toBe('InvalidArgument')
    expect((await authenticate(plain, store, NOW)).body).toMatchObject({ kind: 'chunked', signed: false })
  })
})

test('paths of S3 are the same signed plain or encoded, and never normalised', async () => {
  const signed = await signWithSdk({ service: 's3' }, { path: '/bucket/a/../b//c%28d%29' })

  expect(await codeOf(authenticate(signed, store, NOW))).toBe('accepted')
  expect(await codeOf(authenticate({ ...signed, rawPath: '/bucket/a/../b//c(d)' }, store, NOW))).toBe('accepted')
  expect(await codeOf(authenticate({ ...signed, rawPath: '/bucket/b//c%28d%29' }, store, NOW))).toBe(
    'SignatureDoesNotMatch',
  )
})

test('header values are hashed byte for byte', async () => {
  const value = Buffer.from('à ligne', 'utf8').toString('latin1')
  const signed = await signWithSdk({ service: 's3' }, { headers: { 'x-amz-meta-name': 'à ligne' } })

  expect(await codeOf(authenticate(changed(signed, { 'x-amz-meta-name': value }), store, NOW))).toBe('accepted')
})

test('what is known of the key is handed on', async () => {
  const found = await authenticate(await signWithSdk({ service: 'iam' }), store, NOW)

  expect(found.principal).toEqual(credentialOf(KEY).principal)
})
