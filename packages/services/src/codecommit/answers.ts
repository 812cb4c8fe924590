import type { Commit, FileModeTypeEnum } from '@aws-sdk/client-codecommit'
import type { GitCommit, GitFileMode, GitSignature } from './ports/git.ts'

export function commitAnswer(commit: GitCommit): Commit {
  return {
    commitId: commit.id,
    treeId: commit.tree,
    parents: commit.parents,
    message: commit.message,
    author: userInfo(commit.author),
    committer: userInfo(commit.committer),
    additionalData: '',
  }
}

/** `date` is git's own form: seconds and offset. */
function userInfo({ name, email, seconds, offset }: GitSignature) {
  return { name, email, date: `${seconds} ${offset}` }
}

/** CodeCommit's word for a mode of git. */
export function fileMode(mode: string): FileModeTypeEnum {
  return mode === '100755' ? 'EXECUTABLE' : mode === '120000' ? 'SYMLINK' : 'NORMAL'
}

export function gitMode(mode: FileModeTypeEnum | undefined): GitFileMode {
  return mode === 'EXECUTABLE' ? 'executable' : mode === 'SYMLINK' ? 'symlink' : 'normal'
}
