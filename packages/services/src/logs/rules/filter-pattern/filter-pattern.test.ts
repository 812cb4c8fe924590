import { expect, test } from 'vitest'
import { compileFilterPattern } from './compile.ts'

test.each<[pattern: string, matching: string[], others: string[]]>([
  ['', ['anything', '{"a":1}'], []],
  ['  ', ['anything'], []],
  ['ERROR', ['an ERROR here', '[ERROR]', 'ERRORS'], ['error', 'fine']],
  ['disk full', ['disk is full', 'full disk'], ['disk', 'full']],
  ['"disk full"', ['the disk full!'], ['disk is full', '"disk" full']],
  ['"say \\"hi\\""', ['they say "hi" now'], ['say hi']],
  ['"a\\\\b"', ['a\\b'], ['ab']],
  ['ERROR -timeout', ['ERROR disk'], ['ERROR timeout', 'disk']],
  ['-ERROR', ['fine', ''], ['ERROR']],
  ['-"not this"', ['this not'], ['but not this']],
  ['?ERROR ?WARN', ['ERROR', 'a WARN'], ['INFO']],
  ['?"disk full" ?WARN', ['disk full', 'WARN'], ['disk']],
  ['INFO ?ERROR ?WARN', ['INFO', 'INFO WARN'], ['ERROR', 'WARN']],
  ['"GET /a"', ['GET /a HTTP'], ['GET  /a']],
  ['größe_1', ['die größe_1'], ['grösse']],
])('the terms %j', (pattern, matching, others) => {
  const matches = compileFilterPattern(pattern)

  expect(matching.filter(matches)).toEqual(matching)
  expect(others.filter(matches)).toEqual([])
})

test.each<[pattern: string, matching: unknown[], others: unknown[]]>([
  ['{ $.x = "y" }', [{ x: 'y' }], [{ x: 'yy' }, { y: 'y' }, { x: ['y'] }]],
  ['{$.x="y"}', [{ x: 'y' }], [{ x: 'z' }]],
  ['{ $.x = y }', [{ x: 'y' }], [{ x: 'z' }]],
  ['{ $.x != "y" }', [{ x: 'z' }, { x: 1 }, { x: null }], [{ x: 'y' }, {}]],
  ['{ $.x = "*Unauthorized*" }', [{ x: 'ClientUnauthorizedError' }, { x: 'Unauthorized' }], [{ x: 'Authorized' }]],
  ['{ $.x = "a*b*c" }', [{ x: 'abc' }, { x: 'a-b-c' }], [{ x: 'acb' }, { x: 'abcd' }, { x: 'ac' }]],
  ['{ $.x = "a*a" }', [{ x: 'aa' }, { x: 'aba' }], [{ x: 'a' }]],
  ['{ $.status = 404 }', [{ status: 404 }, { status: '404' }], [{ status: 4040 }]],
  ['{ $.status = "404" }', [{ status: '404' }], [{ status: 404 }]],
  ['{ $.status >= 500 }', [{ status: 500 }, { status: 501.5 }], [{ status: 499 }, { status: '500' }]],
  ['{ $.status > 500 }', [{ status: 501 }], [{ status: 500 }]],
  ['{ $.t < -1.5e1 }', [{ t: -16 }], [{ t: -15 }]],
  ['{ $.t <= 0 }', [{ t: 0 }], [{ t: 1 }]],
  ['{ $.a.b[1].c = "x" }', [{ a: { b: [0, { c: 'x' }] } }], [{ a: { b: [{ c: 'x' }] } }, { a: null }]],
  ['{ $.a[*].c = "x" }', [{ a: [{ c: 'y' }, { c: 'x' }] }], [{ a: [] }, { a: { c: 'x' } }]],
  ["{ $['a b'].c = 1 }", [{ 'a b': { c: 1 } }], [{ a: { c: 1 } }]],
  ['{ $[0] = 1 }', [[1]], [[2], { 0: 1 }]],
  ['{ $.x IS NULL }', [{ x: null }], [{ x: 0 }, {}]],
  ['{ $.x IS TRUE }', [{ x: true }], [{ x: 'true' }]],
  ['{ $.x IS FALSE }', [{ x: false }], [{ x: true }]],
  ['{ $.x NOT EXISTS }', [{}, { y: 1 }], [{ x: null }]],
  ['{ $.a = 1 && $.b = 2 }', [{ a: 1, b: 2 }], [{ a: 1 }, { b: 2 }]],
  ['{ $.a = 1 || $.b = 2 }', [{ a: 1 }, { b: 2 }], [{ a: 2, b: 1 }]],
  ['{ ($.a = 1 || $.b = 2) && $.c = 3 }', [{ b: 2, c: 3 }], [{ a: 1 }, { c: 3 }]],
  ['{ $.a = 1 || $.b = 2 && $.c = 3 }', [{ a: 1 }, { b: 2, c: 3 }], [{ b: 2 }]],
  ['{ $.constructor = "*" }', [{ constructor: 'x' }], [{}]],
])('the JSON pattern %s', (pattern, matching, others) => {
  const matches = compileFilterPattern(pattern)
  const texts = (documents: unknown[]) => documents.map((document) => JSON.stringify(document))

  expect(texts(matching).filter(matches)).toEqual(texts(matching))
  expect(texts(others).filter(matches)).toEqual([])
})

test.each(['x = y', '"x"', '{ "x": "y"', 'null', ''])(
  'a JSON pattern passes over %j, which is no document',
  (message) => {
    expect(compileFilterPattern('{ $.x != "z" }')(message)).toBe(false)
  },
)

test.each([
  ['a-b', "Invalid character(s) in term 'a-b'"],
  ['request:1', "Invalid character(s) in term 'request:1'"],
  ['-', "Invalid character(s) in term '-'"],
  ['"open', 'cannot read'],
  ['"a"b', 'cannot read'],
  ['%err.*%', 'regular expressions (%err.*%) are not served'],
  ['[a, b]', 'space-delimited'],
  ['{', 'a condition begins with a selector'],
  ['{ $.a = 1', '"}" is missing'],
  ['{ $.a = 1 } b', 'there is more behind the closing brace'],
  ['{ $.a }', 'a selector is followed by'],
  ['{ $.a IS MAYBE }', 'IS is followed by NULL, TRUE or FALSE'],
  ['{ $.a > high }', '">" compares with a number'],
  ['{ $.a = "open }', 'cannot read'],
  ['{ ($.a = 1 }', '")" is missing'],
  [`{ ${'('.repeat(1000)}`, 'a condition begins with a selector'],
])('%j is refused', (pattern, message) => {
  expect(() => compileFilterPattern(pattern)).toThrow(message)
})
