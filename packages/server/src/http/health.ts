import type { Handler } from './routes.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work, which `ready` finds out. */
export function healthRoutes(ready: () => Promise<boolean>): { path: string; handler: Handler }[] {
  return [
    { path: '/healthz', handler: (_req, res) => json(res, 200, { status: 'ok' }) },
    {
      path: '/readyz',
      handler: async (_req, res) => {
        const fine = await ready().catch(() => false)
        json(res, fine ? 200 : 503, { status: fine ? 'ready' : 'not ready' })
      },
    },
  ]
}

function json(res: Parameters<Handler>[1], status: number, body: unknown): void {
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  })
  res.end(text)
}
