// Where to listen, asked of the instance's metadata service as a program on EC2 would.
export async function address() {
  const metadata = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? 'http://169.254.169.254'
  const port = Number(process.env.PORT ?? 5000)
  try {
    const token = await read(`${metadata}/latest/api/token`, 'PUT', { 'x-aws-ec2-metadata-token-ttl-seconds': '60' })
    const ask = (name) => read(`${metadata}/latest/meta-data/${name}`, 'GET', { 'x-aws-ec2-metadata-token': token })
    // Instances that share the machine's address are told apart by their tag Port.
    const tagged = await ask('tags/instance/Port').then(Number, () => port)
    return { host: await ask('local-ipv4'), port: tagged, instance: await ask('instance-id') }
  } catch {
    return { host: '127.0.0.1', port, instance: 'no instance' }
  }
}

async function read(url, method, headers) {
  const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(2000) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return (await response.text()).trim()
}
