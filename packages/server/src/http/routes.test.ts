import { expect, test } from 'vitest'
import { findRoute } from './routes.ts'

const routes = ['/healthz', '/git/', '/console/'].map((path) => ({ path, handler: () => {} }))

test.each([
  ['/healthz', '/healthz'],
  ['/healthz?verbose=1', '/healthz'],
  ['/healthz/more', undefined],
  ['/git/demo/app.git/info/refs?service=x', '/git/'],
  ['/git', '/git/'],
  ['/gitlab', undefined],
  ['/', undefined],
  ['/console', '/console/'],
])('%s is answered by %s', (url, path) => {
  expect(findRoute(routes, url)?.path).toBe(path)
})
