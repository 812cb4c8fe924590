import { Readable } from 'node:stream'
import { diskBlobs } from '../blobs/disk-blobs.ts'

/**
 * Run as a process of its own by tests: puts so many mebibytes into the blob folder of its first argument and prints how
 * that ended, with the most memory this process ever held (in mebibytes).
 */
const [folder = '', mebibytes = '1'] = process.argv.slice(2)

function* content() {
  for (let i = 0; i < Number(mebibytes) * 16; i++) yield Buffer.alloc(64 * 1024, i % 251)
}

const blobs = diskBlobs(folder)
process.stdout.write('putting\n')
const outcome = await blobs.put(Readable.from(content(), { objectMode: false })).then(
  (info) => ({ info }),
  (error) => ({ code: error.code }),
)
process.stdout.write(`${JSON.stringify({ ...outcome, memory: process.resourceUsage().maxRSS / 1024 })}\n`)
