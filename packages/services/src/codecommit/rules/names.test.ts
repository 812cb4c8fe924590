import { expect, test } from 'vitest'
import { isCommitId, isRepositoryName } from './names.ts'

test.each(['a', 'sample-app', 'A_1.b', 'x'.repeat(100)])('%j can name a repository', (name) => {
  expect(isRepositoryName(name)).toBe(true)
})

test.each(['', '.', '..', '-x', 'a/b', 'x.git', 'x.GIT', 'x.lock', 'a b', 'x'.repeat(101)])(
  '%j cannot name a repository',
  (name) => {
    expect(isRepositoryName(name)).toBe(false)
  },
)

test.each(['', 'HEAD', 'F'.repeat(40), 'f'.repeat(39), '-'.repeat(40)])('%j is no commit id', (id) => {
  expect(isCommitId(id)).toBe(false)
})
