// What the build checks before it makes an image: node --test app
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { page } from './page.mjs'

test('the page says who answers', () => {
  const text = page({ INSTANCE_ID: 'i-1', DEPLOYMENT_ID: 'd-1', IMAGE_TAG: '0a1b2c3' })

  for (const part of ['i-1', 'd-1', '0a1b2c3']) assert.ok(text.includes(`<code>${part}</code>`), part)
})

test('nothing is left to be filled in, whatever is known', () => {
  assert.doesNotMatch(page({}), /{{|}}/)
})

test('the page has a heading with a text', () => {
  assert.match(page({}), /<h1>\s*[^<\s][^<]*<\/h1>/)
})
