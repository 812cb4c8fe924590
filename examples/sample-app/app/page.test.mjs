// What the build checks: node --test app/page.test.mjs
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { page } from './page.mjs'

test('the page says who answers', () => {
  const text = page({ instance: 'i-1', deployment: 'd-1' })

  for (const part of ['i-1', 'd-1']) assert.ok(text.includes(`<code>${part}</code>`), part)
})

test('nothing is left to be filled in, whatever is known', () => {
  assert.doesNotMatch(page({}), /{{|}}/)
})

test('the page has a heading with a text', () => {
  assert.match(page({}), /<h1>\s*[^<\s][^<]*<\/h1>/)
})
