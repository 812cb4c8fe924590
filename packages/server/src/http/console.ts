import { commandsFor, placeAt } from './console-places.ts'
import type { Handler } from './routes.ts'

const FIRST_COMMANDS = ['aws deploy list-deployments', 'npx towpath status']

/** What a browser gets until there is a console: the commands that tell what it asked for. */
export const consolePage: Handler = (req, res) => {
  const path = (req.url ?? '').split('?', 1)[0] ?? ''
  const place = placeAt(path)
  const isHome = /^\/console\/?$/.test(path)
  const page = pageOf(place ? commandsFor(place) : FIRST_COMMANDS)
  res.writeHead(place || isHome ? 200 : 404, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'X-Content-Type-Options': 'nosniff',
  })
  res.end(req.method === 'HEAD' ? undefined : page)
}

const pageOf = (commands: string[]) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Towpath</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
  body { max-width: 50rem; margin: 4rem auto; padding: 0 1rem; }
  code { font-size: 0.95em; }
  pre { overflow-x: auto; padding: 0.75rem 1rem; border: 1px solid; border-radius: 0.4rem; }
</style>
<h1>Towpath</h1>
<p>The control plane answers. This version has no web console yet; everything is reached with the AWS tools and the
command line:</p>
<pre><code>${['eval "$(npx towpath env)"', ...commands].map(escaped).join('\n')}</code></pre>
</html>
`

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
