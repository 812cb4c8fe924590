import type { Handler } from './routes.ts'

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Towpath</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
  body { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
  code { font-size: 0.95em; }
  pre { overflow-x: auto; padding: 0.75rem 1rem; border: 1px solid; border-radius: 0.4rem; }
</style>
<h1>Towpath</h1>
<p>The control plane answers. This version has no web console yet; everything is reached with the AWS tools and the
command line:</p>
<pre><code>eval "$(npx towpath env)"
aws deploy list-deployments
npx towpath status</code></pre>
</html>
`

/** What a browser gets until there is a console. */
export const consolePage: Handler = (req, res) => {
  res.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(PAGE),
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'X-Content-Type-Options': 'nosniff',
  })
  res.end(req.method === 'HEAD' ? undefined : PAGE)
}
