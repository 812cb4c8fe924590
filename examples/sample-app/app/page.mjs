// The page: index.html with what is known about the one who answers.
import { existsSync, readFileSync } from 'node:fs'

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
// Written by the build (buildspec.yml).
const commit = existsSync(new URL('commit.txt', import.meta.url)) ? read('commit.txt').trim() : 'none'

export function page({ instance = 'no instance', deployment = 'by hand' }) {
  return read('index.html')
    .replaceAll('{{instance}}', instance)
    .replaceAll('{{deployment}}', deployment)
    .replaceAll('{{commit}}', commit)
}
