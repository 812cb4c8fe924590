// The page: index.html with what is known about the one who answers.
import { readFileSync } from 'node:fs'

const template = readFileSync(new URL('index.html', import.meta.url), 'utf8')

export function page({ INSTANCE_ID = 'no instance', DEPLOYMENT_ID = 'by hand', IMAGE_TAG = 'none' }) {
  return template
    .replaceAll('{{instance}}', INSTANCE_ID)
    .replaceAll('{{deployment}}', DEPLOYMENT_ID)
    .replaceAll('{{tag}}', IMAGE_TAG)
}
