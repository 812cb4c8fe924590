import { expect, test } from 'vitest'
import { matchPath } from './match-path.ts'

test.each<[string, string, string[] | undefined]>([
  ['', '', []],
  ['', '/x', undefined],
  ['/hooks/:', '/hooks/7', ['7']],
  ['/hooks/:', '/hooks/7/8', undefined],
  ['/hooks/:', '/hooks/', undefined],
  ['/commits/*', '/commits/heads%2Fmain', ['heads/main']],
  ['/commits/*', '/commits/feature/x', ['feature/x']],
  ['/commits/*', '/commits/%E0%A4%A', undefined],
  ['/commits/*/status', '/commits/feature/x/status', ['feature/x']],
  ['/commits/*/status', '/commits/status', undefined],
  ['/contents/*', '/contents/dir%20with/-n%3F', ['dir with/-n?']],
])('%s takes %s as %j', (pattern, path, parts) => {
  expect(matchPath(pattern, path)).toEqual(parts)
})
