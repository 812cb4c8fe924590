import type { CreateCommitInput } from '@aws-sdk/client-codecommit'
import {
  commitMessageLengthExceeded,
  fileContentAndSourceFileSpecified,
  fileContentSizeLimitExceeded,
  fileEntryRequired,
  folderContentSizeLimitExceeded,
  invalidEmail,
  maximumFileEntriesExceeded,
  nameLengthExceeded,
  putFileEntryConflict,
  samePathRequest,
  sourceFileOrContentRequired,
} from '../errors.ts'
import { checkFilePath, foldersAbove } from './paths.ts'

/** Documented: a file sent by these operations has at most 6 MB, all of one commit at most 20 MB and 100 files. */
export const MOST_FILE_BYTES = 6 * 1024 * 1024
const MOST_BYTES = 20 * 1024 * 1024
const MOST_FILES = 100

const MOST_NAME = 1024
/** Documented: 20 KB. */
const MOST_MESSAGE = 20 * 1024

export type CommitRequest = Required<Pick<CreateCommitInput, 'putFiles' | 'deleteFiles' | 'setFileModes'>>

/** The files of a request for a commit, with checked paths. What depends on the repository is not looked at. */
export function checkCommitRequest(input: CreateCommitInput): CommitRequest {
  const { putFiles = [], deleteFiles = [], setFileModes = [] } = input
  const request = {
    putFiles: putFiles.map((file) => ({ ...file, filePath: checkFilePath(file.filePath) })),
    deleteFiles: deleteFiles.map((file) => ({ ...file, filePath: checkFilePath(file.filePath) })),
    setFileModes: setFileModes.map((file) => ({ ...file, filePath: checkFilePath(file.filePath) })),
  }
  const paths = [...request.putFiles, ...request.deleteFiles, ...request.setFileModes].map(({ filePath }) => filePath)
  if (paths.length === 0) throw fileEntryRequired()
  if (paths.length > MOST_FILES) throw maximumFileEntriesExceeded(paths.length, MOST_FILES)
  const repeated = paths.find((path, index) => paths.indexOf(path) !== index)
  if (repeated !== undefined) throw samePathRequest(repeated)

  const put = new Set(request.putFiles.map(({ filePath }) => filePath))
  const both = [...put].flatMap(foldersAbove).find((folder) => put.has(folder))
  if (both !== undefined) throw putFileEntryConflict(both)
  let bytes = 0
  for (const { filePath, fileContent, sourceFile } of request.putFiles) {
    if (fileContent && sourceFile) throw fileContentAndSourceFileSpecified(filePath)
    if (!fileContent && !sourceFile) throw sourceFileOrContentRequired(filePath)
    bytes += fileContent?.length ?? 0
    if ((fileContent?.length ?? 0) > MOST_FILE_BYTES) throw fileContentSizeLimitExceeded(filePath, MOST_FILE_BYTES)
  }
  if (bytes > MOST_BYTES) throw folderContentSizeLimitExceeded(MOST_BYTES)
  return request
}

/**
 * Who and why of a commit, in what git can keep: it takes angle brackets and line breaks out of names, and refuses what
 * is left without a letter.
 */
export function checkSignature(
  given: { name?: string; email?: string; message?: string },
  caller: string,
): { author: { name: string; email: string }; message: string } {
  const { name = '', email = '', message = '' } = given
  if (name.length > MOST_NAME) throw nameLengthExceeded(MOST_NAME)
  if (email.length > MOST_NAME || /[\s<>\p{Cc}]/u.test(email)) throw invalidEmail(email.slice(0, MOST_NAME))
  if (Buffer.byteLength(message) > MOST_MESSAGE) throw commitMessageLengthExceeded(MOST_MESSAGE)
  const kept = name.replace(/[<>\p{Cc}]/gu, '').trim()
  return { author: { name: /[\p{L}\p{N}]/u.test(kept) ? kept : caller, email }, message: message.replaceAll('\0', '') }
}
